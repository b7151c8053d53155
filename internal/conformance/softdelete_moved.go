package conformance

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Hive is deleted softly, with its combs and its queen.
type Hive struct {
	ID        int64
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Combs     []*Comb    `rel:"has-many,cascade=all+delete-orphan"`
	Queen     *Queen     `rel:"has-one,cascade=all"`
}

// TableName names the table.
func (Hive) TableName() string { return "hives" }

// Comb is a hive's, or part of another one.
type Comb struct {
	ID        int64
	HiveID    *int64
	ParentID  *int64
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Hive      *Hive      `rel:"belongs-to"`
	Parent    *Comb      `rel:"belongs-to"`
	Parts     []*Comb    `rel:"has-many,fk=parent_id,cascade=all"`
}

// TableName names the table.
func (Comb) TableName() string { return "combs" }

// Queen is a hive's.
type Queen struct {
	ID        int64
	HiveID    *int64
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Hive      *Hive      `rel:"belongs-to"`
}

// TableName names the table.
func (Queen) TableName() string { return "queens" }

var (
	hives  = builder.Model[Hive]()
	combs  = builder.Model[Comb]()
	queens = builder.Model[Queen]()
)

// hiveMoves are ways to move a comb, and the queen, from the second hive to the first, which is purged.
var hiveMoves = map[string]func(one, two *Hive, c *Comb, q *Queen){
	"pointers": func(one, _ *Hive, c *Comb, q *Queen) { c.Hive, q.Hive = one, one },
	"fields":   func(one, _ *Hive, c *Comb, q *Queen) { c.HiveID, q.HiveID = &one.ID, &one.ID },
	"lists":    func(one, _ *Hive, c *Comb, q *Queen) { one.Combs, one.Queen = append(one.Combs, c), q },
	"both lists": func(one, two *Hive, c *Comb, q *Queen) {
		one.Combs, one.Queen = append(one.Combs, c), q
		two.Combs = slices.DeleteFunc(two.Combs, func(other *Comb) bool { return other == c })
		two.Queen = nil
	},
}

// WhatIsMovedToAPurgedParentGoes: a child that is moved to a parent which goes for good in the same flush goes for good along with it, with
// its own children, as it does with a flush in between. What stays where it was is not touched.
func WhatIsMovedToAPurgedParentGoes(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(hives, combs, queens))
	for name, move := range hiveMoves {
		for _, loaded := range []bool{false, true} {
			for _, way := range []string{"moved first", "purged first", "flush between"} {
				if !loaded && name == "both lists" {
					continue
				}
				t.Run(fmt.Sprint(name, ", loaded ", loaded, ", ", way), func(t *testing.T) { db.movesHives(t, move, loaded, way) })
			}
		}
	}
}

func (db *database) movesHives(t *testing.T, move func(one, two *Hive, c *Comb, q *Queen), loaded bool, way string) {
	ctx := t.Context()
	one, two := &Hive{}, &Hive{Combs: []*Comb{{Parts: []*Comb{{}}}, {}}, Queen: &Queen{}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(one, two) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		q := builder.Select(hives).Where(builder.Col(&hives.ID).In(one.ID, two.ID)).OrderBy(builder.Col(&hives.ID))
		if loaded {
			q = q.Load(builder.SelectIn(&hives.Combs), builder.SelectIn(&hives.Queen))
		}
		list := value(repo.All(ctx, s, q))(t)
		comb, queen := value(repo.Get[Comb](ctx, s, two.Combs[0].ID))(t), value(repo.Get[Queen](ctx, s, two.Queen.ID))(t)
		if way == "purged first" {
			must(t, s.Purge(list[0]))
		}
		move(list[0], list[1], comb, queen)
		if way == "flush between" {
			must(t, s.Flush(ctx))
		}
		if way == "purged first" {
			return nil
		}
		return s.Purge(list[0])
	}))
	left := func(what, where string, id int64) int64 {
		return db.stored(t, "SELECT count(*) FROM "+what+" WHERE "+where+" = :id", sql.Named("id", id))
	}
	expect(t, "the comb", left("combs", "id", two.Combs[0].ID), int64(0))
	expect(t, "its part", left("combs", "id", two.Combs[0].Parts[0].ID), int64(0))
	expect(t, "the queen", left("queens", "id", two.Queen.ID), int64(0))
	expect(t, "the other comb", left("combs", "deleted_at IS NULL AND hive_id", two.ID), int64(1))
	expect(t, "the hives", left("hives", "id", one.ID)+left("hives", "deleted_at IS NULL AND id", two.ID), int64(1))
}
