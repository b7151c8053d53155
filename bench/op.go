package main

import "context"

// An op does a workload once. Each call gets another number, of which its data are made, so that no library can answer
// from what it kept for the same data.
type op struct {
	run func(ctx context.Context, n int) error        // what is timed
	ask func(ctx context.Context, n int) (any, error) // the same, for its answer
}

// answers is an op that answers what f answers.
func answers[T any](f func(ctx context.Context, n int) (T, error)) op {
	return op{
		run: func(ctx context.Context, n int) error { _, err := f(ctx, n); return err },
		ask: func(ctx context.Context, n int) (any, error) { return f(ctx, n) },
	}
}

// does is an op that answers nothing.
func does(f func(ctx context.Context, n int) error) op {
	return op{run: f, ask: func(ctx context.Context, n int) (any, error) { return nil, f(ctx, n) }}
}

// A peer is one library, used in one manner, and what it does of the workloads, by their names.
type peer struct {
	name string
	ops  map[string]op
}

// The first of a workload's peers is what the others are measured by.
const base = "pgx"
