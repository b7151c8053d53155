package main

import (
	"context"
	"errors"
	"log"
	"net/url"
	"slices"
	"time"
)

// farAway is the round trip of the second setting.
const farAway = time.Millisecond

// A laboratory has the database and all peers, near it and far from it.
type laboratory struct {
	options options
	near    *world
	far     *world
	sqlite  *world
	through *proxy
	version string // of the server
	closes  []func() error
}

func openLaboratory(ctx context.Context, o options) (l *laboratory, err error) {
	l = &laboratory{options: o}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.close())
		}
	}()
	at, stop, err := serve(ctx)
	if err != nil {
		return l, err
	}
	l.closes = append(l.closes, stop)
	if l.through, err = startProxy(at.Host); err != nil {
		return l, err
	}
	l.closes = append(l.closes, l.through.close)
	for _, w := range []struct {
		world **world
		open  func(ctx context.Context) (*world, error)
	}{
		{&l.near, func(ctx context.Context) (*world, error) { return openWorld(ctx, at) }},
		{&l.far, func(ctx context.Context) (*world, error) { return openWorld(ctx, l.proxied(at)) }},
		{&l.sqlite, openSQLite},
	} {
		if *w.world, err = w.open(ctx); err != nil {
			return l, err
		}
		l.closes = append(l.closes, (*w.world).close)
	}
	version, process, err := l.near.server(ctx)
	l.version = version
	l.near.findServer(process)
	return l, err
}

func (l *laboratory) proxied(at *url.URL) *url.URL {
	to := *at
	to.Host = l.through.address()
	return &to
}

func (l *laboratory) close() (err error) {
	for i := len(l.closes) - 1; i >= 0; i-- {
		err = errors.Join(err, l.closes[i]())
	}
	return err
}

// prove has every peer prove every result, before anything is measured.
func (l *laboratory) prove(ctx context.Context) error {
	for _, work := range workloads {
		for _, p := range l.near.contest(work).peers {
			if err := l.near.check(ctx, work, p, 7); err != nil {
				return err
			}
		}
	}
	for _, work := range sqliteWorkloads {
		for _, p := range l.sqlite.contest(work).peers {
			if err := l.sqlite.check(ctx, work, p, 7); err != nil {
				return err
			}
		}
	}
	return nil
}

// measure goes through all workloads.
func (l *laboratory) measure(ctx context.Context) (*report, error) {
	r := &report{server: l.version}
	began := time.Now()
	for _, work := range workloads {
		if !l.options.chosen(work.name) {
			continue
		}
		s, err := l.section(ctx, work)
		if err != nil {
			return nil, err
		}
		r.sections = append(r.sections, s)
		log.Printf("%4.0f s  %s", time.Since(began).Seconds(), work.title)
	}
	if l.options.only != "" {
		return r, nil
	}
	near, _ := l.options.effort()
	var err error
	if r.mix, err = l.near.mix(ctx, near); err != nil {
		return nil, err
	}
	if r.heap, err = l.loaded(ctx, near); err != nil {
		return nil, err
	}
	if r.sqlite, err = l.small(ctx, near); err != nil {
		return nil, err
	}
	r.charts, err = l.near.grow(ctx, l.options.full)
	log.Printf("%4.0f s  in all", time.Since(began).Seconds())
	return r, err
}

// section measures one workload near and far, and counts.
func (l *laboratory) section(ctx context.Context, work workload) (section, error) {
	near, far := l.options.effort()
	contest := l.near.contest(work)
	figures, err := contest.times(ctx, near)
	if err != nil {
		return section{}, err
	}
	distant := l.far.contest(work)
	for i, p := range contest.peers {
		if figures[i].allocations, figures[i].bytes, err = contest.allocations(ctx, p, l.counted(figures[i])); err != nil {
			return section{}, err
		}
		if figures[i].trips, err = distant.trips(ctx, distant.peers[i], l.through); err != nil {
			return section{}, err
		}
	}
	s := section{work: work, near: figures}
	if figures[0].trips == 0 {
		return s, nil
	}
	l.through.delay(farAway)
	defer l.through.delay(0)
	s.far, err = distant.times(ctx, far)
	return s, err
}

// counted is how many calls are counted: fewer where one takes long.
func (l *laboratory) counted(f figure) int {
	return min(40, max(5, int(100*float64(time.Millisecond)/f.time)))
}

// liveBytes is how much a second measuring of reads has in memory, in small objects as programs have them: an empty
// process collects its garbage far more often than any that does something.
const liveBytes = 30 << 20

var live [][]*hero

func (l *laboratory) loaded(ctx context.Context, e effort) (sections []section, err error) {
	for size := 0; size < liveBytes; size += 100 * 300 {
		block := make([]*hero, 100)
		for i := range block {
			h := heroOf(size + i)
			block[i] = &h
		}
		live = append(live, block)
	}
	defer func() { live = nil }()
	for _, work := range workloads {
		if work.name[0] != 'b' && work.name != "f" {
			continue
		}
		contest := l.near.contest(work)
		contest.peers = slices.DeleteFunc(contest.peers, func(p peer) bool { return others(p.name) })
		figures, err := contest.times(ctx, e)
		if err != nil {
			return nil, err
		}
		sections = append(sections, section{work: work, near: figures})
	}
	return sections, nil
}

// small measures SQLite.
func (l *laboratory) small(ctx context.Context, e effort) (sections []section, err error) {
	for _, work := range sqliteWorkloads {
		contest := l.sqlite.contest(work)
		figures, err := contest.times(ctx, e)
		if err != nil {
			return nil, err
		}
		for i, p := range contest.peers {
			if figures[i].allocations, figures[i].bytes, err = contest.allocations(ctx, p, l.counted(figures[i])); err != nil {
				return nil, err
			}
		}
		sections = append(sections, section{work: work, near: figures})
	}
	return sections, nil
}
