package savepoints

import (
	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// rows tell once how they ended, and keep what that answers.
type rows struct {
	backends.Rows
	ended func(error) error // nil: it was told
	err   error
	cut   error // why somebody else than the reader ended them; nil: nobody did
}

var _ kit.Cutter = (*rows)(nil)

// decoding returns r as rows that decode, where those underneath do.
func decoding(r *rows) backends.Rows {
	if d, ok := r.Rows.(backends.Decoder); ok {
		return struct {
			*rows
			backends.Decoder
		}{r, d}
	}
	return r
}

// Next implements backends.Rows.
func (r *rows) Next() bool {
	if r.ended == nil {
		return false
	}
	if r.Rows.Next() {
		return true
	}
	_ = r.Close()
	return false
}

// Err implements backends.Rows.
func (r *rows) Err() error {
	switch {
	case r.err != nil:
		return r.err
	case r.cut != nil:
		return r.cut
	}
	return r.Rows.Err()
}

// Cut implements kit.Cutter.
func (r *rows) Cut(err error) {
	if r.ended != nil && r.Close() == nil {
		r.cut = err
	}
}

// Close implements backends.Rows.
func (r *rows) Close() error {
	ended := r.ended
	if ended == nil {
		return r.err
	}
	r.ended = nil
	err := r.Rows.Close()
	if failed := r.Rows.Err(); failed != nil {
		err = failed
	}
	r.err = ended(err)
	return r.err
}
