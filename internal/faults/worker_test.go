package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/repo"
)

var errPanic = errors.New("a panic of the program's own")

// worker makes transfers one after the other, on a wire of its own.
type worker struct {
	name   string
	engine *repo.Engine
	admin  *repo.Engine         // on another wire
	wire   *backendtest.Counter // nil: there is none
	locks  bool                 // the database has locks of rows
	later  sync.WaitGroup       // what faults do in a moment

	reported   map[string]outcome
	heard      map[string]error // the last error of each transfer
	faults     int
	falseWords []string
}

// work makes transfers, every so many-th under a fault.
func (w *worker) work(ctx context.Context, transfers, every int) {
	for i := range transfers {
		p := plan{key: fmt.Sprintf("%s-%d", w.name, i), locks: w.locks && rand.IntN(2) == 0, pieces: rand.IntN(3) == 0}
		var f fault
		if rand.IntN(every) == 0 {
			f = w.pick()
			w.faults++
		}
		w.settle(ctx, p, f)
	}
	w.later.Wait()
}

// settle makes a transfer under a fault. Every other client that hears of failure or doubt asks again, with the same key.
func (w *worker) settle(ctx context.Context, p plan, f fault) {
	once := rand.IntN(3) == 0
	err := w.attempt(ctx, p, f, once)
	doubt := outcomeOf(err) == unknown
	if err != nil && rand.IntN(2) == 0 {
		switch again := w.attempt(ctx, p, fault{}, once); {
		case errors.Is(again, repo.ErrUniqueViolation):
			if err = nil; !doubt {
				w.falseWords = append(w.falseWords, p.key+" had failed, and is there")
			}
		default:
			err, doubt = again, doubt || outcomeOf(again) == unknown
		}
	}
	w.heard[p.key] = err
	if w.reported[p.key] = outcomeOf(err); err != nil && doubt {
		w.reported[p.key] = unknown
	}
	if errors.Is(err, repo.ErrConnection) {
		time.Sleep(20 * time.Millisecond) // the server may be down
	}
}

// attempt makes a transfer once, or, with once, as often as it takes.
func (w *worker) attempt(ctx context.Context, p plan, f fault, once bool) (err error) {
	if f.before != nil {
		f.before(w)
	}
	if f.limit > 0 {
		limited, cancel := context.WithTimeout(ctx, f.limit)
		defer cancel()
		ctx = limited
	}
	if f.after != nil {
		defer f.after(w)
	}
	ready, began := false, w.trips()
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
		if outcomeOf(err) == unknown && (!ready || w.wire != nil && w.trips() == began) {
			w.falseWords = append(w.falseWords, fmt.Sprintf("%s is unknown before COMMIT: %v", p.key, err))
		}
	}()
	var opts []repo.BeginOption
	if once {
		opts = append(opts, repo.Once(&Receipt{p.key}), repo.WithRetry(6))
	}
	return w.engine.Begin(ctx, func(s *repo.Session) error {
		if err := p.make(ctx, s); err != nil {
			return err
		}
		if f.inside != nil {
			inside := f.inside
			f.inside = nil // another attempt is spared
			inside(ctx, w, s)
		}
		ready = true
		return nil
	}, opts...)
}

func (w *worker) trips() int {
	if w.wire == nil {
		return 0
	}
	return w.wire.Trips()
}
