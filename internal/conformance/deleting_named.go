package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Haven takes its piers along.
type Haven struct {
	ID    int64
	Piers []*Pier `rel:"has-many,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Haven) TableName() string { return "havens" }

// Pier takes its ferries along, and not its winches.
type Pier struct {
	ID      int64
	HavenID *int64
	Ferries []*Ferry `rel:"has-many,cascade=all"`
	Winches []*Winch `rel:"has-many"`
}

// TableName names the table.
func (Pier) TableName() string { return "piers" }

// Ferry takes its lifeboats along.
type Ferry struct {
	ID        int64
	PierID    *int64
	Pier      *Pier       `rel:"belongs-to"`
	Lifeboats []*Lifeboat `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Ferry) TableName() string { return "ferries" }

// Lifeboat has no way back.
type Lifeboat struct {
	ID      int64
	FerryID *int64
}

// TableName names the table.
func (Lifeboat) TableName() string { return "lifeboats" }

// Winch stands on a pier, or on none.
type Winch struct {
	ID      int64
	PierID  *int64
	FerryID *int64
	Ferry   *Ferry `rel:"belongs-to"`
}

// TableName names the table.
func (Winch) TableName() string { return "winches" }

// WhatNamesTheUnwrittenGoesAlong: what hangs by the field of its foreign key on a new row that is not written, since it goes along with a
// delete or is deleted itself, is not written where the delete cascades and loses the key where not, on every level. What is stored loses it.
func WhatNamesTheUnwrittenGoesAlong(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(builder.Model[Haven](), builder.Model[Pier](), builder.Model[Ferry](), builder.Model[Lifeboat](), builder.Model[Winch]()))
	db.exec(t, "INSERT INTO havens (id) VALUES (1)")
	db.exec(t, "INSERT INTO piers (id, haven_id) VALUES (1, NULL)")
	db.exec(t, "INSERT INTO ferries (id, pier_id) VALUES (1, 1)")
	db.exec(t, "INSERT INTO lifeboats (id) VALUES (1)")
	db.exec(t, "INSERT INTO winches (id) VALUES (1)")
	for _, itself := range []bool{false, true} {
		for _, first := range []bool{true, false} {
			if !itself || first { // what is transient again names nothing
				t.Run(fmt.Sprintf("itself %v, named first %v", itself, first), func(t *testing.T) { db.namesUnwritten(t, itself, first) })
			}
		}
	}
}

func (db *database) namesUnwritten(t *testing.T, itself, first bool) {
	ctx, s := t.Context(), db.session(t)
	haven, pier := value(repo.Get[Haven](ctx, s, 1))(t), &Pier{ID: 77}
	ferry, lifeboat, winch := value(repo.Get[Ferry](ctx, s, 1))(t), value(repo.Get[Lifeboat](ctx, s, 1))(t), value(repo.Get[Winch](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Haven{haven}, &builder.Model[Haven]().Piers))
	haven.Piers = append(haven.Piers, pier)
	must(t, s.Add(pier))
	gone := any(haven)
	if itself {
		gone = pier
	}
	if !first {
		must(t, s.Delete(gone))
	}
	on, below := int64(77), int64(78)
	must(t, s.Add(&Ferry{ID: 78, PierID: &on}, &Lifeboat{ID: 79, FerryID: &below}, &Winch{ID: 80, PierID: &on}, &Winch{ID: 81, FerryID: &below}))
	ferry.PierID, lifeboat.FerryID, winch.PierID = &on, &below, &on
	if first {
		must(t, s.Delete(gone))
	}
	must(t, s.Flush(ctx))
	for _, want := range [][2]string{
		{"SELECT CAST(count(*) AS TEXT) FROM piers WHERE id <> 1", "0"},
		{"SELECT CAST(id AS TEXT) FROM ferries WHERE pier_id IS NULL", "1"},
		{"SELECT CAST(count(*) AS TEXT) FROM ferries", "1"},
		{"SELECT CAST(id AS TEXT) FROM lifeboats WHERE ferry_id IS NULL", "1"},
		{"SELECT CAST(count(*) AS TEXT) FROM lifeboats", "1"},
		{"SELECT CAST(id AS TEXT) FROM winches WHERE pier_id IS NULL AND ferry_id IS NULL ORDER BY id", "1, 80, 81"},
	} {
		expect(t, want[0], listed(t, s, want[0]), want[1])
	}
	expect(t, "fields", []*int64{ferry.PierID, lifeboat.FerryID, winch.PierID}, []*int64{nil, nil, nil})
	expect(t, "edited", []bool{s.IsModified(ferry), s.IsModified(lifeboat), s.IsModified(winch)}, []bool{false, false, false})
	must(t, s.Rollback(ctx))
}
