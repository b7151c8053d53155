package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The workload j: gets and inserts in turn, by many at once on one pool.
const crowdSize = 64

// mixed is the workload of call n.
func mixed(n int) string { return [...]string{"a", "c"}[n%2] }

// A throughput is what one peer does when many ask it.
type throughput struct {
	peer       string
	perSecond  float64
	ratio, p99 float64 // to the first peer; more is better for ratio, less for p99
}

// mix lets those who get and insert do both, in rounds, and compares the medians of the rounds' ratios.
func (w *world) mix(ctx context.Context, e effort) ([]throughput, error) {
	peers := w.contest(workload{name: "c"}).peers
	rates, slowest := make([][]float64, len(peers)), make([][]float64, len(peers))
	for range min(e.rounds, 5) {
		for i, p := range peers {
			if err := w.execute(ctx, []string{truncate}); err != nil {
				return nil, err
			}
			rate, p99, err := crowd(ctx, p, 20*e.block)
			if err != nil {
				return nil, err
			}
			rates[i], slowest[i] = append(rates[i], rate), append(slowest[i], p99)
		}
	}
	out := make([]throughput, len(peers))
	for i, p := range peers {
		out[i] = throughput{p.name, quantile(slices.Clone(rates[i]), 0.5), ratio(rates[i], rates[0]), ratio(slowest[i], slowest[0])}
	}
	return out, nil
}

func ratio(own, first []float64) float64 {
	ratios := make([]float64, len(own))
	for i := range own {
		ratios[i] = own[i] / first[i]
	}
	return quantile(ratios, 0.5)
}

// crowd is how many calls a second many make, and what 99 of 100 take at most.
func crowd(ctx context.Context, p peer, lasting time.Duration) (perSecond, p99 float64, err error) {
	var group sync.WaitGroup
	var calls atomic.Int64
	took, errs := make([][]float64, crowdSize), make([]error, crowdSize)
	began := time.Now()
	for i := range crowdSize {
		group.Go(func() {
			for time.Since(began) < lasting && errs[i] == nil {
				n, start := int(calls.Add(1)), time.Now()
				errs[i] = p.ops[mixed(n)].run(ctx, n)
				took[i] = append(took[i], float64(time.Since(start)))
			}
		})
	}
	group.Wait()
	all := slices.Concat(took...)
	return float64(len(all)) / time.Since(began).Seconds(), quantile(all, 0.99), errors.Join(errs...)
}
