package conformance

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// seed stores heroes by name, in one unit of work.
func (db *database) seed(t *testing.T, names ...string) (list []*Hero) {
	t.Helper()
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		for i, name := range names {
			p := float64(i)
			list = append(list, &Hero{Name: name, AppSrc: "seed", Power: &p})
			must(t, s.Add(list[i]))
		}
		return nil
	}))
	db.log.take()
	return list
}

// OneRowIsOnePointer: whichever door finds a row, a session answers the same pointer, and asks once.
func OneRowIsOnePointer(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "sandy")[0].ID
	s := db.session(t)
	hero := value(repo.Get[Hero](t.Context(), s, id))(t)
	sent := len(db.log.take())
	expect(t, "BEGIN and SELECT", sent, 2)
	again := value(repo.Get[Hero](t.Context(), s, id.String()))(t)
	expect(t, "no SQL", db.log.sent(), "")
	found := value(repo.One(t.Context(), s, builder.Select(heroes).Where(name.Eq("sandy"))))(t)
	if again != hero || found != hero {
		t.Error("one row is more than one pointer")
	}
	expect(t, "state", s.State(hero), repo.Persistent)

	hero.Name = "edited"
	db.exec(t, "SELECT 1")
	kept := value(repo.All(t.Context(), db.session(t, repo.WithAutoflush(false)), builder.Select(heroes)))(t)
	if kept[0] == hero {
		t.Error("two sessions share a pointer")
	}
	_, err := repo.Get[Hero](t.Context(), s, uuid.Nil)
	refused(t, err, repo.ErrNotFound)
	refused(t, err, sql.ErrNoRows)
	says(t, err, "repo: get Hero: not found: no row has the key "+uuid.Nil.String())
	_, err = repo.Get[Hero](t.Context(), s, 1)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.Get[Hero](t.Context(), s)
	refused(t, err, repo.ErrInvalidRequest)
}

// DoorsAnswer: All, One, OneOrNone, First, Scalar and Scalars, over entities, structs, rows and values, tracked by a
// session and untracked by an engine.
func DoorsAnswer(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		entities(t, r)
		scalars(t, r)
		shapes(t, r)
	}
	db.log.take()
	value(repo.One(t.Context(), db, builder.Select(heroes).Where(name.Eq("a"))))(t)
	expect(t, "an engine needs no BEGIN", len(db.log.take()), 1)
}

func entities(t *testing.T, r repo.Reader) {
	t.Helper()
	ctx, q := t.Context(), builder.Select(heroes).OrderBy(name.Asc())
	none := q.Where(name.Eq("x"))
	expect(t, "All", len(value(repo.All(ctx, r, q.Where(name.In("a", "c"))))(t)), 2)
	empty := value(repo.All(ctx, r, none))(t)
	expect(t, "none is not nil", empty != nil && len(empty) == 0, true)
	expect(t, "One", value(repo.One(ctx, r, q.Where(name.Eq("b"))))(t).Name, "b")
	_, err := repo.One(ctx, r, q)
	refused(t, err, repo.ErrMultipleResults)
	_, err = repo.One(ctx, r, none)
	refused(t, err, repo.ErrNotFound)
	_, ok, err := repo.OneOrNone(ctx, r, none)
	expect(t, "OneOrNone: ok", ok, false)
	expect(t, "OneOrNone: err", err, error(nil))
	_, _, err = repo.OneOrNone(ctx, r, q)
	refused(t, err, repo.ErrMultipleResults)
	hero, ok, err := repo.First(ctx, r, q)
	expect(t, "First: hero.Name", hero.Name, "a")
	expect(t, "First: ok", ok, true)
	expect(t, "First: err", err, error(nil))
	_, ok, err = repo.First(ctx, r, none)
	expect(t, "First of none: ok", ok, false)
	expect(t, "First of none: err", err, error(nil))
	expect(t, "Get", value(repo.Get[Hero](ctx, r, hero.ID))(t).Name, "a")
	_, err = repo.Get[Hero](ctx, r, uuid.Nil)
	refused(t, err, repo.ErrNotFound)
}

func scalars(t *testing.T, r repo.Reader) {
	t.Helper()
	ctx, names := t.Context(), builder.SelectColumns(name, power).OrderBy(name.Desc())
	expect(t, "Scalars", value(repo.Scalars[string](ctx, r, names))(t), []string{"c", "b", "a"})
	expect(t, "Scalar", value(repo.Scalar[string](ctx, r, names))(t), "c")
	counted := builder.Text("SELECT count(*) FROM heroes WHERE name <> :name", sql.Named("name", "a"))
	expect(t, "Scalar of text", value(repo.Scalar[int64](ctx, r, counted))(t), int64(2))
	foreign := sq.Select("name").From("heroes").Where(sq.Eq{"power": 1}).PlaceholderFormat(sq.Dollar)
	expect(t, "Scalar of squirrel's", value(repo.Scalar[string](ctx, r, foreign))(t), "b")
	_, err := repo.Scalar[string](ctx, r, names.Where(name.Eq("x")))
	refused(t, err, repo.ErrNotFound)
}

// shapes reads rows as structs, values and untyped rows.
func shapes(t *testing.T, r repo.Reader) {
	t.Helper()
	type strength struct {
		Name  string
		Power *float64
		Next  int64
	}
	columns := builder.SelectColumns(name, power, builder.Literal(8).Label("next"))
	got := value(repo.One(t.Context(), r, builder.As[strength](columns.Where(name.Eq("b")))))(t)
	expect(t, "a struct: got.Name", got.Name, "b")
	expect(t, "a struct: *got.Power", *got.Power, 1.0)
	expect(t, "a struct: got.Next", got.Next, int64(8))
	rows := value(repo.All(t.Context(), r, builder.SelectColumns(name, power, builder.Literal(7)).Where(name.Eq("b"))))(t)
	expect(t, "untyped rows", rows, []builder.Row{{"b", 1.0, int64(7)}})
	expect(t, "a column", value(repo.All(t.Context(), r, builder.As[float64](builder.SelectColumns(power).OrderBy(power.Asc()))))(t), []float64{0, 1, 2})
	entity := value(repo.One(t.Context(), r, builder.As[*Hero](builder.Text("SELECT id, name FROM heroes WHERE name = 'c'"))))(t)
	expect(t, "an entity of text", entity.Name, "c")
	expect(t, "any", value(repo.Scalar[any](t.Context(), r, builder.Text("SELECT name FROM heroes WHERE name = 'c'")))(t), any("c"))
	_, err := repo.All(t.Context(), r, builder.As[string](builder.SelectColumns(name, power)))
	says(t, err, "repo: all: ", "2 came")
}

// ReadsFlushFirst: a read flushes changes that concern it, and no others.
func ReadsFlushFirst(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	hero := &Hero{Name: "sandy", AppSrc: "test"}
	must(t, s.Add(hero))
	value(repo.Scalars[string](t.Context(), s, builder.SelectColumns(label)))(t)
	expect(t, "another table", s.State(hero), repo.Pending)
	value(repo.Scalar[int64](t.Context(), s, builder.Text("SELECT count(*) FROM heroes")))(t)
	expect(t, "raw text", s.State(hero), repo.Pending)
	expect(t, "found", value(repo.Scalar[int64](t.Context(), s, sq.Select("count(*)").From("heroes")))(t), int64(1))
	expect(t, "flushed", s.State(hero), repo.Persistent)
	must(t, s.Rollback(t.Context()))

	own := db.session(t, repo.WithAutoflush(false))
	must(t, own.Add(&Toy{Label: "ball"}))
	expect(t, "not asked to", value(repo.Scalar[int64](t.Context(), own, builder.SelectColumns(builder.Count(label))))(t), int64(0))
}

// RolledBackEntitiesAreReadAgain: they expire, keep edits made since, and leave when their row is gone.
func RolledBackEntitiesAreReadAgain(t *testing.T, b Backend) {
	db := b.open(t)
	list := db.seed(t, "a", "b")
	s := db.session(t)
	one := value(repo.Get[Hero](t.Context(), s, list[0].ID))(t)
	two := value(repo.Get[Hero](t.Context(), s, list[1].ID))(t)
	must(t, s.Rollback(t.Context()))
	db.exec(t, "UPDATE heroes SET name = 'new', app_src = 'new' WHERE name = 'a'")
	db.exec(t, "DELETE FROM heroes WHERE name = 'b'")

	one.AppSrc = "mine"
	found := value(repo.All(t.Context(), s, builder.Select(heroes)))(t)
	expect(t, "read again, edits kept: number of found", len(found), 1)
	expect(t, "read again, edits kept: found[0] == one", found[0] == one, true)
	expect(t, "read again, edits kept: one.Name", one.Name, "new")
	expect(t, "read again, edits kept: one.AppSrc", one.AppSrc, "mine")
	_, err := repo.Get[Hero](t.Context(), s, two.ID)
	refused(t, err, repo.ErrNotFound)
	expect(t, "it left", s.State(two), repo.Detached)
	must(t, s.Rollback(t.Context()))
	expect(t, "a rollback brings it back", s.State(two), repo.Persistent)
}

// PartsOfEntities: what was not loaded is never written, and a query may ask to overwrite what the session has.
func PartsOfEntities(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "sandy")[0].ID
	s := db.session(t)
	hero := value(repo.One(t.Context(), s, builder.Select(heroes).LoadOnly(name)))(t)
	expect(t, "loaded: hero.ID", hero.ID, id)
	expect(t, "loaded: hero.Name", hero.Name, "sandy")
	expect(t, "loaded: hero.AppSrc", hero.AppSrc, "")
	expect(t, "loaded: hero.Power == nil", hero.Power == nil, true)
	hero.Name = "edited"
	must(t, s.Commit(t.Context()))
	stored := "SELECT count(*) FROM heroes WHERE name = 'edited' AND app_src = 'seed' AND power = 0"
	expect(t, "stored", db.stored(t, stored), int64(1))

	db.exec(t, "UPDATE heroes SET name = 'theirs'")
	value(repo.One(t.Context(), s, builder.Select(heroes)))(t)
	expect(t, "filled, not overwritten: hero.Name", hero.Name, "edited")
	expect(t, "filled, not overwritten: hero.AppSrc", hero.AppSrc, "seed")
	value(repo.One(t.Context(), s, builder.Select(heroes).PopulateExisting()))(t)
	expect(t, "overwritten", hero.Name, "theirs")
	must(t, s.Commit(t.Context()))
	expect(t, "nothing is written back", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'theirs'"), int64(1))
}

// ValuesGoThereAndBack: every kind of value, in one row, in many, as NULL, and read through text.
func ValuesGoThereAndBack(t *testing.T, b Backend) {
	db := b.open(t)
	severalGoThereAndBack(t, db)
	whole, seen, owner := int32(-7), time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC), uuid.New()
	full := Thing{Flag: true, Whole: &whole, Small: -3, Ratio: 1.25, Blob: []byte{0, 255}, Seen: &seen, Owner: &owner,
		Doc: &Note{Lines: []string{`"quoted"`, "ä"}}, Tags: []string{"a", "", `b"{}`}, Pin: "1234"}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		one, two := full, full
		return s.Add(&one, &two, &Thing{}, &Thing{Blob: []byte{}, Tags: []string{}})
	}))
	found := value(repo.All(t.Context(), db.session(t), builder.Select(things).OrderBy(builder.Col(&things.ID).Asc())))(t)
	expect(t, "things", len(found), 4)
	for i, want := range []Thing{full, full, {}, {Blob: []byte{}, Tags: []string{}}} {
		want.ID = found[i].ID
		expect(t, "thing", *found[i], want)
	}
	id := value(repo.Scalar[uuid.UUID](t.Context(), db, builder.SelectColumns(builder.NullCol(&things.Owner)).
		Where(builder.NullCol(&things.Owner).In(owner, uuid.New()), builder.NullCol(&things.Seen).Le(seen)).Limit(1)))(t)
	expect(t, "a uuid in a list", id, owner)
}

// severalGoThereAndBack stores rows that travel as arrays where the database has them.
func severalGoThereAndBack(t *testing.T, db *database) {
	t.Helper()
	whole, seen := int32(-7), time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
	list := []*Parcel{
		{Whole: &whole, Price: "12.50", Open: true, Blob: []byte{0, '"', 92, 255}, Seen: &seen, Doc: map[string]any{"a": []any{`"`, nil, 1.5}}, Word: sql.Null[string]{V: `b"\{,}`, Valid: true}},
		{Price: "3.25"},
		{Price: "-1.00", Blob: []byte{}, Doc: map[string]any{}, Word: sql.Null[string]{Valid: true}},
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(list[0], list[1], list[2]) }))
	expect(t, "parcels", value(repo.All(t.Context(), db, builder.Select(parcels).OrderBy(builder.Col(&parcels.ID).Asc())))(t), list)
}

// ErrorsAreAlike: a refusal has the same kind on every backend, names what failed and shows no value.
func ErrorsAreAlike(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "sandy")
	s := db.session(t)
	must(t, s.Add(&Hero{Name: "sandy", AppSrc: "test"}))
	err := s.Flush(t.Context())
	refused(t, err, repo.ErrUniqueViolation)
	says(t, err, "repo: flush: inserting Hero: unique violation")
	must(t, s.Rollback(t.Context()))
	must(t, s.Add(&Toy{Label: "ball", Size: -1}))
	err = s.Commit(t.Context())
	refused(t, err, repo.ErrCheckViolation)
	if errors.Is(err, repo.ErrRollbackRequired) || repo.Retryable(err) {
		t.Errorf("the first error is the refusal itself: %v", err)
	}
	must(t, s.Rollback(t.Context()))
}
