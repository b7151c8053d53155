package repo

import "context"

// Session answers a new session, which sends nothing until it must. Close it.
func (e *Engine) Session(opts ...SessionOption) *Session {
	c := e.config
	var wrong error
	for _, o := range opts {
		if err := o.session(&c); err != nil && wrong == nil {
			wrong = err
		}
	}
	return newSession(e, c, wrong)
}

// Begin runs fn with a session and commits when fn answers nil. When fn answers an error or panics, everything is rolled
// back, and the error comes back as it is; an error of the commit is Begin's. The session is closed in the end.
func (e *Engine) Begin(ctx context.Context, fn func(s *Session) error, opts ...BeginOption) error {
	c := e.config
	for _, o := range opts {
		if err := o.begin(&c); err != nil {
			return at("begin", err)
		}
	}
	for attempt := 1; ; attempt++ {
		err := attemptOnce(ctx, newSession(e, c, nil), fn)
		if err == nil || attempt >= c.attempts || ctx.Err() != nil || !Retryable(err) {
			return err
		}
	}
}

func attemptOnce(ctx context.Context, s *Session, fn func(s *Session) error) error {
	done := false
	defer func() { s.leave(ctx, !done) }() // also after a panic or runtime.Goexit
	if err := fn(s); err != nil {
		return err
	}
	err := s.Commit(ctx)
	done = err == nil
	return err
}

// leave closes the session for good, and undoes its transaction in memory as well where undo says so. Unlike Close it
// waits for a call that a stray goroutine is still in.
func (s *Session) leave(ctx context.Context, undo bool) {
	s.using.Lock()
	defer s.using.Unlock()
	if undo && !s.dead.Load() {
		_ = s.undo(ctx)
	}
	s.finish()
}
