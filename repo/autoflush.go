package repo

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// autoflush sends pending changes before a read that they could concern: one that names a table they touch, by whichever model, or one
// tied to it by a foreign key, or that holds text. Entities of other types are not even compared.
func (s *Session) autoflush(ctx context.Context, reads []*mapper.Mapping, opaque bool) error {
	set, err := s.pendingBefore(reads, opaque)
	if err == nil {
		err = s.writeBefore(ctx, set)
	}
	return flushedBefore(err)
}

// pendingBefore returns the changes that autoflush sends before a read; none where none concerns it.
func (s *Session) pendingBefore(reads []*mapper.Mapping, opaque bool) (unitofwork.Set, error) {
	if !s.config.autoflush || s.noAutoflush > 0 || s.phase == flushing {
		return unitofwork.Set{}, nil
	}
	if !opaque {
		if concerned, err := s.pendingAffects(reads); err != nil || !concerned {
			return unitofwork.Set{}, err
		}
	}
	return s.pendingChanges()
}

// writeBefore writes set, if there is anything in it, before a read, which may be in no transaction yet.
func (s *Session) writeBefore(ctx context.Context, set unitofwork.Set) error {
	if set.Empty() {
		return nil
	}
	if s.cancel.Load() == nil {
		ctx = s.interruptible(ctx)
		defer s.released()
	}
	_, err := s.write(ctx, set, flushEnd{})
	return s.engine.locked(err, s)
}

func flushedBefore(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("flush before reading: %w", err)
}

// pendingAffects reports whether a flush would write tables that a read of others could see.
func (s *Session) pendingAffects(reads []*mapper.Mapping) (bool, error) {
	types := relatedTo(reads, s.known.Mappings())
	if len(types) == 0 {
		return false, nil
	}
	entries := s.known.EntriesOf(types...)
	if err := s.cascade(entries...); err != nil {
		return false, err
	}
	set, err := unitofwork.Among(&s.known, relatedTo(reads, s.known.Mappings()))
	return err == nil && anyRelated(set.Reached(), reads), translated(err)
}

// relatedTo returns the types of which changes may lead, along relationships and foreign keys, to tables that are read.
func relatedTo(reads, types []*mapper.Mapping) (tied []*mapper.Mapping) {
	if len(types) == 0 {
		return nil
	}
	reached := slices.Clone(reads)
	for i := 0; i < len(reached) && len(tied) < len(types); i++ {
		for _, t := range types {
			if !slices.Contains(tied, t) && (t.SharesTable(reached[i]) || relatedTypes.between(t, reached[i])) {
				tied = append(tied, t)
				reached = append(reached, t)
			}
		}
	}
	slices.SortFunc(tied, func(a, b *mapper.Mapping) int { return slices.Index(types, a) - slices.Index(types, b) })
	return tied
}

// relatedTypes remembers which types lead to one another. They follow from the mappings alone.
var relatedTypes relatedCache

type relatedCache struct{ known sync.Map } // [2]*mapper.Mapping -> bool

// between reports whether relationships lead from the table of one type to that of the other, in either direction, or a foreign key does.
func (c *relatedCache) between(a, b *mapper.Mapping) bool {
	pair := [2]*mapper.Mapping{a, b}
	if tied, ok := c.known.Load(pair); ok {
		return tied.(bool)
	}
	aLeads, aWhole := reachable(a)
	bLeads, bWhole := reachable(b)
	tied := concerns(a, b)
	for _, m := range aLeads {
		tied = tied || slices.ContainsFunc(bLeads, m.SharesTable) || concerns(m, b)
	}
	for _, m := range bLeads {
		tied = tied || concerns(m, a)
	}
	if aWhole && bWhole {
		c.known.Store(pair, tied)
	}
	return tied
}

// reachable returns the types that relationships of m lead to, directly or not, and whether all of them are mapped by now.
func reachable(m *mapper.Mapping) (reached []*mapper.Mapping, whole bool) {
	reached, whole = []*mapper.Mapping{m}, true
	for i := 0; i < len(reached); i++ {
		all, err := reached[i].Relationships()
		whole = whole && err == nil
		for _, r := range all {
			if !slices.Contains(reached, r.Target) {
				reached = append(reached, r.Target)
			}
		}
	}
	return reached[1:], whole
}

func anyRelated(written, read []*mapper.Mapping) bool {
	return slices.ContainsFunc(written, func(w *mapper.Mapping) bool {
		return slices.ContainsFunc(read, func(r *mapper.Mapping) bool { return concerns(w, r) })
	})
}

// concerns reports whether what is written of one type may be read by another: of one table, or tied by a foreign key or a list of pairs.
func concerns(a, b *mapper.Mapping) bool {
	return a.SharesTable(b) || refers(a, b) || refers(b, a) || a.PairsIn(b) || b.PairsIn(a)
}

// refers reports whether rows of m hold a foreign key to those of other: by a relationship at either end, or a column's tag.
func refers(m, other *mapper.Mapping) bool {
	own, _ := m.Relationships() // a type with mistakes in them never gets into a session
	theirs, _ := other.Relationships()
	if slices.ContainsFunc(own, func(r *mapper.Relationship) bool { return r.HoldsKey() && r.Target.SharesTable(other) }) ||
		slices.ContainsFunc(theirs, func(r *mapper.Relationship) bool {
			return !r.HoldsKey() && r.Kind != mapper.ManyToMany && r.Target.SharesTable(m)
		}) {
		return true
	}
	return slices.ContainsFunc(m.Columns, func(c *mapper.Column) bool {
		return c.RefersTo(other.Table)
	})
}

// NoAutoflush runs fn, in which reads flush nothing first, and returns its error.
func (s *Session) NoAutoflush(fn func() error) error {
	if fn == nil {
		return at("no autoflush", invalid("the function is nil: say what to do meanwhile"))
	}
	if err := s.countNoAutoflush(1); err != nil {
		return at("no autoflush", err)
	}
	defer func() { _ = s.countNoAutoflush(-1) }() // a session closed meanwhile flushes nothing anyway
	return fn()
}

func (s *Session) countNoAutoflush(by int) error {
	if err := s.lock(); err != nil {
		return err
	}
	defer s.unlock()
	s.noAutoflush += by
	return nil
}
