package persistence_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// relation returns the relationship of T in a field.
func relation[T any](t *testing.T, field string) *mapper.Relationship {
	t.Helper()
	all, err := mapping[T](t).Relationships()
	require.NoError(t, err)
	for _, r := range all {
		if r.Field == field {
			return r
		}
	}
	require.Fail(t, "no relationship "+field)
	return nil
}

// world is a session in which sets are made by hand.
type world struct {
	t     *testing.T
	known identity.Map
	set   unitofwork.Set
}

// stored returns an entity whose row is there.
func stored[T any](w *world, v T) *identity.Entry {
	load(w.t, &w.known, &v)
	return w.known.Find(&v)
}

// fresh returns an entity that is new.
func fresh[T any](w *world, v T) *identity.Entry { return w.known.Add(mapping[T](w.t), &v) }

func (w *world) step(v unitofwork.Verb, rows ...unitofwork.Row) {
	w.set.Steps = append(w.set.Steps, unitofwork.Step{Verb: v, Mapping: rows[0].Entry.Mapping, Rows: rows})
}

func (w *world) sweep(v unitofwork.Verb, r *mapper.Relationship, entries ...*identity.Entry) {
	w.set.Steps = append(w.set.Steps, unitofwork.Step{Verb: v, Mapping: r.Owner, Relation: r, Rows: rowsOf(entries...)})
}

func (w *world) pairs(v unitofwork.Verb, r *mapper.Relationship, pairs ...unitofwork.Pair) {
	w.set.Steps = append(w.set.Steps, unitofwork.Step{Verb: v, Relation: r, Pairs: pairs})
}

func rowsOf(entries ...*identity.Entry) (rows []unitofwork.Row) {
	for _, e := range entries {
		rows = append(rows, unitofwork.Row{Entry: e})
	}
	return rows
}

// column returns a column of an entry's table.
func column(e *identity.Entry, name string) *mapper.Column { return e.Mapping.Column(name) }

// child returns a new row with a foreign key to parent's key.
func child(e *identity.Entry, foreign string, parent *identity.Entry) unitofwork.Row {
	return unitofwork.Row{Entry: e, Fills: []unitofwork.Fill{fillOf(e, foreign, parent)}}
}

// fillOf gives foreign the key of parent; NULL for none.
func fillOf(e *identity.Entry, foreign string, parent *identity.Entry) unitofwork.Fill {
	if parent == nil {
		return unitofwork.Fill{Column: column(e, foreign)}
	}
	return unitofwork.Fill{Column: column(e, foreign), From: parent, Key: parent.Mapping.Key[0]}
}

// moved returns a row that is there and gets another foreign key.
func moved(e *identity.Entry, foreign string, parent *identity.Entry) unitofwork.Row {
	r := child(e, foreign, parent)
	r.Columns = []*mapper.Column{column(e, foreign)}
	return r
}

// late returns a foreign key that is written on its own.
func late(e *identity.Entry, foreign string, parent *identity.Entry) unitofwork.Row {
	r := moved(e, foreign, parent)
	r.Late = true
	return r
}
