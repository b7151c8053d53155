package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/schollz/progressbar/v3"
	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/google/uuid"
)

// cell is one measurement.
type cell struct {
	place
	users, round int

	throughput    float64 // requests that succeeded, a second
	p50, p90, p99 time.Duration
	requests      uint64
	errors        uint64
	cpu, server   time.Duration // processors' time of the application and of PostgreSQL, a request
	memory        int64         // of the application
	complaint     string        // of the first that failed
}

// measure has all backends take turns, in another order each round.
func (l *laboratory) measure(ctx context.Context, o options, told io.Writer) (cells []cell, err error) {
	turns := order(o)
	bar := progressbar.NewOptions(len(turns), progressbar.OptionSetWriter(told), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth())
	for _, turn := range turns {
		bar.Describe(fmt.Sprintf("%s, %d users", turn.backend, turn.users))
		if err := l.attack(ctx, o, &turn); err != nil {
			return nil, err
		}
		cells = append(cells, turn)
		if err := bar.Add(1); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// order is who is measured when: backends after one another under the same load, each round beginning with another one.
func order(o options) (turns []cell) {
	for round := range o.rounds {
		for _, delay := range o.delays {
			for _, users := range o.users {
				for i := range o.backends {
					backend := o.backends[(i+round)%len(o.backends)]
					turns = append(turns, cell{place: place{backend, delay}, users: users, round: round + 1})
				}
			}
		}
	}
	return turns
}

// attack measures one cell.
func (l *laboratory) attack(ctx context.Context, o options, c *cell) error {
	a := l.applications[c.place]
	users := uint64(c.users)
	connections := &http.Transport{MaxIdleConnsPerHost: c.users}
	defer connections.CloseIdleConnections() // vegeta's own would stay open, a thousand a measurement
	client := vegeta.Client(&http.Client{Transport: connections, Timeout: time.Minute})
	attacker := vegeta.NewAttacker(vegeta.Workers(users), vegeta.MaxWorkers(users), client)
	counts := time.Now().Add(o.warm)
	ends := counts.Add(o.span)
	before, after := l.usageAt(a, counts), l.usageAt(a, ends)
	var m vegeta.Metrics
	for result := range attacker.Attack(l.scenario(a.base), vegeta.Rate{}, o.warm+o.span, "") {
		if ctx.Err() != nil {
			attacker.Stop()
		}
		if done := result.Timestamp.Add(result.Latency); done.Before(counts) || done.After(ends) {
			continue // it warmed up, or ended late
		}
		m.Add(result)
		c.count(result)
	}
	m.Close()
	c.p50, c.p90, c.p99 = m.Latencies.P50, m.Latencies.P90, m.Latencies.P99
	c.throughput = float64(c.requests-c.errors) / o.span.Seconds()
	return errors.Join(ctx.Err(), c.charge(o.span, <-before, <-after))
}

// count counts a request, and keeps what the first one that failed says.
func (c *cell) count(r *vegeta.Result) {
	c.requests++
	if r.Error == "" {
		return
	}
	if c.errors++; c.errors == 1 {
		c.complaint = r.Error
	}
}

// charge works out what the application has cost.
func (c *cell) charge(span time.Duration, before, after usage) error {
	if c.requests == 0 {
		return fmt.Errorf("none of %d users on %s was answered within the %s that count", c.users, c.backend, span)
	}
	each := func(total time.Duration) time.Duration { return total / time.Duration(c.requests) }
	c.cpu, c.server, c.memory = each(after.cpu-before.cpu), each(after.server-before.server), after.memory
	return errors.Join(before.err, after.err)
}

// scenario is what users do: create and read users and toys, a quarter each.
func (l *laboratory) scenario(base string) vegeta.Targeter {
	header := http.Header{"Content-Type": {"application/json"}}
	create := func(t *vegeta.Target, kind string) {
		t.Method, t.URL, t.Header = http.MethodPost, base+kind, header
		t.Body = fmt.Appendf(nil, `{"name":"number %d"}`, rand.IntN(1_000_000))
	}
	read := func(t *vegeta.Target, kind string, keys []uuid.UUID) {
		t.Method, t.URL = http.MethodGet, base+kind+"/"+keys[rand.IntN(len(keys))].String()
	}
	return func(t *vegeta.Target) error {
		switch rand.IntN(4) {
		case 0:
			create(t, "/users")
		case 1:
			create(t, "/toys")
		case 2:
			read(t, "/users", l.users)
		default:
			read(t, "/toys", l.toys)
		}
		return nil
	}
}
