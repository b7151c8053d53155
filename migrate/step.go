package migrate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/drey-db/drey/repo"
)

// step applies one revision, or takes one back, on a connection of its own.
type step struct {
	m        *Migrator
	on       *repo.Engine // has the connection
	node     *node
	script   script // of a file
	resumed  bool   // without a transaction, as it was begun, whatever the file says
	down     bool
	n, of    int
	key      int64
	patience patience
	began    time.Time
	emitted  bool  // StepStarted was
	unkept   error // of a lock that stayed on another connection than the step ends on
	blocked  atomic.Pointer[string]
}

// errPassed says that somebody else did the step meanwhile.
var errPassed = errors.New("the step is done already")

// run takes the step. What only waited for a lock is tried again as long as one may wait.
func (s *step) run(ctx context.Context) error {
	s.began = time.Now()
	var err error
	if s.script, err = scriptFor(ctx, s.node, s.down); err != nil {
		return err
	}
	err = s.attempts(ctx)
	if errors.Is(err, errPassed) {
		return s.unkept
	}
	if err = s.named(err); s.unkept != nil {
		err = errors.Join(err, s.unkept)
	}
	s.emit(Event{Kind: StepDone, Elapsed: time.Since(s.began), Err: err, Note: s.script.note})
	return err
}

// named is an error with the revision and the next move, unless it has them: what goes wrong before a revision's first statement, or behind its
// last one, does not know of it.
func (s *step) named(err error) error {
	if err == nil || strings.HasPrefix(err.Error(), "migrate: ") {
		return err
	}
	if !s.emitted && errors.Is(err, repo.ErrConnection) {
		return &lostError{fmt.Sprintf("migrate: the connection was lost before anything of revision %s was run here, and another migrator may have %s it meanwhile: "+
			"run the same again, which goes on behind what is done", s.node.ID, direction(s.down)), err}
	}
	return fmt.Errorf("migrate: revision %s was not %s: %w; mend that, then run: %s", s.node.ID, direction(s.down), err, advance(s.node.ID, s.down))
}

func (s *step) attempts(ctx context.Context) error {
	s.patience = newPatience(s.m.config.LockTimeout)
	for {
		err := s.attempt(ctx)
		if errors.Is(err, errOtherwise) {
			s.resumed = !s.resumed
			continue
		}
		var locked *LockedError
		if err == nil || !again(err) || errors.As(err, &locked) {
			return err
		}
		if waiting := s.pause(ctx, err); waiting != nil {
			return waiting
		}
	}
}

// attempt runs the revision once. Where that does not return, by a panic or runtime.Goexit, nothing of it is left open.
func (s *step) attempt(ctx context.Context) error {
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	r := &execution{step: s, ctx: ctx, giveUp: giveUp, restore: nothing}
	done := false
	defer func() {
		if !done {
			r.abandon()
		}
	}()
	err := r.run()
	done = true
	return err
}

// run has goose run the revision, under a lock of the session's where it runs without a transaction.
func (r *execution) run() error {
	if r.transactional() {
		return r.alongside()
	}
	if err := r.enter(); err != nil {
		return err
	}
	err := r.alongside()
	r.leave()
	return err
}

// alongside has goose run the revision, and the connection be as it was. What went wrong is what we saw: goose puts words around it.
func (r *execution) alongside() error {
	if err := r.prepare(); err != nil {
		return errors.Join(err, r.restore())
	}
	err := r.goosed()
	if restoring := r.restore(); err == nil {
		err = restoring
	}
	if r.err != nil {
		return r.err
	}
	return err
}

// pending returns an error unless the step is still to be taken, as the version table says under the lock.
func (s *step) pending(records map[string]record) error {
	own, there := records[s.node.ID]
	if applied := there && own.applied(); applied != s.down {
		return errPassed
	}
	if s.down {
		return s.unfollowed(records)
	}
	for _, p := range s.node.parents {
		r, there := records[p.ID]
		if !there {
			return fmt.Errorf("migrate: revision %s was taken back meanwhile, which %s follows: run: drey history", p.ID, s.node.ID)
		}
		if err := r.checkWhole(); err != nil {
			return err
		}
	}
	return nil
}

// unfollowed finds a revision that follows the one that is to be taken back.
func (s *step) unfollowed(records map[string]record) error {
	for _, c := range s.node.children {
		r, there := records[c.ID]
		if !there {
			continue
		}
		if err := r.checkWhole(); err != nil {
			return err
		}
		return fmt.Errorf("migrate: revision %s was applied meanwhile, which follows %s: run: drey history", c.ID, s.node.ID)
	}
	return nil
}

// start tells, once, that the step begins.
func (s *step) start() {
	if !s.emitted {
		s.emitted = true
		s.emit(Event{Kind: StepStarted})
	}
	s.began = time.Now()
}

func (s *step) emit(e Event) {
	e.Revision, e.Message, e.Down, e.N, e.Of = s.node.ID, s.node.Message, s.down, s.n, s.of
	s.m.emit(e)
}
