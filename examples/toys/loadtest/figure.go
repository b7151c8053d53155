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

	beside, p99beside float64 // throughput and p99 as ratios to those of the first backend in the same round
}

// figures sums the cells up, in the order of the options.
func figures(o options, cells []cell) (list []figure) {
	for _, delay := range o.delays {
		for _, users := range o.users {
			for _, backend := range o.backends {
				at := place{backend, delay}
				own, first := of(cells, at, users), of(cells, place{o.backends[0], delay}, users)
				f := sum(at, users, own)
				f.beside = ratio(own, first, func(c cell) float64 { return c.throughput })
				f.p99beside = ratio(own, first, func(c cell) float64 { return float64(c.p99) })
				list = append(list, f)
			}
		}
	}
	return list
}

// of returns the cells of a backend under a load, a round each.
func of(cells []cell, at place, users int) (found []cell) {
	for _, c := range cells {
		if c.place == at && c.users == users {
			found = append(found, c)
		}
	}
	return found
}

// ratio is the median of the ratios of two backends in the same rounds, in which others on the machine did much the same to both.
func ratio(own, first []cell, value func(cell) float64) float64 {
	var ratios []float64
	for i := range own {
		ratios = append(ratios, value(own[i])/value(first[i]))
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
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
