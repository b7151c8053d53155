package repo

import "github.com/drey-db/drey/backends"

// readAhead are rows whose first one was read already, or that have none: until then nobody has heard of them, and a replica that is
// lost meanwhile may be done without.
type readAhead struct {
	backends.Rows
	names          []string // of the columns, which rows that are over do not tell
	unnamed        error
	pending, first bool
}

// aheadOf reads the first of rows. Rows that fail before are closed.
func aheadOf(rows backends.Rows) (backends.Rows, error) {
	names, unnamed := rows.Columns()
	first := rows.Next()
	if err := rows.Err(); !first && err != nil {
		_ = rows.Close()
		return nil, err
	}
	ahead := &readAhead{Rows: rows, names: names, unnamed: unnamed, pending: true, first: first}
	if d, ok := rows.(backends.Decoder); ok {
		return struct {
			*readAhead
			backends.Decoder
		}{ahead, d}, nil
	}
	return ahead, nil
}

// Columns implements backends.Rows.
func (r *readAhead) Columns() ([]string, error) {
	if r.pending {
		return r.names, r.unnamed
	}
	return r.Rows.Columns()
}

// Next implements backends.Rows.
func (r *readAhead) Next() bool {
	if r.pending {
		r.pending = false
		return r.first
	}
	return r.Rows.Next()
}
