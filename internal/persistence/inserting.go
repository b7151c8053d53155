package persistence

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// inserting is an INSERT that was sent.
type inserting struct {
	shape   shape
	entries []*identity.Entry
	plan    *Plan
	answer  returned
	places  []int // for each entry, its row in answer
}

func (p *Plan) newInserting(s shape, entries []*identity.Entry, answered []*mapper.Column) *inserting {
	return &inserting{shape: s, entries: entries, plan: p, answer: newReturned(s.mapping, answered, len(entries))}
}

func (s *inserting) describe() string { return "inserting " + s.shape.mapping.Name() }

func (s *inserting) subject() subject {
	written := subject{mapping: s.shape.mapping, columns: s.shape.written}
	for _, e := range s.entries {
		written.rows = append(written.rows, e.Base)
	}
	return written
}

func (s *inserting) receive(rows backends.Rows, res backends.Result) (int64, error) {
	if len(s.answer.columns) == 0 {
		return res.RowsAffected, nil
	}
	n, err := s.answer.read(rows)
	if err == nil && n < len(s.entries) {
		err = fmt.Errorf("%d of %d rows came back", n, len(s.entries))
	}
	if err == nil {
		err = s.match()
	}
	return int64(n), err
}

// match finds each entity's row. The database does not promise an order, so keys tell: those that it counted up ascend in
// the order in which the rows were sent.
// Source: PostgreSQL, INSERT; SQLAlchemy, "insertmanyvalues", sentinel columns.
func (s *inserting) match() error {
	s.places = make([]int, len(s.entries))
	for i := range s.places {
		s.places[i] = i
	}
	switch {
	case len(s.entries) == 1:
		return nil
	case s.shape.byCount():
		slices.SortFunc(s.places, func(a, b int) int { return s.key(a).Compare(s.key(b)) })
		return nil
	}
	found := make(map[identity.Key]int, len(s.entries))
	for i := range s.places {
		found[s.key(i)] = i
	}
	for i, e := range s.entries {
		place, ok := found[identity.KeyOf(e.Mapping, e.Base)]
		if !ok {
			return fmt.Errorf("no row came back with the key %v", identity.Values(e.Mapping, e.Base))
		}
		s.places[i] = place
	}
	return nil
}

func (s *inserting) key(place int) identity.Key {
	return identity.KeyOf(s.shape.mapping, s.answer.row(place))
}

// place is the row of entry i in the answer.
func (s *inserting) place(i int) int {
	if s.places == nil {
		return 0
	}
	return s.places[i]
}

func (s *inserting) deal() {
	if len(s.answer.columns) == 0 {
		return
	}
	for i, e := range s.entries {
		s.plan.deal(e, s.answer.row(s.place(i)), s.shape.made)
	}
}

func (s *inserting) accept(known *identity.Map) {
	for i, e := range s.entries {
		e.Inserted(s.answer.row(s.place(i)), s.shape.made)
		known.Rekey(e)
	}
}

func (s *inserting) expected() int64   { return 0 }
func (s *inserting) stale(int64) error { return nil }
