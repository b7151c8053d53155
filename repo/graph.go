package repo

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
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
// row by one statement. What is found so may lead on. seen is the entities whose relationships were seen without filters.
func (s *Session) complete(ctx context.Context, set changes.Set, seen map[*identity.Entry]bool) (changes.Set, error) {
	set, err := s.unveiled(set, seen)
	for round := 0; err == nil && len(set.Wants) > 0; round++ {
		if round == mostRounds {
			return set, invalid("what goes along with a %s leads on without end", set.Wants[0].Relation.Owner.Name())
		}
		l := s.loader(ctx)
		l.render = l.unfiltered // rows that a filter hides refer to what is deleted as well
		var steps []step
		for _, want := range set.Wants {
			path := &ast.Load{Relationship: want.Relation, Strategy: ast.LoadSelectIn}
			steps = append(steps, step{how: s.how(ctx), path: path, owners: basesOf(want.Owners)})
		}
		if err := l.load(steps); err != nil {
			return set, fmt.Errorf("reading what is deleted along: %w", err)
		}
		if set, err = s.changed(); err == nil {
			set, err = s.unveiled(set, seen)
		}
	}
	return set, err
}

// unveiled is set, which wants what a filter may have hidden when relationships of what goes were loaded.
func (s *Session) unveiled(set changes.Set, seen map[*identity.Entry]bool) (changes.Set, error) {
	veiled := false
	for _, e := range set.Doomed() {
		all, _ := e.Mapping.Relationships() // a type with mistakes in them never gets into a session
		for _, r := range all {
			if !seen[e] && !r.HoldsKey() && !r.PassiveDeletes && s.config.filtersRows(r.Target) {
				veiled = e.DoubtLink(r) || veiled
			}
		}
		if len(s.config.filters) > 0 {
			seen[e] = true
		}
	}
	if !veiled {
		return set, nil
	}
	return s.changed()
}

func basesOf(entries []*identity.Entry) (bases []unsafe.Pointer) {
	for _, e := range entries {
		bases = append(bases, e.Base)
	}
	return bases
}

// cascade adds what entries lead to.
func (s *Session) cascade(entries ...*identity.Entry) error {
	return invalidly(s.known.Cascade(refused, entries...))
}

// refused says why an entity cannot be added.
func refused(entity any) error {
	_, err := entityMapping(entity)
	return err
}

// invalidly is err as a request that the session refuses.
func invalidly(err error) error {
	if err != nil && !errors.Is(err, ErrInvalidRequest) {
		err = invalid("%w", err)
	}
	return err
}

// doom marks an entity, and what is deleted with it as far as the session knows, for the next flush. New ones among them
// are transient again. met is what was met so before, and is left as it is.
func (s *Session) doom(e *identity.Entry, met map[*identity.Entry]bool) {
	e.Along, e.Spared = false, false
	for _, with := range s.known.ReachNew(met, e, mapper.DeleteWith) {
		if with.State == identity.Pending {
			s.abandon(with)
		}
		with.Along = with != e && (with.Along || !with.Doomed)
		with.Doomed = with.State == identity.Persistent
	}
}

// sparing takes back that entities are to be deleted, and finds those that are saved with them. It looks at each once,
// however they lead to one another.
type sparing struct {
	session *Session
	met     map[*identity.Entry]bool
}

func (s *Session) sparing() sparing { return sparing{s, map[*identity.Entry]bool{}} }

// spare spares e, and what was to be deleted only because e was. It answers what it meets for the first time of all that is
// saved with e: that is not spared, as nobody named it.
func (sp sparing) spare(e *identity.Entry) (met []*identity.Entry) {
	known := &sp.session.known
	if e.Doomed {
		e.Doomed, e.Spared, e.Along = false, e.Along, false
		for _, along := range known.Reach(e, mapper.DeleteWith) {
			along.Doomed = along.Doomed && !along.Along
		}
		for _, other := range known.Entries() {
			if other.Doomed && !other.Along {
				sp.session.mark(other)
			}
		}
	}
	return known.ReachNew(sp.met, e, mapper.SaveUpdate)
}

// mark marks what is deleted along with e again.
func (s *Session) mark(e *identity.Entry) {
	for _, with := range s.known.Reach(e, mapper.DeleteWith) {
		if with.State == identity.Persistent && !with.Doomed && !with.Spared {
			with.Doomed, with.Along = true, true
		}
	}
}
