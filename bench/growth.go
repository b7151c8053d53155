package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// A line is how something grows with a number of rows.
type line struct {
	name   string
	points []point
}

type point struct{ rows, time float64 }

// A chart is several lines for the same question.
type chart struct {
	title, file string
	lines       []line
}

// growing is how many rows the quick and the full form go to.
func growing(full bool) []int {
	if full {
		return []int{1, 10, 100, 1000, 10_000, 100_000, 1_000_000}
	}
	return []int{1, 10, 100, 1000, 10_000}
}

const moreHeroes = `INSERT INTO heroes (name, age, app_src, power, active, tags)
	SELECT 'Hero', 1, 'app', 1, true, ARRAY['a', 'b'] FROM generate_series(1, 1000000)`

// grow measures how reads and sessions grow.
func (w *world) grow(ctx context.Context, full bool) ([]chart, error) {
	if full {
		if err := w.execute(ctx, []string{moreHeroes, "VACUUM ANALYZE heroes"}); err != nil {
			return nil, err
		}
	}
	by, drey := hand{w.pool}, w.dreyUser
	reads, err := w.lines(ctx, growing(full), map[string]func(rows int) func() error{
		"pgx": func(rows int) func() error {
			return func() error { _, err := by.between(ctx, 0, int64(rows)); return err }
		},
		"drey, tracked": func(rows int) func() error {
			return func() error {
				_, err := reading(drey, func(s *repo.Session) ([]*heroDrey, error) { return repo.All(ctx, s, heroesTo(rows)) }, readOnly)
				return err
			}
		},
		"drey, not tracked": func(rows int) func() error {
			return func() error { _, err := repo.All(ctx, drey.engine, heroesTo(rows)); return err }
		},
	})
	if err != nil {
		return nil, err
	}
	sessions, err := w.growSessions(ctx, full)
	return []chart{{"Reading rows", "reading.svg", reads}, {"A session that tracks rows", "tracking.svg", sessions}}, err
}

func heroesTo(rows int) builder.SelectStmt[*heroDrey] {
	return allHeroes.Where(heroID.Gt(0), heroID.Le(int64(rows)))
}

// growSessions asks what a session's size costs those who commit one change, or read another table.
func (w *world) growSessions(ctx context.Context, full bool) ([]line, error) {
	sizes := growing(full)
	if full {
		sizes = sizes[:6]
	}
	var failed error
	session := func(rows int) (*repo.Session, []*heroDrey) {
		s := w.dreyUser.engine.Session()
		tracked, err := repo.All(ctx, s, heroesTo(rows))
		if err == nil {
			err = s.Commit(ctx)
		}
		if err != nil {
			failed = err
		}
		w.onClose(s.Close)
		return s, tracked
	}
	out, err := w.lines(ctx, sizes, map[string]func(rows int) func() error{
		"commit one change": func(rows int) func() error {
			s, tracked := session(rows)
			n := 0
			return func() error { n++; tracked[n%rows].Power++; return s.Commit(ctx) }
		},
		"commit none": func(rows int) func() error {
			s, _ := session(rows)
			return func() error { return s.Commit(ctx) }
		},
		"read another table": func(rows int) func() error {
			s, _ := session(rows)
			return func() error {
				_, err := repo.One(ctx, s, builder.Select(users).Where(userID.Eq(1)))
				return err
			}
		},
	})
	if failed != nil {
		err = failed
	}
	return out, err
}

// lines measures what each name makes of each size.
func (w *world) lines(ctx context.Context, sizes []int, ways map[string]func(rows int) func() error) ([]line, error) {
	var out []line
	for _, name := range sortedKeys(ways) {
		l := line{name: name}
		for _, rows := range sizes {
			took, err := w.usual(ways[name](rows))
			if err != nil {
				return nil, fmt.Errorf("%s, %d rows: %w", name, rows, err)
			}
			l.points = append(l.points, point{float64(rows), took})
		}
		out = append(out, l)
	}
	return out, ctx.Err()
}

// usual is the median of some calls after the first.
func (w *world) usual(run func() error) (nanoseconds float64, err error) {
	var times []float64
	for call, began := 0, time.Now(); call < 4 || call < 40 && time.Since(began) < 200*time.Millisecond; call++ {
		if call < 4 {
			runtime.GC()
		}
		stop := w.start()
		if err := run(); err != nil {
			return 0, err
		}
		if call > 0 {
			times = append(times, w.timed(stop()))
		}
	}
	return quantile(times, 0.5), nil
}
