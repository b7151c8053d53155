package repo

import "context"

type contextKey struct{}

// NewContext returns ctx with a session in it, for middleware that gives each request one. Functions that can be given the
// session itself are clearer. A nil ctx is an empty one.
func NewContext(ctx context.Context, s *Session) context.Context {
	if ctx == nil {
		ctx = context.Background()
	}
	return context.WithValue(ctx, contextKey{}, s)
}

// FromContext returns the session that [NewContext] put into ctx, and whether there is one.
func FromContext(ctx context.Context) (*Session, bool) {
	if ctx == nil {
		return nil, false
	}
	s, ok := ctx.Value(contextKey{}).(*Session)
	return s, ok && s != nil
}
