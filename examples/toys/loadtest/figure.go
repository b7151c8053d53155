package main

import (
	"cmp"
	"slices"
	"time"
)

// figure is what the rounds of a backend under a load come to: medians, with the least and the most of what varies.
type figure struct {
	place
	users int

	throughput, least, most float64
	p50, p90, p99           time.Duration
	p99least, p99most       time.Duration
	cpu, server             time.Duration
	memory                  int64
	requests, errors        uint64
}

// figures sums the cells up, in the order of the options.
func figures(o options, cells []cell) (list []figure) {
	for _, delay := range o.delays {
		for _, users := range o.users {
			for _, backend := range o.backends {
				at := place{backend, delay}
				list = append(list, sum(at, users, slices.Collect(func(yield func(cell) bool) {
					for _, c := range cells {
						if c.place == at && c.users == users && !yield(c) {
							return
						}
					}
				})))
			}
		}
	}
	return list
}

func sum(at place, users int, cells []cell) figure {
	f := figure{place: at, users: users}
	f.least, f.throughput, f.most = spread(cells, func(c cell) float64 { return c.throughput })
	_, f.p50, _ = spread(cells, func(c cell) time.Duration { return c.p50 })
	_, f.p90, _ = spread(cells, func(c cell) time.Duration { return c.p90 })
	f.p99least, f.p99, f.p99most = spread(cells, func(c cell) time.Duration { return c.p99 })
	_, f.cpu, _ = spread(cells, func(c cell) time.Duration { return c.cpu })
	_, f.server, _ = spread(cells, func(c cell) time.Duration { return c.server })
	_, _, f.memory = spread(cells, func(c cell) int64 { return c.memory })
	for _, c := range cells {
		f.requests, f.errors = f.requests+c.requests, f.errors+c.errors
	}
	return f
}

// spread is the least, the median and the most of a value of cells.
func spread[V cmp.Ordered](cells []cell, value func(cell) V) (least, median, most V) {
	values := make([]V, len(cells))
	for i, c := range cells {
		values[i] = value(c)
	}
	slices.Sort(values)
	return values[0], values[len(values)/2], values[len(values)-1]
}
