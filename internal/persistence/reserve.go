package persistence

import (
	"database/sql"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/unitofwork"
)

// Reservation is keys that the database counts up before the rows that get them are inserted, so that everything that
// refers to them can go along. Send Stmts in one pipeline, hand every answer to Receive, and give the Reservation to the
// plan. Keys that are not used after all are lost, as those of a failed INSERT are.
type Reservation struct {
	Stmts  []backends.Stmt
	tables []*mapper.Mapping
	rows   map[*mapper.Mapping][]*identity.Entry
	keys   map[*mapper.Mapping][]int64
}

// reserveText answers keys from the sequence of a column.
// Source: PostgreSQL, "Sequence Manipulation Functions".
const reserveText = `SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3::bigint)`

// Reserve returns the keys that set's new rows need; nil when they need none, or when the database has no sequences.
func Reserve(set unitofwork.Set, d render.Dialect) *Reservation {
	if !d.Has(render.Sequences) {
		return nil
	}
	r := &Reservation{rows: map[*mapper.Mapping][]*identity.Entry{}, keys: map[*mapper.Mapping][]int64{}}
	for _, step := range set.Steps {
		for _, row := range step.Rows {
			if step.Verb == unitofwork.Inserts && countedUp(&row) {
				r.add(row.Entry)
			}
		}
	}
	for _, m := range r.tables {
		args := []any{d.TableName(m.Table), m.CountedKey().Name, int64(len(r.rows[m]))}
		r.Stmts = append(r.Stmts, backends.Stmt{SQL: reserveText, Args: args, Rows: true})
	}
	if len(r.Stmts) == 0 {
		return nil
	}
	return r
}

// countedUp reports whether the database counts up the row's key.
func countedUp(r *unitofwork.Row) bool {
	e := r.Entry
	c := e.Mapping.CountedKey()
	return c != nil && !c.Identity && !e.Assigns(c) && !fills(r, c) && e.Mapping.Maker(c, e.Base) == mapper.Database
}

func (r *Reservation) add(e *identity.Entry) {
	if !slices.Contains(r.tables, e.Mapping) {
		r.tables = append(r.tables, e.Mapping)
	}
	r.rows[e.Mapping] = append(r.rows[e.Mapping], e)
}

// Describe says what statement i does.
func (r *Reservation) Describe(i int) string { return "reserving keys of " + r.tables[i].Name() }

// Receive takes the answer of statement i and says how many keys it is.
func (r *Reservation) Receive(i int, rows backends.Rows) (int64, error) {
	m := r.tables[i]
	var keys []int64
	for rows.Next() {
		var key sql.Null[int64]
		if err := rows.Scan(&key); err != nil {
			return 0, err
		}
		if !key.Valid {
			return 0, fmt.Errorf("the key of %s is not counted up by a sequence of its own: leave key preallocation out", m.Table)
		}
		keys = append(keys, key.V)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	if len(keys) != len(r.rows[m]) {
		return 0, fmt.Errorf("%d of %d keys came back", len(keys), len(r.rows[m]))
	}
	slices.Sort(keys)
	r.keys[m] = keys
	return int64(len(keys)), nil
}

// take puts reserved keys into the entities, or blanks where they were not asked for yet.
func (p *Plan) take(r *Reservation) {
	if r == nil {
		return
	}
	for _, m := range r.tables {
		c := m.CountedKey()
		for i, e := range r.rows[m] {
			if p.recordUndo(e, c); len(r.keys[m]) > 0 {
				c.SetInteger(e.Base, r.keys[m][i])
				continue
			}
			w := p.waiting(m, e.Base)
			p.rows[m]++
			w.set(c.Index, Blank{m.Name(), c.Name, p.rows[m]})
		}
	}
}

// reserved reports whether the key's value is reserved and only not known yet.
func (p *Plan) reserved(e *identity.Entry, c *mapper.Column) bool {
	w := p.missing[e.Base]
	return w != nil && p.isBlank(c, e.Base) && !w.made.Has(c.Index)
}
