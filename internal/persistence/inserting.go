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
	filled  map[*identity.Entry][]*mapper.Column
	answer  returned
	places  []int // for each entry, its row in answer
}

func (p *Plan) newInserting(s shape, entries []*identity.Entry, answered []*mapper.Column) *inserting {
	return &inserting{shape: s, entries: entries, filled: p.filled, answer: newReturned(s.mapping, answered, len(entries))}
}

func (s *inserting) describe() string { return "inserting " + s.shape.mapping.Name() }

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

func (s *inserting) accept(known *identity.Map) {
	for i, e := range s.entries {
		place := 0
		if s.places != nil {
			place = s.places[i]
		}
		e.Inserted(s.answer.row(place), s.shape.made, s.filled[e])
		known.Rekey(e)
	}
}
