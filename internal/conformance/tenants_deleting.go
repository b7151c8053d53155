package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Theatre is the tenant of troupes and of their dancers.
type Theatre struct {
	ID int64 `db:"id,pk,noidentity"`
}

// TableName names the table.
func (Theatre) TableName() string { return "theatres" }

// Troupe follows another one of its theatre.
type Troupe struct {
	Org       int64 `db:"org,pk"`
	ID        int64 `db:"id,pk,noidentity"`
	LeadID    *int64
	Theatre   *Theatre  `rel:"belongs-to,fk=org"`
	Lead      *Troupe   `rel:"belongs-to,fk=org+lead_id"`
	Followers []*Troupe `rel:"has-many,fk=org+lead_id"`
	Dancers   []*Dancer `rel:"has-many,fk=org+troupe_id,cascade=all"`
	Ushers    []*Usher  `rel:"has-many,fk=org+troupe_id,cascade=all"`
}

// TableName names the table.
func (Troupe) TableName() string { return "troupes" }

// Dancer is of a troupe of its theatre, whose key is part of its own.
type Dancer struct {
	Org      int64 `db:"org,pk"`
	ID       int64 `db:"id,pk,noidentity"`
	TroupeID *int64
	Troupe   *Troupe `rel:"belongs-to,fk=org+troupe_id,onupdatefk=cascade"`
}

// TableName names the table.
func (Dancer) TableName() string { return "dancers" }

// Usher is of a troupe of a theatre that never changes.
type Usher struct {
	ID       int64 `db:"id,pk,noidentity"`
	Org      int64 `db:"org,createonly"`
	TroupeID *int64
	Troupe   *Troupe `rel:"belongs-to,fk=org+troupe_id,onupdatefk=cascade"`
}

// TableName names the table.
func (Usher) TableName() string { return "ushers" }

// leads are ways to give the second troupe of a theatre another lead, or another key, and what the troupes and their leads are then.
var leads = []struct {
	name  string
	lead  func(of *Theatre, one, two *Troupe)
	after string
}{
	{"the pointer", func(_ *Theatre, one, two *Troupe) { two.Lead = one }, "1 1 , 1 2 1"},
	{"the list", func(_ *Theatre, one, two *Troupe) { one.Followers = append(one.Followers, two) }, "1 1 , 1 2 1"},
	{"the field", func(_ *Theatre, one, two *Troupe) { two.LeadID = &one.ID }, "1 1 , 1 2 1"},
	{"itself", func(_ *Theatre, _, two *Troupe) { two.Lead = two }, "1 1 , 1 2 2"},
	{"a new one", func(_ *Theatre, _, two *Troupe) { two.Lead = &Troupe{Org: 1, ID: 3} }, "1 1 , 1 2 3, 1 3 "},
	{"a new one by its theatre", func(of *Theatre, _, two *Troupe) { two.Lead = &Troupe{ID: 3, Theatre: of} }, "1 1 , 1 2 3, 1 3 "},
	{"a new one of its list", func(_ *Theatre, _, two *Troupe) { two.Followers = append(two.Followers, &Troupe{ID: 3}) }, "1 1 , 1 2 , 1 3 2"},
	{"another key of its own", func(_ *Theatre, _, two *Troupe) { two.ID = 4 }, "1 1 , 1 4 "},
}

// TenantsKeepTheirRows: where a foreign key moves that shares a tenant's column, and the tenant's stays, no key changes: rows are deleted
// beside it, nothing more is written, and columns that stay as they were inserted are no hindrance.
func TenantsKeepTheirRows(t *testing.T, b Backend) {
	troupes, dancers, ushers, theatres := builder.Model[Troupe](), builder.Model[Dancer](), builder.Model[Usher](), builder.Model[Theatre]()
	for _, way := range leads {
		for _, loaded := range []bool{false, true} {
			for deletes := range 2 {
				t.Run(fmt.Sprint(way.name, ", loaded ", loaded, ", deletes ", deletes), func(t *testing.T) {
					db, ctx := b.open(t), t.Context()
					db.create(t, schema.MustOf(theatres, troupes, dancers, ushers))
					must(t, db.Begin(ctx, func(s *repo.Session) error {
						of := []*Dancer{{ID: 1}, {ID: 2}}
						return s.Add(&Theatre{ID: 1}, &Troupe{Org: 1, ID: 1}, &Troupe{Org: 1, ID: 2, Dancers: of, Ushers: []*Usher{{ID: 1}, {ID: 2}}})
					}))
					must(t, db.Begin(ctx, func(s *repo.Session) error {
						of, q := value(repo.Get[Theatre](ctx, s, 1))(t), builder.Select(troupes).OrderBy(builder.Col(&troupes.ID))
						if loaded {
							q = q.Load(builder.SelectIn(&troupes.Dancers), builder.SelectIn(&troupes.Ushers), builder.SelectIn(&troupes.Followers), builder.SelectIn(&troupes.Lead))
						} else {
							q = q.Load(builder.SelectIn(&troupes.Followers))
						}
						list := value(repo.All(ctx, s, q))(t)
						danced := value(repo.All(ctx, s, builder.Select(dancers).OrderBy(builder.Col(&dancers.ID))))(t)
						ushered := value(repo.All(ctx, s, builder.Select(ushers).OrderBy(builder.Col(&ushers.ID))))(t)
						for i := range deletes {
							must(t, s.Delete(danced[i], ushered[i]))
						}
						way.lead(of, list[0], list[1])
						db.log.take()
						return nil
					}))
					sent := db.log.sent()
					expect(t, "updates of others", strings.Contains(sent, `UPDATE "dancers"`) || strings.Contains(sent, `UPDATE "ushers"`), strings.HasPrefix(way.name, "another"))
					expect(t, "troupes", listed(t, db, "SELECT CAST(org AS text) || ' ' || CAST(id AS text) || ' ' || COALESCE(CAST(lead_id AS text), '') FROM troupes ORDER BY id"), way.after)
					for _, table := range []string{"dancers", "ushers"} {
						left := "SELECT CAST(org AS text) || ' ' || CAST(troupe_id AS text) || ' ' || CAST(id AS text) FROM " + table + " ORDER BY id"
						expect(t, table, listed(t, db, left), dancing(way.after, deletes))
					}
				})
			}
		}
	}
}

// dancing returns the dancers that are left of the second troupe.
func dancing(troupes string, deleted int) string {
	troupe, list := 2, []string{}
	if strings.Contains(troupes, "1 4 ") {
		troupe = 4
	}
	for id := deleted + 1; id <= 2; id++ {
		list = append(list, fmt.Sprint("1 ", troupe, " ", id))
	}
	return strings.Join(list, ", ")
}
