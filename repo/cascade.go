package repo

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// pendingChanges finds what a flush would write. What entities lead to is added first.
func (s *Session) pendingChanges() (unitofwork.Set, error) {
	if err := s.cascade(s.known.Entries()...); err != nil {
		return unitofwork.Set{}, err
	}
	set, err := unitofwork.Of(&s.known)
	return set, translated(err)
}

// loadDependents reads what a flush must know before it deletes, or takes out of a list: of each relationship that goes along and
// nobody has read, or that was expired since, every row by one statement. What is found so may lead on.
func (s *Session) loadDependents(ctx context.Context, set unitofwork.Set, seen *seenEntities) (unitofwork.Set, error) {
	set, err := s.wantFiltered(ctx, set, seen)
	asked, again := map[wanted]bool{}, 0
	for err == nil && len(set.Wants) > 0 {
		if !isNew(set.Wants, asked) {
			again++
		}
		if again == mostRounds {
			return set, invalid("what goes along with a %s leads on without end", set.Wants[0].Owners[0].Mapping.Name())
		}
		if err := s.loadWanted(ctx, set.Wants); err != nil {
			return set, err
		}
		if set, err = s.pendingChanges(); err == nil {
			set, err = s.wantFiltered(ctx, set, seen)
		}
	}
	return set, err
}

// wanted is what was asked for of one owner.
type wanted struct {
	owner    *identity.Entry
	relation *mapper.Relationship
}

// isNew reports whether something of what is wanted was not asked for before, and notes it: a tree may be deep, but it ends.
func isNew(wants []unitofwork.Want, asked map[wanted]bool) bool {
	before := len(asked)
	for _, want := range wants {
		for _, owner := range want.Owners {
			asked[wanted{owner, want.Relation}] = true
		}
	}
	return len(asked) > before
}

// loadWanted loads relationships, and columns that were not read. Rows that a filter hides refer to what is deleted as well.
func (s *Session) loadWanted(ctx context.Context, wants []unitofwork.Want) error {
	var edited, deleted []step
	for _, want := range wants {
		if want.Columns != nil {
			if err := s.readColumns(ctx, want.Owners[0], want.Columns, want.Edited); err != nil && !(want.Expired && errors.Is(err, ErrNotFound)) {
				return fmt.Errorf("reading what a foreign key gets of a %s: %w", want.Owners[0].Mapping.Name(), err)
			}
			continue
		}
		for _, owner := range want.Owners {
			owner.InvalidateLink(want.Relation)
			owner.InvalidateParted(want.Relation)
			if err := s.readLacking(ctx, owner, want.Relation); err != nil {
				return fmt.Errorf("reading what %s of a %s leads by: %w", want.Relation.Field, owner.Mapping.Name(), err)
			}
		}
		path := &ast.Load{Relationship: want.Relation, Strategy: ast.LoadSelectIn}
		st := step{options: s.readOptions(ctx, true), path: path, owners: basesOf(want.Owners)}
		st.options.Hidden = !want.Edited
		if want.Edited {
			edited = append(edited, st)
		} else {
			deleted = append(deleted, st)
		}
	}
	if err := (loader{ctx: ctx, source: s}).load(edited); err != nil {
		return fmt.Errorf("reading a list again, of which something was taken out: %w", err)
	}
	if err := (loader{ctx: ctx, source: s, unfiltered: true}).load(deleted); err != nil {
		return fmt.Errorf("reading what is deleted along: %w", err)
	}
	return nil
}

// readLacking reads the columns by which r leads from e, where they were not read. An entity whose row is gone leaves the session.
func (s *Session) readLacking(ctx context.Context, e *identity.Entry, r *mapper.Relationship) error {
	columns := r.Own()
	if !e.Lacks(r) && !(r.HoldsKey() && !mapper.SetOf(columns).Within(e.Loaded())) {
		return nil
	}
	if err := s.readColumns(ctx, e, columns, false); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// readColumns reads columns of the row of e for a flush. What was edited stays. An entity whose row is gone leaves the session, but where it was
// edited, by itself or by a list that it was put into: that is not lost without a word.
func (s *Session) readColumns(ctx context.Context, e *identity.Entry, columns []*mapper.Column, edited bool) error {
	s.noAutoflush++ // a flush is what asks
	defer func() { s.noAutoflush-- }()
	err := s.refreshRow(ctx, e, columns, false)
	switch {
	case !errors.Is(err, ErrNotFound):
		return err
	case edited || e.Writes():
		return staleRow(e.Mapping, identity.Values(e.Mapping, e.Snapshot()), nil)
	}
	s.known.Gone(e)
	return err
}

// seenEntities are those whose relationships a flush has seen without filters.
type seenEntities struct {
	deleted map[*identity.Entry]bool // and whether as those of rows that go for good
	moved   map[wanted]bool          // that get other keys
}

// wantFiltered returns set, which wants what a filter may have hidden when relationships of what goes were loaded, and has what it hides of
// what gets another key.
func (s *Session) wantFiltered(ctx context.Context, set unitofwork.Set, seen *seenEntities) (unitofwork.Set, error) {
	if len(s.config.filters) == 0 && !mapper.SoftDeletes() {
		return set, nil
	}
	veiled := false
	for _, e := range set.Deleted() {
		went, met := seen.deleted[e]
		if goes := set.Goes(e); !met || goes && !went {
			veiled = s.forgetFiltered(e, goes) || veiled
			if seen.deleted == nil {
				seen.deleted = map[*identity.Entry]bool{}
			}
			seen.deleted[e] = goes
		}
	}
	found, err := s.loadHidden(ctx, set.Moved(), seen)
	if err != nil || !veiled && !found {
		return set, err
	}
	return s.pendingChanges()
}

// loadHidden reads what filters hide among what refers to moved, entities that get other keys, so that it follows them. The fields go on
// showing what they show.
func (s *Session) loadHidden(ctx context.Context, moved []unitofwork.Want, seen *seenEntities) (found bool, err error) {
	var steps []step
	for _, m := range moved {
		of := wanted{m.Owners[0], m.Relation}
		if seen.moved[of] || !s.config.hasFilter(m.Relation.Target) && m.Relation.Target.SoftDelete == nil {
			continue
		}
		if seen.moved == nil {
			seen.moved = map[wanted]bool{}
		}
		seen.moved[of] = true
		st := step{options: s.readOptions(ctx, true), path: &ast.Load{Relationship: m.Relation, Strategy: ast.LoadSelectIn}, owners: basesOf(m.Owners)}
		st.options.Aside = true
		steps = append(steps, st)
	}
	if len(steps) == 0 {
		return false, nil
	}
	if err := (loader{ctx: ctx, source: s, unfiltered: true}).load(steps); err != nil {
		return false, fmt.Errorf("reading what follows a key: %w", err)
	}
	return true, nil
}

// forgetFiltered forgets the relationships of e, which is deleted, from which a filter may have hidden something: or, when the row of e goes for
// good, that it was deleted softly.
func (s *Session) forgetFiltered(e *identity.Entry, goes bool) (forgot bool) {
	for _, r := range e.Mapping.Written() {
		filtered := s.config.hasFilter(r.Target)
		hidden := filtered || goes && r.Target.SoftDelete != nil
		if r.HoldsKey() {
			hidden = filtered && (r.Has(mapper.DeleteWith) || r.Has(mapper.DeleteOrphan)) && len(e.Linked(r)) == 0
		}
		if hidden && !r.PassiveDeletes {
			forgot = e.InvalidateLink(r) || forgot
		}
	}
	return forgot
}

func basesOf(entries []*identity.Entry) (bases []unsafe.Pointer) {
	for _, e := range entries {
		bases = append(bases, e.Base)
	}
	return bases
}

// cascade adds what entries lead to.
func (s *Session) cascade(entries ...*identity.Entry) error {
	return asInvalid(s.known.Cascade(notMapped, entries...))
}

// notMapped says why an entity cannot be added.
func notMapped(entity any) error {
	_, err := entityMapping(entity)
	return err
}

// asInvalid is err as a request that the session refuses.
func asInvalid(err error) error {
	if err != nil && !errors.Is(err, ErrInvalidRequest) {
		err = invalid("%w", err)
	}
	return err
}

// markDeleted marks an entity, and what is deleted with it as far as the session knows, for the next flush. New ones among them may be given
// to somebody else until then, and are left to it. met is what was met so before, and is left as it is.
func (s *Session) markDeleted(e *identity.Entry, met map[*identity.Entry]bool) {
	e.ByCascade, e.KeptByAdd = false, false
	for _, with := range s.known.ReachNew(met, e, mapper.DeleteWith) {
		if with.State == identity.Persistent {
			with.ByCascade = with != e && (with.ByCascade || !with.ToDelete)
			with.ToDelete = true
		}
	}
}

// undeletion takes back that entities are to be deleted, and finds those that are saved with them. It looks at each once,
// however they lead to one another.
type undeletion struct {
	session *Session
	met     map[*identity.Entry]bool
}

func (s *Session) undeletion() undeletion { return undeletion{s, map[*identity.Entry]bool{}} }

// undelete keeps e, and what was to be deleted only because e was. It returns what it meets for the first time of all that is
// saved with e: that is not kept, as nobody named it.
func (sp undeletion) undelete(e *identity.Entry) (met []*identity.Entry) {
	known := &sp.session.known
	if e.ToDelete {
		known.Purge(e, false)
		e.ToDelete, e.KeptByAdd, e.ByCascade = false, e.ByCascade, false
		for _, along := range known.Reach(e, mapper.DeleteWith) {
			along.ToDelete = along.ToDelete && !along.ByCascade
		}
		for _, other := range known.Entries() {
			if other.ToDelete && !other.ByCascade {
				sp.session.markDependents(other)
			}
		}
	}
	return known.ReachNew(sp.met, e, mapper.SaveUpdate)
}

// markDependents marks what is deleted along with e again.
func (s *Session) markDependents(e *identity.Entry) {
	for _, with := range s.known.Reach(e, mapper.DeleteWith) {
		if with.State == identity.Persistent && !with.ToDelete && !with.KeptByAdd {
			with.ToDelete, with.ByCascade = true, true
		}
	}
}
