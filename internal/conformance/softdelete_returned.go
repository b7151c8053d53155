package conformance

import (
	"slices"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Sett is a badgers' home, in another one.
type Sett struct {
	ID       int64
	WithinID *int64
	GoneAt   *time.Time `db:"gone_at,softdelete"`
	Within   *Sett      `rel:"belongs-to"`
	Chambers []*Sett    `rel:"has-many,fk=within_id"`
	Badgers  []*Badger  `rel:"has-many"`
	Guard    *Badger    `rel:"has-one,fk=guards_id"`
	Guests   []*Badger  `rel:"many-to-many,through=sett_guests"`
}

// TableName names the table.
func (Sett) TableName() string { return "setts" }

// Badger lives in a sett, may guard one, and has a mother who leads to nobody.
type Badger struct {
	ID       int64
	SettID   *int64
	GuardsID *int64
	MotherID *int64
	GoneAt   *time.Time `db:"gone_at,softdelete"`
	Sett     *Sett      `rel:"belongs-to"`
	Guards   *Sett      `rel:"belongs-to,fk=guards_id"`
	Mother   *Badger    `rel:"belongs-to"`
}

// TableName names the table.
func (Badger) TableName() string { return "badgers" }

var (
	setts   = builder.Model[Sett]()
	badgers = builder.Model[Badger]()
)

// homecoming is a row that was deleted softly and comes back, and what is loaded of what leads to it.
type homecoming struct {
	sett   *Sett
	cub    *Badger
	seen   func(h *homecoming) bool // whether the field leads to it
	loaded func(s *repo.Session, h *homecoming) bool
}

var homecomings = map[string]homecoming{
	"has-many": {
		seen:   func(h *homecoming) bool { return hasID(h.sett.Badgers, 2) },
		loaded: func(s *repo.Session, h *homecoming) bool { return s.Loaded(h.sett, &h.sett.Badgers) },
	},
	"has-one": {
		seen:   func(h *homecoming) bool { return h.sett.Guard != nil && h.sett.Guard.ID == 2 },
		loaded: func(s *repo.Session, h *homecoming) bool { return s.Loaded(h.sett, &h.sett.Guard) },
	},
	"belongs-to": {
		seen:   func(h *homecoming) bool { return h.cub.Mother != nil && h.cub.Mother.ID == 2 },
		loaded: func(s *repo.Session, h *homecoming) bool { return s.Loaded(h.cub, &h.cub.Mother) },
	},
	"itself": {
		seen: func(h *homecoming) bool {
			return slices.ContainsFunc(h.sett.Chambers, func(c *Sett) bool { return c.ID == 2 })
		},
		loaded: func(s *repo.Session, h *homecoming) bool { return s.Loaded(h.sett, &h.sett.Chambers) },
	},
}

func hasID(list []*Badger, id int64) bool {
	return slices.ContainsFunc(list, func(b *Badger) bool { return b.ID == id })
}

// WhatReturnsIsInStep: a row that was deleted softly, and whose field is set to nil, is in the loaded lists and pointers that lead to it
// from the flush on. A rollback takes it out again. A list of pairs, which only a query tells, does not count as loaded any more.
func WhatReturnsIsInStep(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(setts, badgers))
	for name, h := range homecomings {
		t.Run(name, func(t *testing.T) {
			db.burrow(t)
			db.returnHome(t, &h)
		})
	}
	t.Run("parts of one that was read in part", db.returnsInPart)
	t.Run("beside a new one", db.returnsBesideNew)
}

// burrow stores a sett with a chamber, a badger and a cub, the second of each deleted softly.
func (db *database) burrow(t *testing.T) {
	for _, table := range []string{"sett_guests", "badgers", "setts"} {
		db.exec(t, "DELETE FROM "+table)
	}
	one, two := int64(1), int64(2)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Sett{ID: 1}, &Sett{ID: 2, WithinID: &one}, &Badger{ID: 2, SettID: &one, GuardsID: &one}, &Badger{ID: 3, SettID: &one, MotherID: &two})
	}))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Delete(value(repo.Get[Sett](t.Context(), s, 2))(t), value(repo.Get[Badger](t.Context(), s, 2))(t))
	}))
}

func (h *homecoming) load(t *testing.T, s *repo.Session) {
	ctx := t.Context()
	h.sett = value(repo.Get[Sett](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Sett{h.sett}, &setts.Badgers, &setts.Chambers, &setts.Guard, &setts.Guests))
	h.cub = value(repo.Get[Badger](ctx, s, 3))(t)
	must(t, repo.Load(ctx, s, []*Badger{h.cub}, &badgers.Mother))
}

func returnBoth(t *testing.T, s *repo.Session) (*Sett, *Badger) {
	chamber, badger := value(repo.Get[Sett](t.Context(), s, 2, repo.Unfiltered()))(t), value(repo.Get[Badger](t.Context(), s, 2, repo.Unfiltered()))(t)
	chamber.GoneAt, badger.GoneAt = nil, nil
	return chamber, badger
}

func (db *database) returnHome(t *testing.T, h *homecoming) {
	ctx, s := t.Context(), db.session(t)
	h.load(t, s)
	expect(t, "deleted: seen", h.seen(h), false)
	expect(t, "deleted: loaded", h.loaded(s, h), true)
	sp := value(s.BeginNested(ctx))(t)
	returnBoth(t, s)
	must(t, s.Flush(ctx))
	expect(t, "flushed: seen", h.seen(h), true)
	expect(t, "flushed: loaded", h.loaded(s, h), true)
	expect(t, "flushed: pairs are loaded", s.Loaded(h.sett, &h.sett.Guests), false)
	expect(t, "flushed: something is modified", s.IsModified(h.sett) || s.IsModified(h.cub), false)
	must(t, sp.Rollback(ctx))
	expect(t, "back at the savepoint: seen", h.seen(h), false)
	returnBoth(t, s)
	must(t, s.Flush(ctx))
	must(t, s.Rollback(ctx))
	h.load(t, s)
	expect(t, "rolled back: seen", h.seen(h), false)
	returnBoth(t, s)
	must(t, s.Commit(ctx))
	expect(t, "committed: seen", h.seen(h), true)
	must(t, s.Commit(ctx))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM badgers WHERE sett_id = 1 AND gone_at IS NULL"), int64(len(h.sett.Badgers)))
}

// returnsInPart brings a row back of which the session does not know whose it is.
func (db *database) returnsInPart(t *testing.T) {
	db.burrow(t)
	ctx, s, h := t.Context(), db.session(t), &homecoming{}
	h.load(t, s)
	part := value(repo.One(ctx, s, builder.Select(badgers).Unfiltered().Where(builder.Col(&badgers.ID).Eq(2)).LoadOnly(builder.NullCol(&badgers.GoneAt))))(t)
	part.GoneAt = nil
	must(t, s.Flush(ctx))
	expect(t, "loaded", s.Loaded(h.sett, &h.sett.Badgers), false)
	must(t, repo.Load(ctx, s, []*Sett{h.sett}, &setts.Badgers))
	expect(t, "loaded again: seen", hasID(h.sett.Badgers, 2), true)
	must(t, s.Commit(ctx))
}

// returnsBesideNew brings rows back beside new ones that belong to them.
func (db *database) returnsBesideNew(t *testing.T) {
	db.burrow(t)
	two := int64(2)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		returnBoth(t, s)
		return s.Add(&Badger{ID: 4, SettID: &two, MotherID: &two})
	}))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM badgers WHERE gone_at IS NULL"), int64(3))
}
