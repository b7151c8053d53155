package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// changed finds what a flush would write. What entities lead to is added first.
func (s *Session) changed() (changes.Set, error) {
	if err := s.cascade(s.known.Entries()...); err != nil {
		return changes.Set{}, err
	}
	set, err := changes.Of(&s.known)
	return set, translated(err)
}

// complete reads what a flush must know before it deletes: of each relationship that goes along and nobody has read, every
// row by one statement. What is found so may lead on.
func (s *Session) complete(ctx context.Context, set changes.Set) (changes.Set, error) {
	for round := 0; len(set.Wants) > 0; round++ {
		if round == mostRounds {
			return set, invalid("what goes along with a %s leads on without end", set.Wants[0].Relation.Owner.Name())
		}
		l := s.loader(ctx)
		l.render = l.unfiltered // rows that a filter hides refer to what is deleted as well
		var steps []step
		for _, want := range set.Wants {
			path := &statement.Load{Relationship: want.Relation, Strategy: statement.LoadSelectIn}
			steps = append(steps, step{how: s.how(ctx), path: path, owners: basesOf(want.Owners)})
		}
		if err := l.load(steps); err != nil {
			return set, fmt.Errorf("reading what is deleted along: %w", err)
		}
		var err error
		if set, err = s.changed(); err != nil {
			return set, err
		}
	}
	return set, nil
}

func basesOf(entries []*identity.Entry) (bases []unsafe.Pointer) {
	for _, e := range entries {
		bases = append(bases, e.Base)
	}
	return bases
}

// cascade adds what entries lead to.
func (s *Session) cascade(entries ...*identity.Entry) error {
	err := s.known.Cascade(func(entity any) error {
		_, err := entityMapping(entity)
		return err
	}, slices.Clone(entries)...)
	if err != nil && !errors.Is(err, ErrInvalidRequest) {
		err = invalid("%w", err)
	}
	return err
}

// doom marks an entity, and what is deleted with it as far as the session knows, for the next flush. New ones among them
// are transient again.
func (s *Session) doom(e *identity.Entry) {
	for _, with := range s.known.Reach(e, mapper.DeleteWith) {
		if with.State == identity.Pending {
			s.expunge(with)
		}
		with.Along = with != e && (with.Along || !with.Doomed)
		with.Doomed = with.State == identity.Persistent
	}
}

// spare takes back that an entity is to be deleted, with those that are saved with it.
func (s *Session) spare(e *identity.Entry) {
	for _, with := range s.known.Reach(e, mapper.SaveUpdate) {
		with.Doomed = false
	}
	for _, with := range s.known.Reach(e, mapper.DeleteWith) {
		with.Doomed = with.Doomed && !with.Along
	}
}
