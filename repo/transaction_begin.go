package repo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/drey-db/drey/backends/kit"
)

// Session returns a new session, which sends nothing until it must. Close it.
func (e *Engine) Session(opts ...SessionOption) *Session {
	wrong := e.checkMade()
	e = e.orInvalid()
	var s *Session
	if len(opts) == 0 {
		s = newSession(e, &e.config)
	} else {
		s = newConfigured(e, opts)
	}
	if wrong != nil {
		s.wrong = wrong
	}
	return s
}

// Begin runs fn with a session and commits when fn answers nil. When fn answers an error or panics, everything is rolled
// back, and the error comes back as it is; an error of the commit is Begin's. The session is closed in the end.
func (e *Engine) Begin(ctx context.Context, fn func(s *Session) error, opts ...BeginOption) error {
	c, err := e.beginning(fn, opts)
	if err == nil && ctx == nil {
		err = kit.NilContext()
	}
	if err != nil {
		return at("begin", err)
	}
	var doubt error
	for attempt := 1; ; attempt++ {
		try := try{session: newSession(e, c)}
		err := try.run(ctx, fn)
		if err == nil {
			return nil
		}
		again := attempt < c.attempts && ctx.Err() == nil && try.retryable(err)
		if doubt, err = try.unknownFate(doubt, err); !again {
			return err
		}
		if ended := pause(ctx, backoff(attempt)); ended != nil {
			return at("begin", fmt.Errorf("%w, before attempt %d of %d: %w", ended, attempt+1, c.attempts, err))
		}
	}
}

// beginning returns what sessions of a Begin are made with.
func (e *Engine) beginning(fn func(s *Session) error, opts []BeginOption) (c *config, err error) {
	if err := e.checkMade(); err != nil {
		return c, err
	}
	if fn == nil {
		return c, invalid("Begin was given no function, but nil: say what to do inside the transaction")
	}
	if c = &e.config; len(opts) > 0 {
		own := e.config
		c = &own
	}
	for _, o := range opts {
		if o == nil {
			return c, errNilOption
		}
		if err := o.begin(c); err != nil {
			return c, err
		}
	}
	if err := cmp.Or(c.checkAutocommit(), c.checkTx(e.pool)); err != nil {
		return c, err
	}
	if c != &e.config {
		c.space = e.spaceOf(c)
	}
	return c, nil
}

// The waits between attempts: up to firstWait at first, and doubling to longestWait at most.
const (
	firstWait   = 20 * time.Millisecond
	longestWait = time.Second
)

// backoff returns how long to wait after so many attempts: at random, so that those who met do not meet again.
// Source: AWS Architecture Blog, "Exponential Backoff And Jitter", full jitter.
func backoff(attempts int) time.Duration {
	limit := longestWait
	if doubled := firstWait << (attempts - 1); attempts < 10 && doubled < limit {
		limit = doubled
	}
	return rand.N(limit) + 1
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, nil)
	}
}

// try is one attempt of a Begin.
type try struct {
	session    *Session
	committing bool // fn has answered nil
	claimed    bool // the row of Once was not there: no earlier attempt was committed
}

// run runs fn and commits. What [Once] finds done is not done again.
func (t *try) run(ctx context.Context, fn func(s *Session) error) (err error) {
	s, done := t.session, false
	defer func() { // also after a panic or runtime.Goexit
		if undone := s.leave(ctx, !done); undone != nil {
			err = errors.Join(err, at("begin", undone))
		}
	}()
	if s.config.once != nil {
		if there, err := s.claim(ctx); there || err != nil {
			return err
		}
		t.claimed = true
	}
	ended := s.ended
	if err := cmp.Or(fn(s), s.named(ended)); err != nil {
		return err
	}
	t.committing = true
	err = s.commitLast(ctx)
	done = err == nil
	return err
}

// unknownFate returns what is left in doubt after the attempt, and its error: a commit of an earlier attempt, whose fate is unknown, until the
// row of [Once] tells.
func (t *try) unknownFate(earlier, err error) (doubt, failure error) {
	switch {
	case errors.Is(err, ErrCommitUnknown):
		return err, err
	case earlier == nil || t.claimed:
		return nil, err
	}
	return earlier, fmt.Errorf("%w; then: %w", earlier, err)
}

// retryable reports whether the attempt, which failed with err, has left nothing behind and may be made again. Within an outer
// transaction only whoever began that can tell. Where nobody knows whether COMMIT was heard, the row of [Once] does.
func (t *try) retryable(err error) bool {
	c := t.session.config
	switch {
	case c.tx != nil || t.session.durable:
		return false
	case errors.Is(err, ErrCommitUnknown):
		return t.committing && c.once != nil
	}
	return Retryable(err)
}

// leave closes the session for good, and undoes its transaction in memory as well where undo says so. Unlike Close it
// waits for a call that a stray goroutine is still in. An error says that what was done inside somebody else's transaction could not be undone;
// a transaction of its own is rolled back whatever happens.
func (s *Session) leave(ctx context.Context, undo bool) error {
	s.using.Lock()
	defer s.unlock()
	if s.dead.Load() {
		return nil
	}
	var err error
	if undo {
		joined := s.joined != ""
		if err = s.undo(ctx); !joined {
			err = nil
		}
	}
	s.finish()
	return err
}
