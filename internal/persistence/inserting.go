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
	shape   *shape
	entries []*identity.Entry
	plan    *Plan
	answer  returned
	places  []int // for each entry, its row in answer; nil: they stand in order
	mixed   bool  // the keys came back in an order that says nothing
}

func (p *Plan) newInserting(s *shape, entries []*identity.Entry, answered []*mapper.Column) *inserting {
	return &inserting{shape: s, entries: entries, plan: p, answer: newReturned(s.mapping, answered, len(entries))}
}

func (s *inserting) describe() string { return "inserting " + s.shape.mapping.Name() }

func (s *inserting) subject() subject {
	o := s.plan.options
	written := subject{mapping: s.shape.mapping, columns: s.shape.written, dialect: o.Dialect}
	for _, e := range s.entries {
		written.rows = append(written.rows, e.Base)
		written.assign(e)
		written.reserved = written.reserved || o.Reserved != nil && slices.Contains(o.Reserved.rows[e.Mapping], e)
	}
	return written
}

func (s *inserting) receive(rows backends.Rows, res backends.Result) (int64, error) {
	if len(s.answer.columns) == 0 {
		return res.RowsAffected, nil
	}
	n, err := s.answer.read(rows)
	if err == nil && n < len(s.entries) {
		err = fmt.Errorf("%d of %d rows came back: a trigger or a rule of the table leaves rows out: mend it, or write them by SQL", n, len(s.entries))
	}
	if err == nil {
		err = s.match()
	}
	return int64(n), err
}

// match finds each entity's row: keys that were sent tell, and keys that the database counted, one after the other.
func (s *inserting) match() error {
	switch {
	case len(s.entries) == 1:
		return nil
	case s.shape.byCount:
		if s.mixed = !s.counted(); s.mixed {
			s.plan.options.Uncounted.add(s.shape.mapping)
		}
		return nil
	}
	places, missing := byKey(s.shape.mapping, basesOf(s.entries), len(s.entries), s.answer.row)
	if s.places = places; len(missing) > 0 {
		return fmt.Errorf("no row came back with the key %v: the database changed it", identity.Values(s.shape.mapping, missing[0]))
	}
	return nil
}

func (s *inserting) key(place int) identity.Key {
	return identity.KeyOf(s.shape.mapping, s.answer.row(place))
}

// place returns the row of entry i in the answer.
func (s *inserting) place(i int) int {
	if s.places == nil {
		return i
	}
	return s.places[i]
}

func (s *inserting) deal() {
	if len(s.answer.columns) == 0 {
		return
	}
	for i, e := range s.entries {
		s.plan.assign(e, s.answer.row(s.place(i)), s.shape.made)
	}
}

func (s *inserting) accept(known *identity.Map) {
	for i, e := range s.entries {
		e.Inserted(s.answer.row(s.place(i)), s.shape.made)
		e.Unread(s.shape.unread)
		known.File(e)
	}
	s.answer.release()
}

func (s *inserting) expected() int64   { return 0 }
func (s *inserting) stale(int64) error { return nil }
