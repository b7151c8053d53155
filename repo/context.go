package repo

import "context"

type contextKey struct{}

// NewContext is ctx with a session in it, for middleware that gives each request one. Functions that can be given the
// session itself are clearer.
func NewContext(ctx context.Context, s *Session) context.Context {
	return context.WithValue(ctx, contextKey{}, s)
}

// FromContext is the session that [NewContext] put into ctx, and whether there is one.
func FromContext(ctx context.Context) (*Session, bool) {
	s, ok := ctx.Value(contextKey{}).(*Session)
	return s, ok && s != nil
}
