package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"time"
)

// A sample is what one call took, on average over a block of calls: by the clock, of this process's processor time, and of
// that and the server's together. The last is what others on the machine disturb least.
type sample struct{ wall, client, work float64 } // nanoseconds

// A figure is what one peer needs for a workload.
type figure struct {
	peer          string
	ratio, spread float64 // to the first peer, the median of the rounds and half the distance of their quartiles
	client        float64 // this process's processor time, as a ratio too
	time          float64 // nanoseconds
	allocations   int
	bytes         int
	trips         int
}

// effort says how long to measure.
type effort struct {
	rounds int
	block  time.Duration
}

// A contest is one workload with those who do it. All calls count up, whoever makes them.
type contest struct {
	world *world
	work  workload
	peers []peer
	n     int
}

func (w *world) contest(work workload) *contest {
	c := &contest{world: w, work: work, n: w.first}
	for _, p := range w.peers {
		if _, does := p.ops[work.name]; does {
			c.peers = append(c.peers, p)
		}
	}
	return c
}

// times lets all peers take turns, each next to the first one, and answers what each needs.
func (c *contest) times(ctx context.Context, e effort) ([]figure, error) {
	calls, figures := make([]int, len(c.peers)), make([]figure, len(c.peers))
	own, first := make([][]sample, len(c.peers)), make([][]sample, len(c.peers))
	for i, p := range c.peers {
		n, err := c.calls(ctx, p, e.block)
		if err != nil {
			return nil, err
		}
		calls[i] = n
	}
	for range e.rounds {
		if err := c.world.execute(ctx, c.work.clean); err != nil {
			return nil, err
		}
		for i, p := range c.peers {
			beside, err := c.block(ctx, c.peers[0], calls[0])
			if err != nil {
				return nil, err
			}
			s, err := c.block(ctx, p, calls[i])
			if err != nil {
				return nil, err
			}
			own[i], first[i] = append(own[i], s), append(first[i], beside)
		}
	}
	for i, p := range c.peers {
		figures[i] = c.world.compare(p.name, own[i], first[i])
	}
	return figures, nil
}

// calls is how many calls fill a block. Meanwhile everything gets warm.
func (c *contest) calls(ctx context.Context, p peer, block time.Duration) (int, error) {
	if err := c.world.execute(ctx, c.work.clean); err != nil {
		return 0, err
	}
	for n := 1; ; n *= 4 {
		s, err := c.block(ctx, p, n)
		if err != nil {
			return 0, err
		}
		if took := c.world.timed(s); took*float64(n) > float64(block)/4 {
			return max(1, int(float64(block)/took)), nil
		}
	}
}

// block times some calls, after some that bring everything that a call needs near to the processor.
func (c *contest) block(ctx context.Context, p peer, calls int) (sample, error) {
	runtime.GC()
	if len(c.work.before) > 0 {
		return c.oneByOne(ctx, p, min(calls, 2))
	}
	if err := c.calling(ctx, p, 1+calls/4); err != nil {
		return sample{}, err
	}
	stop := c.world.start()
	err := c.calling(ctx, p, calls)
	return stop().over(calls), err
}

func (c *contest) calling(ctx context.Context, p peer, calls int) error {
	run := p.ops[c.work.name].run
	for range calls {
		c.n++
		if err := run(ctx, c.n); err != nil {
			return fmt.Errorf("%s, %s: %w", c.work.title, p.name, err)
		}
	}
	return nil
}

func (s sample) over(calls int) sample {
	n := float64(calls)
	return sample{s.wall / n, s.client / n, s.work / n}
}

// oneByOne stops the clock while the tables are filled again.
func (c *contest) oneByOne(ctx context.Context, p peer, calls int) (total sample, err error) {
	for range calls {
		if err := c.world.execute(ctx, c.work.before); err != nil {
			return total, err
		}
		stop := c.world.start()
		if err := c.calling(ctx, p, 1); err != nil {
			return total, err
		}
		s := stop()
		total = sample{total.wall + s.wall, total.client + s.client, total.work + s.work}
	}
	return total.over(calls), nil
}

// timed is what counts of a sample.
func (w *world) timed(s sample) float64 {
	if w.together() {
		return s.work
	}
	return s.wall
}

func (w *world) compare(name string, own, first []sample) figure {
	var ratios, clients, times []float64
	for i := range own {
		ratios = append(ratios, w.timed(own[i])/w.timed(first[i]))
		clients = append(clients, own[i].client/first[i].client)
		times = append(times, w.timed(own[i]))
	}
	return figure{
		peer: name, ratio: quantile(ratios, 0.5), spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2,
		client: quantile(clients, 0.5), time: quantile(times, 0.5),
	}
}

func quantile(values []float64, share float64) float64 {
	slices.Sort(values)
	at := share * float64(len(values)-1)
	low, high := values[int(at)], values[min(int(at)+1, len(values)-1)]
	return low + (high-low)*(at-math.Floor(at))
}

// warmCalls make what is kept, before calls are counted.
const warmCalls = 4

// allocations counts what a call allocates: the least of some, because now and then the runtime allocates beside.
func (c *contest) allocations(ctx context.Context, p peer, calls int) (count, bytes int, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	count, bytes = math.MaxInt, math.MaxInt
	var before, after runtime.MemStats
	for call := range warmCalls + calls {
		if err := c.once(ctx, p, call, func() { runtime.ReadMemStats(&before) }); err != nil {
			return 0, 0, err
		}
		runtime.ReadMemStats(&after)
		if call >= warmCalls {
			count, bytes = min(count, int(after.Mallocs-before.Mallocs)), min(bytes, int(after.TotalAlloc-before.TotalAlloc))
		}
	}
	return count, bytes, nil
}

// trips counts the round trips of a call through the proxy, when everything is prepared.
func (c *contest) trips(ctx context.Context, p peer, through *proxy) (int, error) {
	trips := math.MaxInt
	for call := range warmCalls + 3 {
		var before int64
		if err := c.once(ctx, p, call, func() { before = through.trips.Load() }); err != nil {
			return 0, err
		}
		trips = min(trips, int(through.trips.Load()-before))
	}
	return trips, nil
}

// once does one call, with tables as it wants them, and tells when it begins.
func (c *contest) once(ctx context.Context, p peer, call int, begin func()) error {
	if call == 0 || len(c.work.before) > 0 {
		if err := c.world.execute(ctx, append(slices.Clone(c.work.clean), c.work.before...)); err != nil {
			return err
		}
	}
	c.n++
	begin()
	return p.ops[c.work.name].run(ctx, c.n)
}
