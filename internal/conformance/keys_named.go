package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Refuge may belong to another one.
type Refuge struct {
	ID      int64
	MainID  *int64
	Main    *Refuge   `rel:"belongs-to,fk=main_id,onupdatefk=CASCADE"`
	Annexe  []*Refuge `rel:"has-many,fk=main_id"`
	Hearths []*Hearth `rel:"has-many"`
}

// TableName names the table.
func (Refuge) TableName() string { return "refuges" }

// Hearth stands in a refuge.
type Hearth struct {
	ID       int64
	RefugeID *int64
	Refuge   *Refuge `rel:"belongs-to,onupdatefk=CASCADE"`
}

// TableName names the table.
func (Hearth) TableName() string { return "hearths" }

// MovedKeysAreNamed: a row that gets another key is the parent of what names it by the fields of foreign keys, by the new key or by the one
// that it has until then, stored or new, in its own table or another one; rows and fields say so at both ends.
func MovedKeysAreNamed(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(builder.Model[Refuge](), builder.Model[Hearth]()))
	db.exec(t, "INSERT INTO refuges (id) VALUES (3), (5), (1)")
	db.exec(t, "INSERT INTO hearths (id) VALUES (1)")
	for _, key := range []int64{1003, 3} {
		for _, first := range []bool{true, false} {
			t.Run(fmt.Sprintf("by %d, named first %v", key, first), func(t *testing.T) { db.namesMoved(t, key, first) })
		}
	}
	ctx, s, three := t.Context(), db.session(t), int64(3)
	main, other := value(repo.Get[Refuge](ctx, s, 3))(t), value(repo.Get[Refuge](ctx, s, 5))(t)
	main.ID, other.MainID = 1003, &three
	must(t, s.Add(&Refuge{ID: 3}))
	must(t, s.Flush(ctx))
	expect(t, "another row that gets the old key is named", listed(t, s, "SELECT CAST(main_id AS TEXT) FROM refuges WHERE main_id IS NOT NULL"), "3")
	must(t, s.Rollback(ctx))
}

func (db *database) namesMoved(t *testing.T, key int64, first bool) {
	ctx, s, refuges := t.Context(), db.session(t), builder.Model[Refuge]()
	list := value(repo.All(ctx, s, builder.Select(refuges).OrderBy(builder.Col(&refuges.ID).Asc()).
		Load(builder.SelectIn(&refuges.Annexe), builder.SelectIn(&refuges.Main), builder.SelectIn(&refuges.Hearths))))(t)
	low, main, high := list[0], list[1], list[2]
	hearth := value(repo.Get[Hearth](ctx, s, 1))(t)
	if !first {
		main.ID = 1003
	}
	low.MainID, high.MainID, hearth.RefugeID = &key, &key, &key
	annexe, fresh := &Refuge{ID: 8, MainID: &key}, &Hearth{ID: 9, RefugeID: &key}
	must(t, s.Add(annexe, fresh))
	if first {
		main.ID = 1003
	}
	must(t, s.Flush(ctx))
	expect(t, "refuges", listed(t, s, "SELECT CAST(id AS TEXT) || '/' || CAST(main_id AS TEXT) FROM refuges WHERE id <> 1003 ORDER BY id"), "1/1003, 5/1003, 8/1003")
	expect(t, "hearths", listed(t, s, "SELECT CAST(id AS TEXT) || '/' || CAST(refuge_id AS TEXT) FROM hearths ORDER BY id"), "1/1003, 9/1003")
	expect(t, "fields", []int64{*low.MainID, *high.MainID, *annexe.MainID, *hearth.RefugeID, *fresh.RefugeID}, []int64{1003, 1003, 1003, 1003, 1003})
	expect(t, "pointers", []bool{low.Main == main, high.Main == main, annexe.Main == main, hearth.Refuge == main, fresh.Refuge == main}, []bool{true, true, true, true, true})
	expect(t, "lists", []int{len(main.Annexe), len(main.Hearths)}, []int{3, 2})
	expect(t, "left to flush", len(value(s.Plan())(t)), 0)
	must(t, s.Rollback(ctx))
}
