package conformance

import (
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Point is columns of whoever has one.
type Point struct {
	Lat, Lon float64
	Label    string `db:"label,nullzero"`
}

// Site is an address that may be none.
type Site struct {
	Street string
	Floor  *int64
	Tags   []string
	Raw    []byte
	Built  time.Time `db:"built,type=date"`
	At     *Point    `db:",prefix=at_"`
}

// Depot has sites that it may not have.
type Depot struct {
	ID      int64
	Name    string
	Home    *Site `db:",prefix=home_"`
	Work    *Site `db:",prefix=work_"`
	*Point        // without a prefix
	Version int64 `db:"version,version"`
}

// TableName names the table.
func (Depot) TableName() string { return "depots" }

var (
	depots      = builder.Model[Depot]()
	depotTables = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(depots) })
)

const nullSites = "SELECT count(*) FROM depots WHERE home_street IS NULL AND home_floor IS NULL AND home_tags IS NULL AND home_raw IS NULL AND " +
	"home_built IS NULL AND home_at_lat IS NULL AND home_at_label IS NULL AND lat IS NULL"

// site is one with everything.
func site(street string) *Site {
	floor := int64(3)
	return &Site{street, &floor, []string{"a", "b"}, []byte{0, 255}, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), &Point{1.5, 2, "gate"}}
}

// StructsBehindPointersAreColumns: a pointer to a struct is as many columns, and nil where all of them are NULL.
func StructsBehindPointersAreColumns(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, depotTables())
	ctx, s := t.Context(), db.session(t)
	one := &Depot{ID: 1, Name: "one", Work: site("Oak")}
	must(t, s.Add(one))
	must(t, s.Commit(ctx))
	must(t, s.Add(&Depot{ID: 2, Name: "two"}, &Depot{ID: 3, Name: "three", Home: site("Elm"), Point: &Point{}}, &Depot{ID: 4, Name: "four", Home: &Site{}}))
	must(t, s.Commit(ctx))
	expect(t, "NULLs", db.stored(t, nullSites), int64(2))
	expect(t, "an empty struct is none", db.stored(t, "SELECT count(*) FROM depots WHERE home_street = '' AND home_floor IS NULL AND home_at_lat IS NULL"), int64(1))
	sitesAreRead(t, db)
	sitesAreEdited(t, db)
	sitesAreEditedTogether(t, db)
	sitesInBulk(t, db)
	sitesMergeAndRefresh(t, db)
	sitesAreHalfNull(t, db)
	sitesAreTakenAway(t, db)
}

// sitesAreTakenAway: a pointer that was made nil stays so although its row is read again before it is written, and meanwhile has more.
func sitesAreTakenAway(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	for _, before := range []string{"NULL", "3"} {
		for _, meanwhile := range []string{"NULL", "3", "7"} {
			for name, read := range map[string]func(s *repo.Session) error{
				"Get": func(s *repo.Session) error { return second(repo.Get[Depot](ctx, s, 7)) },
				"All": func(s *repo.Session) error { return second(repo.All(ctx, s, builder.Select(depots))) },
				"some": func(s *repo.Session) error {
					return second(repo.All(ctx, s, builder.Select(depots).LoadOnly(builder.Col(&depots.Home.Floor))))
				},
				"none": func(*repo.Session) error { return nil },
			} {
				db.exec(t, "DELETE FROM depots WHERE id = 7")
				must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Depot{ID: 7, Home: &Site{Street: "Elm"}}) }))
				db.exec(t, "UPDATE depots SET home_floor = "+before+" WHERE id = 7")
				s := db.session(t)
				d := value(repo.Get[Depot](ctx, s, 7))(t)
				must(t, s.Commit(ctx))
				db.exec(t, "UPDATE depots SET home_floor = "+meanwhile+" WHERE id = 7")
				s.ExpireAll()
				d.Home = nil
				must(t, read(s))
				must(t, s.Commit(ctx))
				expect(t, name+": the struct", d.Home == nil, true)
				left := db.stored(t, "SELECT count(*) FROM depots WHERE id = 7 AND (home_street IS NOT NULL OR home_floor IS NOT NULL)")
				expect(t, name+": the row, whose floor was "+before+" and became "+meanwhile, left, int64(0))
				must(t, s.Close())
			}
		}
	}
}

// sitesAreRead reads by each door.
func sitesAreRead(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	byID := builder.Col(&depots.ID).Asc()
	three := value(repo.Get[Depot](ctx, db, 3))(t)
	expect(t, "Get", *three.Home, *site("Elm"))
	expect(t, "zeros are no NULLs", *three.Point, Point{})
	expect(t, "nil", three.Work == nil, true)
	list := value(repo.All(ctx, db, builder.Select(depots).OrderBy(byID)))(t)
	expect(t, "All: list[0].Home == nil", list[0].Home == nil, true)
	expect(t, "All: *list[0].Work", *list[0].Work, *site("Oak"))
	expect(t, "All: *list[1]", *list[1], Depot{ID: 2, Name: "two", Version: 1})
	expect(t, "All: list[3].Home.Street", list[3].Home.Street, "")
	expect(t, "All: list[3].Home.At == nil", list[3].Home.At == nil, true)
	found := value(repo.All(ctx, db, builder.Select(depots).Where(builder.Col(&depots.Home.At.Lat).Gt(1), builder.Col(&depots.Home.Street).Eq("Elm"))))(t)
	expect(t, "filtered: number of found", len(found), 1)
	expect(t, "filtered: found[0].Name", found[0].Name, "three")
	expect(t, "IS NULL", value(repo.Count(ctx, db, builder.Select(depots).Where(builder.Col(&depots.Home.Street).IsNull())))(t), int64(2))
	type card struct {
		Name string
		Home *Site `db:",prefix=home_"`
	}
	cards := value(repo.All(ctx, db, builder.As[card](builder.SelectColumns(builder.Col(&depots.Name), builder.Col(&depots.Home.Street), builder.Col(&depots.Home.Built)).
		Where(builder.Col(&depots.ID).In(2, 3)).OrderBy(byID))))(t)
	expect(t, "cards: cards[0]", cards[0], card{Name: "two"})
	expect(t, "cards: *cards[1].Home", *cards[1].Home, Site{Street: "Elm", Built: site("").Built})
	_, err := repo.Scalars[string](ctx, db, builder.SelectColumns(builder.Col(&depots.Home.Street)).Where(builder.Col(&depots.ID).Eq(2)))
	refused(t, err, repo.ErrDataException)
	says(t, err, "*string", "NULL")
	s := db.session(t)
	part := value(repo.One(ctx, s, builder.Select(depots).LoadOnly(builder.Col(&depots.Home.Floor)).Where(builder.Col(&depots.ID).Eq(3))))(t)
	expect(t, "some columns: *part.Home.Floor", *part.Home.Floor, int64(3))
	expect(t, "some columns: part.Home.Street", part.Home.Street, "")
	expect(t, "some columns: part.Point == nil", part.Point == nil, true)
	value(repo.All(ctx, s, builder.Select(depots)))(t)
	expect(t, "the others", *part.Home, *site("Elm"))
	expect(t, "nothing has changed", s.IsModified(part), false)
	must(t, s.Close())
	s = db.session(t)
	gone := value(repo.One(ctx, s, builder.Select(depots).LoadOnly(builder.Col(&depots.Home.Floor)).Where(builder.Col(&depots.ID).Eq(3))))(t)
	gone.Home = nil
	must(t, s.Flush(ctx))
	expect(t, "columns that nobody has read go with the pointer", db.homeless(t, s, 3), true)
	must(t, s.Rollback(ctx))
}

// homeless reports whether a row has no home, as its own transaction sees it.
func (db *database) homeless(t *testing.T, s *repo.Session, id int64) bool {
	t.Helper()
	s.ExpireAll()
	return value(repo.One(t.Context(), s, builder.Select(depots).Where(builder.Col(&depots.ID).Eq(id))))(t).Home == nil
}

// sitesAreEdited edits one entity: from nothing to a struct, in place, and back.
func sitesAreEdited(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	two := value(repo.Get[Depot](ctx, s, 2))(t)
	count := func(where string) int64 { return db.stored(t, "SELECT count(*) FROM depots WHERE id = 2 AND "+where) }
	two.Home = &Site{Street: "Fir"}
	expect(t, "modified", s.IsModified(two), true)
	must(t, s.Commit(ctx))
	expect(t, "from nothing", count("home_street = 'Fir' AND home_floor IS NULL AND home_at_lat IS NULL"), int64(1))
	expect(t, "unmodified", s.IsModified(two), false)
	two.Home.At, two.Home.Tags = &Point{Lat: 9}, []string{"x"}
	must(t, s.Commit(ctx))
	expect(t, "in place", count("home_at_lat = 9 AND home_at_lon = 0 AND home_at_label IS NULL AND home_tags IS NOT NULL"), int64(1))
	two.Home.At.Lat++
	must(t, s.Commit(ctx))
	expect(t, "further in", count("home_at_lat = 10"), int64(1))
	db.log.take()
	two.Home.At = nil
	must(t, s.Rollback(ctx))
	must(t, s.Refresh(ctx, two))
	expect(t, "rolled back", *two.Home.At, Point{Lat: 10})
	two.Home = nil
	must(t, s.Commit(ctx))
	expect(t, "back", count("home_street IS NULL AND home_at_lat IS NULL AND home_tags IS NULL"), int64(1))
	expect(t, "version", two.Version, int64(5))
	value(repo.All(ctx, s, builder.Select(depots).PopulateExisting()))(t)
	expect(t, "read again: two.Home == nil", two.Home == nil, true)
	expect(t, "read again: s.IsModified(two)", s.IsModified(two), false)
	two.Home = &Site{}
	must(t, s.Expire(two))
	must(t, s.Refresh(ctx, two))
	expect(t, "expired", two.Home == nil, true)
	must(t, s.Close())
}

// sitesAreEditedTogether edits several entities in one statement.
func sitesAreEditedTogether(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, builder.Select(depots).OrderBy(builder.Col(&depots.ID).Asc())))(t)
	shared := site("Ash")
	list[0].Work, list[1].Work, list[2].Work, list[3].Work = nil, shared, site("Yew"), shared
	must(t, s.Commit(ctx))
	expect(t, "several", db.stored(t, "SELECT count(*) FROM depots WHERE work_street = 'Ash' AND work_floor = 3 AND work_at_label = 'gate' AND work_built = '2024-02-29'"), int64(2))
	expect(t, "one has none", db.stored(t, "SELECT count(*) FROM depots WHERE work_street IS NULL AND work_raw IS NULL AND work_at_lon IS NULL"), int64(1))
	shared.Street = "Oak"
	must(t, s.Commit(ctx))
	expect(t, "what two hold", db.stored(t, "SELECT count(*) FROM depots WHERE work_street = 'Oak'"), int64(2))
	value(s.Exec(ctx, builder.Update(depots).Set(builder.Col(&depots.Work.Street).To("Elm")).Where(builder.Col(&depots.ID).Eq(2))))(t)
	must(t, s.Refresh(ctx, list[1]))
	expect(t, "one was read again", []string{list[1].Work.Street, list[3].Work.Street}, []string{"Elm", "Oak"})
	must(t, s.Set(list[2], &list[2].Work.Street, builder.Upper(builder.Col(&depots.Work.Street))))
	must(t, s.Commit(ctx))
	expect(t, "worked out", list[2].Work.Street, "YEW")
	must(t, s.Close())
}

// sitesInBulk writes past the session.
func sitesInBulk(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	value(s.Exec(ctx, builder.Delete(depots).AllRows()))(t)
	must(t, repo.InsertAll(ctx, s, []*Depot{{ID: 1}, {ID: 2, Home: site("Elm")}, {ID: 3, Point: &Point{}}}))
	must(t, s.Commit(ctx))
	expect(t, "InsertAll", *value(repo.Get[Depot](ctx, db, 2))(t).Home, *site("Elm"))
	expect(t, "NULLs", db.stored(t, nullSites), int64(1))
	must(t, repo.UpdateAll(ctx, s, []*Depot{{ID: 1, Home: site("Oak"), Version: 1}, {ID: 2, Version: 1}}))
	must(t, repo.UpsertAll(ctx, s, []*Depot{{ID: 3, Work: site("Fir")}, {ID: 4, Home: &Site{}}}))
	must(t, s.Commit(ctx))
	one, three := value(repo.Get[Depot](ctx, db, 1))(t), value(repo.Get[Depot](ctx, db, 3))(t)
	expect(t, "UpdateAll and UpsertAll: *one.Home", *one.Home, *site("Oak"))
	expect(t, "UpdateAll and UpsertAll: *three.Work", *three.Work, *site("Fir"))
	expect(t, "UpdateAll and UpsertAll: three.Point == nil", three.Point == nil, true)
	expect(t, "NULLs again", db.stored(t, nullSites), int64(2))
	value(s.Exec(ctx, builder.Insert(depots).Values(&Depot{ID: 5, Home: site("Elm")})))(t)
	arg := &Depot{ID: 6, Home: &Site{Street: "Yew", Built: site("").Built}}
	value(s.Exec(ctx, builder.Text("INSERT INTO depots (id, name, home_street, home_built, work_street, version) VALUES (:id, :name, :home_street, :home_built, :work_street, 1)", arg)))(t)
	must(t, s.Commit(ctx))
	six := value(repo.Get[Depot](ctx, db, 6))(t)
	expect(t, "by name: six.Home.Street", six.Home.Street, "Yew")
	expect(t, "by name: six.Work == nil", six.Work == nil, true)
	expect(t, "a day by name", db.stored(t, "SELECT count(*) FROM depots WHERE id = 6 AND home_built = '2024-02-29'"), int64(1))
}
