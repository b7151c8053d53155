package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Ranch is one of a tenant's.
type Ranch struct {
	Tenant string       `db:"tenant,pk"`
	ID     int64        `db:"id,pk,noidentity"`
	Barns  []*RanchBarn `rel:"has-many,fk=tenant+ranch_id,onupdatefk=cascade"`
}

// RanchBarn may stands on a ranch of its tenant, whose name is part of its own key.
type RanchBarn struct {
	Tenant  string `db:"tenant,pk"`
	ID      int64  `db:"id,pk,noidentity"`
	RanchID *int64
	Rev     int64  `db:"rev,version"`
	Ranch   *Ranch `rel:"belongs-to,fk=tenant+ranch_id,onupdatefk=cascade"`
}

// TableName names the table.
func (Ranch) TableName() string { return "ranches" }

// TableName names the table.
func (RanchBarn) TableName() string { return "ranch_barns" }

var (
	ranches    = builder.Model[Ranch]()
	ranchBarns = builder.Model[RanchBarn]()
)

const ranched = "SELECT tenant || id || '/' || coalesce(ranch_id, 0) FROM ranch_barns UNION ALL SELECT tenant || id FROM ranches ORDER BY 1"

// ExpiredChildrenOfSharedKeysStayWhereTheyAre: children whose own keys share a column with their foreign key, and that were expired, follow a parent
// that gets another key only where their rows say by then that they are its children: as the database says that is given the same
// statements alone.
func ExpiredChildrenOfSharedKeysStayWhereTheyAre(t *testing.T, b Backend) {
	reads := map[string]func(t *testing.T, s *repo.Session){
		"by pointers": func(t *testing.T, s *repo.Session) {
			value(repo.All(t.Context(), s, builder.Select(ranchBarns).Load(builder.Joined(&ranchBarns.Ranch))))(t)
		},
		"by lists": func(t *testing.T, s *repo.Session) {
			value(repo.All(t.Context(), s, builder.Select(ranches).Load(builder.SelectIn(&ranches.Barns))))(t)
		},
		"alone": func(t *testing.T, s *repo.Session) { value(repo.All(t.Context(), s, builder.Select(ranchBarns)))(t) },
	}
	writes := map[string]string{
		"let go": "UPDATE ranch_barns SET ranch_id = NULL WHERE id = 5", "moved": "UPDATE ranch_barns SET ranch_id = 2 WHERE id = 5",
		"removed": "DELETE FROM ranch_barns WHERE id = 5", "touched": "UPDATE ranch_barns SET ranch_id = ranch_id",
	}
	keys := map[string]func(f *Ranch){
		"id = 77":                   func(f *Ranch) { f.ID = 77 },
		"tenant = 'B'":              func(f *Ranch) { f.Tenant = "B" },
		"tenant = 'B', id = 77":     func(f *Ranch) { f.Tenant, f.ID = "B", 77 },
		"tenant = tenant, id = 2+1": func(f *Ranch) { f.ID = 3 },
	}
	for read, load := range reads {
		for what, sql := range writes {
			for set, rekey := range keys {
				t.Run(read+", "+what+", "+set, func(t *testing.T) {
					db, s := ranchland(t, b)
					ctx := t.Context()
					load(t, s)
					value(s.Exec(ctx, builder.Text(sql)))(t)
					s.ExpireAll()
					rekey(value(repo.Get[Ranch](ctx, s, "A", int64(1)))(t))
					must(t, s.Commit(ctx))
					expect(t, "stored", listed(t, db, ranched), ranchedAlone(t, b, sql, "UPDATE ranches SET "+set+" WHERE tenant = 'A' AND id = 1"))
					for _, barn := range value(repo.All(ctx, s, builder.Select(ranchBarns)))(t) {
						expect(t, "in step", barn.RanchID == nil || barn.Ranch == nil || *barn.RanchID == barn.Ranch.ID && barn.Tenant == barn.Ranch.Tenant, true)
					}
				})
			}
		}
	}
}

// ranchedAlone is what a database has after statements that no session sent.
func ranchedAlone(t *testing.T, b Backend, statements ...string) string {
	t.Helper()
	db, _ := ranchland(t, b)
	for _, sql := range statements {
		db.exec(t, sql)
	}
	return listed(t, db, ranched)
}

func ranchland(t *testing.T, b Backend) (*database, *repo.Session) {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(ranches, ranchBarns))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Ranch{Tenant: "A", ID: 2}, &Ranch{Tenant: "A", ID: 1, Barns: []*RanchBarn{{ID: 5}, {ID: 6}}})
	}))
	return db, db.session(t)
}
