package routers

import (
	"context"
	"log/slog"

	"github.com/drey-db/drey/examples/toys/database"
)

// session gives each request one session of a store.
type session struct {
	store database.Store
	log   *slog.Logger
}

// handler is a route: what it does with the request's session.
type handler[I, O any] func(ctx context.Context, r database.Requests, in *I) (*O, error)

// reading is the middleware of routes that only read.
func reading[I, O any](s session, h handler[I, O]) func(context.Context, *I) (*O, error) {
	return within(s, database.Reads, h)
}

// writing is the middleware of routes that write.
func writing[I, O any](s session, h handler[I, O]) func(context.Context, *I) (*O, error) {
	return within(s, database.Writes, h)
}

// within opens a session for a request, commits when the handler succeeds, rolls back on an error or a panic, and always closes
// it. The answer is written afterwards: nobody is told of what a failed commit did not do, and an entity in the answer has what
// the database made.
func within[I, O any](s session, mode database.Mode, h handler[I, O]) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (out *O, err error) {
		err = s.store.Begin(ctx, mode, func(r database.Requests) (err error) {
			out, err = h(ctx, r, in)
			return err
		})
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	}
}
