package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Shire is the tenant of farms and of their meadows.
type Shire struct {
	ID int64 `db:"id,pk,noidentity"`
}

// TableName names the table.
func (Shire) TableName() string { return "shires" }

// Farm is of a shire. Its meadows, its barn and its gates may do without it.
type Farm struct {
	Org     int64     `db:"org,pk"`
	ID      int64     `db:"id,pk,noidentity"`
	Meadows []*Meadow `rel:"has-many,fk=org+farm_id"`
	Barn    *Barn     `rel:"has-one,fk=org+farm_id"`
	Stiles  []*Stile  `rel:"has-many,fk=org+farm_id"`
	Flocks  []*Flock  `rel:"has-many,fk=org+farm_id"`
}

// TableName names the table.
func (Farm) TableName() string { return "farms" }

// Meadow is of a farm and of another one that mows it, which share its shire.
type Meadow struct {
	ID      int64 `db:"id,pk,noidentity"`
	Org     *int64
	FarmID  *int64
	MowerID *int64
	Farm    *Farm `rel:"belongs-to,fk=org+farm_id"`
	Mower   *Farm `rel:"belongs-to,fk=org+mower_id"`
}

// TableName names the table.
func (Meadow) TableName() string { return "meadows" }

// Barn names its shire in a tag, and counts versions.
type Barn struct {
	ID     int64  `db:"id,pk,noidentity"`
	Org    *int64 `db:"org,fk=shires.id"`
	FarmID *int64
	Rev    int64 `db:"rev,version"`
}

// TableName names the table.
func (Barn) TableName() string { return "barns" }

// Stile has its shire by a pointer.
type Stile struct {
	ID     int64 `db:"id,pk,noidentity"`
	Org    *int64
	FarmID *int64
	Shire  *Shire `rel:"belongs-to,fk=org"`
}

// TableName names the table.
func (Stile) TableName() string { return "stiles" }

// Flock has nothing but its farm.
type Flock struct {
	ID     int64 `db:"id,pk,noidentity"`
	Org    *int64
	FarmID *int64
}

// TableName names the table.
func (Flock) TableName() string { return "flocks" }

var (
	shires  = builder.Model[Shire]()
	farms   = builder.Model[Farm]()
	meadows = builder.Model[Meadow]()
	barns   = builder.Model[Barn]()
	stiles  = builder.Model[Stile]()
	flocks  = builder.Model[Flock]()
)

// till stores two farms of a shire, with one of each, and a third one that mows.
func (db *database) till(t *testing.T) {
	t.Helper()
	for _, table := range []string{"meadows", "barns", "stiles", "flocks", "farms", "shires"} {
		db.exec(t, "DELETE FROM "+table)
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		must(t, s.Add(&Shire{ID: 7}, &Farm{Org: 7, ID: 3}))
		must(t, s.Flush(t.Context()))
		mower := int64(3)
		for id := range int64(2) {
			meadow := &Meadow{ID: 1 + id}
			if id == 0 {
				meadow.MowerID = &mower
			}
			must(t, s.Add(&Farm{Org: 7, ID: 1 + id, Meadows: []*Meadow{meadow}, Barn: &Barn{ID: 1 + id}, Stiles: []*Stile{{ID: 1 + id}}, Flocks: []*Flock{{ID: 1 + id}}}))
		}
		return nil
	}))
}

// emptyings are ways to have what farms have do without them.
var emptyings = []struct {
	name    string
	deletes bool
	empty   func(t *testing.T, s *repo.Session, list []*Farm)
}{
	{"deleted, unread", true, func(t *testing.T, s *repo.Session, list []*Farm) {
		for _, farm := range list {
			must(t, s.Delete(farm))
		}
	}},
	{"deleted, loaded", true, func(t *testing.T, s *repo.Session, list []*Farm) {
		must(t, repo.Load(t.Context(), s, list, &farms.Meadows, &farms.Barn, &farms.Stiles, &farms.Flocks))
		for _, farm := range list {
			must(t, s.Delete(farm))
		}
	}},
	{"taken out", false, func(t *testing.T, s *repo.Session, list []*Farm) {
		must(t, repo.Load(t.Context(), s, list, &farms.Meadows, &farms.Barn, &farms.Stiles, &farms.Flocks))
		for _, farm := range list {
			farm.Meadows, farm.Barn, farm.Stiles, farm.Flocks = nil, nil, nil, nil
		}
	}},
	{"removed", false, func(t *testing.T, s *repo.Session, list []*Farm) {
		ctx := t.Context()
		for i, farm := range list {
			id := int64(1 + i)
			must(t, value(repo.Collection(s, farm, &farm.Meadows))(t).Remove(ctx, value(repo.Get[Meadow](ctx, s, id))(t)))
			must(t, value(repo.Collection(s, farm, &farm.Stiles))(t).Remove(ctx, value(repo.Get[Stile](ctx, s, id))(t)))
			must(t, value(repo.Collection(s, farm, &farm.Flocks))(t).Remove(ctx, value(repo.Get[Flock](ctx, s, id))(t)))
			must(t, repo.Load(ctx, s, []*Farm{farm}, &farms.Barn))
			farm.Barn = nil
		}
	}},
}

// EmptiedKeysLeaveTheTenant: where a foreign key that shares a column with another one, as that of a tenant, leads nowhere any more, its own
// columns become NULL and the shared one stays, whatever the other leads to, read or not, for one parent or several. A key that is alone
// is emptied whole.
func EmptiedKeysLeaveTheTenant(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(shires, farms, meadows, barns, stiles, flocks))
	for _, way := range emptyings {
		for n := 1; n <= 2; n++ {
			t.Run(fmt.Sprint(way.name, ", ", n), func(t *testing.T) {
				db.till(t)
				must(t, db.Begin(ctx, func(s *repo.Session) error {
					list := value(repo.All(ctx, s, builder.Select(farms).Where(builder.Col(&farms.ID).Le(int64(n))).OrderBy(builder.Col(&farms.ID))))(t)
					way.empty(t, s, list)
					return nil
				}))
				for _, table := range []string{"meadows", "barns", "stiles", "flocks"} {
					want := map[bool]string{true: "1 of 7 , 2 of 7 2", false: "1 of 7 , 2 of 7 "}[n == 1]
					if table == "flocks" {
						want = map[bool]string{true: "1 of  , 2 of 7 2", false: "1 of  , 2 of  "}[n == 1]
					}
					got := listed(t, db, "SELECT CAST(id AS text) || ' of ' || COALESCE(CAST(org AS text), '') || ' ' || COALESCE(CAST(farm_id AS text), '') FROM "+table+" ORDER BY id")
					expect(t, table, got, want)
				}
				expect(t, "farms", db.stored(t, "SELECT count(*) FROM farms"), map[bool]int64{true: int64(3 - n), false: 3}[way.deletes])
				expect(t, "mowed", db.stored(t, "SELECT count(*) FROM meadows WHERE mower_id = 3 AND org = 7"), int64(1))
			})
		}
	}
}
