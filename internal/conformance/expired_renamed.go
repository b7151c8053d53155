package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Farm is one of a tenant's.
type Farm struct {
	Tenant string      `db:"tenant,pk"`
	ID     int64       `db:"id,pk,noidentity"`
	Barns  []*FarmBarn `rel:"has-many,fk=tenant+farm_id,onupdatefk=cascade"`
}

// FarmBarn may stand on a farm of its tenant, whose name is part of its own key.
type FarmBarn struct {
	Tenant string `db:"tenant,pk"`
	ID     int64  `db:"id,pk,noidentity"`
	FarmID *int64
	Rev    int64 `db:"rev,version"`
	Farm   *Farm `rel:"belongs-to,fk=tenant+farm_id,onupdatefk=cascade"`
}

// TableName names the table.
func (Farm) TableName() string { return "farms" }

// TableName names the table.
func (FarmBarn) TableName() string { return "farm_barns" }

var (
	farms     = builder.Model[Farm]()
	farmBarns = builder.Model[FarmBarn]()
)

const farmed = "SELECT tenant || id || '/' || coalesce(farm_id, 0) FROM farm_barns UNION ALL SELECT tenant || id FROM farms ORDER BY 1"

// ExpiredChildrenOfSharedKeysStayWhereTheyAre: children whose own keys share a column with their foreign key, and that were expired, follow a parent
// that gets another key only where their rows say by then that they are its children: as the database says that is given the same
// statements alone.
func ExpiredChildrenOfSharedKeysStayWhereTheyAre(t *testing.T, b Backend) {
	reads := map[string]func(t *testing.T, s *repo.Session){
		"by pointers": func(t *testing.T, s *repo.Session) {
			value(repo.All(t.Context(), s, builder.Select(farmBarns).Load(builder.Joined(&farmBarns.Farm))))(t)
		},
		"by lists": func(t *testing.T, s *repo.Session) {
			value(repo.All(t.Context(), s, builder.Select(farms).Load(builder.SelectIn(&farms.Barns))))(t)
		},
		"alone": func(t *testing.T, s *repo.Session) { value(repo.All(t.Context(), s, builder.Select(farmBarns)))(t) },
	}
	writes := map[string]string{
		"let go": "UPDATE farm_barns SET farm_id = NULL WHERE id = 5", "moved": "UPDATE farm_barns SET farm_id = 2 WHERE id = 5",
		"removed": "DELETE FROM farm_barns WHERE id = 5", "touched": "UPDATE farm_barns SET farm_id = farm_id",
	}
	keys := map[string]func(f *Farm){
		"id = 77":                   func(f *Farm) { f.ID = 77 },
		"tenant = 'B'":              func(f *Farm) { f.Tenant = "B" },
		"tenant = 'B', id = 77":     func(f *Farm) { f.Tenant, f.ID = "B", 77 },
		"tenant = tenant, id = 2+1": func(f *Farm) { f.ID = 3 },
	}
	for read, load := range reads {
		for what, sql := range writes {
			for set, rekey := range keys {
				t.Run(read+", "+what+", "+set, func(t *testing.T) {
					db, s := farmland(t, b)
					ctx := t.Context()
					load(t, s)
					value(s.Exec(ctx, builder.Text(sql)))(t)
					s.ExpireAll()
					rekey(value(repo.Get[Farm](ctx, s, "A", int64(1)))(t))
					must(t, s.Commit(ctx))
					expect(t, "stored", listed(t, db, farmed), farmedAlone(t, b, sql, "UPDATE farms SET "+set+" WHERE tenant = 'A' AND id = 1"))
					for _, barn := range value(repo.All(ctx, s, builder.Select(farmBarns)))(t) {
						expect(t, "in step", barn.FarmID == nil || barn.Farm == nil || *barn.FarmID == barn.Farm.ID && barn.Tenant == barn.Farm.Tenant, true)
					}
				})
			}
		}
	}
}

// farmedAlone is what a database has after statements that no session sent.
func farmedAlone(t *testing.T, b Backend, statements ...string) string {
	t.Helper()
	db, _ := farmland(t, b)
	for _, sql := range statements {
		db.exec(t, sql)
	}
	return listed(t, db, farmed)
}

func farmland(t *testing.T, b Backend) (*database, *repo.Session) {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(farms, farmBarns))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Farm{Tenant: "A", ID: 2}, &Farm{Tenant: "A", ID: 1, Barns: []*FarmBarn{{ID: 5}, {ID: 6}}})
	}))
	return db, db.session(t)
}
