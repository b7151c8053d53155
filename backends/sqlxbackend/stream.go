package sqlxbackend

import (
	"context"
	"iter"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// stream sends before and s in one trip and returns the rows of s while they arrive. The driver's connection may be used
// only inside sql.Conn.Raw, so the pipeline runs there, in a coroutine that stands still whenever the reader has the rows.
// ended is told once how they ended; it is not called when stream fails.
func stream(ctx context.Context, conn *connection, before []backends.Stmt, s backends.Stmt, ended func(error) error) (backends.Rows, error) {
	s.Rows = true
	b := &batch{before: before, stmts: []backends.Stmt{s}}
	r := &streamed{ended: ended}
	r.resume, r.stop = iter.Pull(func(yield func(backends.Rows) bool) {
		b.each = func(_ int, inner backends.Rows, _ backends.Result) error {
			yield(inner)
			return nil
		}
		r.err = b.send(ctx, conn)
	})
	inner, ok := r.resume()
	if !ok {
		if r.err == nil {
			r.err = &backends.Error{Kind: backends.ErrUnsupported, Message: "the Driver gave no rows for a statement that has them"}
		}
		return nil, r.err
	}
	r.inner = inner
	if decoder, ok := inner.(backends.Decoder); ok {
		return decodable{r, decoder}, nil
	}
	return r, nil
}

// streamed are the rows of a pipeline that stands still behind them.
type streamed struct {
	inner     backends.Rows
	resume    func() (backends.Rows, bool)
	stop      func()
	ended     func(error) error
	err       error
	exhausted bool
}

var (
	_ backends.Rows = (*streamed)(nil)
	_ kit.Cutter    = (*streamed)(nil)
)

// decodable is streamed over rows that decode.
type decodable struct {
	*streamed
	backends.Decoder
}

// Columns implements backends.Rows.
func (r *streamed) Columns() ([]string, error) { return r.inner.Columns() }

// Next implements backends.Rows.
func (r *streamed) Next() bool {
	if r.exhausted {
		return false
	}
	if r.inner.Next() {
		return true
	}
	_ = r.end()
	return false
}

// Scan implements backends.Rows.
func (r *streamed) Scan(dest ...any) error { return r.inner.Scan(dest...) }

// Err implements backends.Rows.
func (r *streamed) Err() error {
	if r.exhausted {
		return r.err
	}
	return r.inner.Err()
}

// Close implements backends.Rows. What is left of the rows is read and dropped.
func (r *streamed) Close() error {
	if r.exhausted {
		return nil
	}
	return r.end()
}

// Cut implements kit.Cutter.
func (r *streamed) Cut(err error) {
	if r.exhausted {
		return
	}
	if r.end() == nil {
		r.err = err
	}
}

// end lets the pipeline run to its end.
func (r *streamed) end() error {
	r.exhausted = true
	_ = r.inner.Close() // its error is the pipeline's too
	r.resume()
	r.stop()
	if r.ended != nil {
		r.err = r.ended(r.err)
	}
	return r.err
}
