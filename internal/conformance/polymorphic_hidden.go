package conformance

import (
	"context"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Porch has several lanterns.
type Porch struct {
	ID       int64      `db:"id,pk,noidentity"`
	Lanterns []*Lantern `rel:"has-many,polymorphic=owner"`
}

// Arcade has one lantern.
type Arcade struct {
	ID      int64    `db:"id,pk,noidentity"`
	Lantern *Lantern `rel:"has-one,polymorphic=owner"`
}

// TableName names the table.
func (Porch) TableName() string { return "porches" }

// TableName names the table.
func (Arcade) TableName() string { return "arcades" }

var (
	porches = builder.Model[Porch]()
	arcades = builder.Model[Arcade]()
)

// lit makes a porch and an arcade with three lanterns each, of which hidden ones are deleted softly or another tenant's.
func (db *database) lit(t *testing.T, deleted bool) {
	t.Helper()
	for _, table := range []string{"lanterns", "porches", "arcades"} {
		db.exec(t, "DELETE FROM "+table)
	}
	db.exec(t, "INSERT INTO porches (id) VALUES (1), (2)")
	db.exec(t, "INSERT INTO arcades (id) VALUES (1)")
	hide := "tenant = 1"
	if deleted {
		hide = "deleted_at = '2026-01-01 00:00:00+00'"
	}
	db.exec(t, "INSERT INTO lanterns (id, owner_id, owner_type, tenant) VALUES (1, 1, 'porches', 0), (2, 1, 'porches', 0), (3, 1, 'porches', 0), "+
		"(4, 1, 'arcades', 0), (5, 1, 'arcades', 0), (6, 1, 'arcades', 0), (7, 2, 'porches', 0), (8, 2, 'porches', 0)")
	db.exec(t, "UPDATE lanterns SET "+hide+" WHERE id IN (1, 3, 4, 6, 8)")
}

// HiddenRowsFollowTheirOwners: where the key of a polymorphic owner changes, what filters hide follows as what they show does, and is shown
// no more than before.
func HiddenRowsFollowTheirOwners(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(porches, arcades, lanterns))
	first, only := builder.Select(porches).Where(builder.Col(&porches.ID).Eq(1)), builder.Select(arcades)
	ours := func(context.Context) (builder.Sqlizer, error) { return builder.Col(&lanterns.Tenant).Eq(0), nil }
	ids := func(list []*Lantern) (ids []int64) {
		for _, l := range list {
			ids = append(ids, l.ID)
		}
		return ids
	}
	for how, q := range map[string]builder.SelectStmt[*Porch]{
		"not loaded": first, "loaded": first.Load(builder.SelectIn(&porches.Lanterns)), "joined": first.LeftJoin(&porches.Lanterns).Load(builder.ContainsEager(&porches.Lanterns)),
	} {
		for why, opts := range map[string][]repo.SessionOption{"deleted": nil, "another tenant's": {repo.WithFilter(lanterns, ours)}} {
			t.Run(why+", "+how, func(t *testing.T) {
				db.lit(t, opts == nil)
				s := db.session(t, opts...)
				porch, arcade := value(repo.One(ctx, s, q))(t), value(repo.One(ctx, s, only))(t)
				shown, one := []int64{2}, int64(5)
				if how != "not loaded" {
					must(t, repo.Load(ctx, s, []*Arcade{arcade}, &arcades.Lantern))
					porch.Lanterns, shown = append(porch.Lanterns, &Lantern{ID: 9}), []int64{2, 9}
				}
				porch.ID, arcade.ID = 11, 12
				must(t, s.Flush(ctx))
				expect(t, "shown", ids(porch.Lanterns), shown)
				expect(t, "shown by the arcade", arcade.Lantern.ID, one)
				must(t, s.Commit(ctx))
				expect(t, "of the porch", listed(t, db, "SELECT CAST(id AS text) FROM lanterns WHERE owner_type = 'porches' AND owner_id = 11 AND id <> 9 ORDER BY id"), "1, 2, 3")
				expect(t, "of the arcade", listed(t, db, "SELECT CAST(id AS text) FROM lanterns WHERE owner_type = 'arcades' AND owner_id = 12 ORDER BY id"), "4, 5, 6")
				expect(t, "of another", listed(t, db, "SELECT CAST(id AS text) FROM lanterns WHERE owner_id = 2 ORDER BY id"), "7, 8")
				must(t, s.Close())
			})
		}
	}
}
