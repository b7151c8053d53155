package conformance

import (
	"database/sql"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// pair is a row of two entities and a value.
type pair struct {
	Hero *Hero
	Toy  *Toy
	N    int64
}

// pairs is every hero with the toy that has its name.
func pairs() builder.SelectStmt[builder.Row] {
	return builder.SelectColumns(builder.Entity(heroes), builder.Literal(7).Label("n"), builder.Entity(toys)).
		From(heroes).LeftJoin(toys, label.EqCol(name)).OrderBy(name.Asc())
}

// RowsHoldEntities: a struct takes several entities of a row, tracked, and nil where an outer join found none.
func RowsHoldEntities(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a", "b")[0].ID
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "a", Size: 3}))
	known := value(repo.Get[Hero](t.Context(), s, id))(t)
	rows := value(repo.All(t.Context(), s, builder.As[pair](pairs())))(t)
	expect(t, "rows: number of rows", len(rows), 2)
	expect(t, "rows: rows[0].N", rows[0].N, int64(7))
	expect(t, "rows: rows[0].Toy.Size", rows[0].Toy.Size, 3)
	expect(t, "rows: rows[1].N", rows[1].N, int64(7))
	expect(t, "rows: rows[1].Hero.Name", rows[1].Hero.Name, "b")
	expect(t, "the same pointer, and none: rows[0].Hero == known", rows[0].Hero == known, true)
	expect(t, "the same pointer, and none: rows[1].Toy == nil", rows[1].Toy == nil, true)
	rows[0].Toy.Size, rows[1].Hero.AppSrc = 4, "edited"
	must(t, s.Commit(t.Context()))
	expect(t, "tracked", db.stored(t, "SELECT count(*) FROM toys, heroes WHERE size = 4 AND app_src = 'edited'"), int64(1))
	found := value(repo.One(t.Context(), db, builder.As[pair](pairs().Where(name.Eq("a")))))(t)
	expect(t, "untracked: found.Hero == known", found.Hero == known, false)
	expect(t, "untracked: *found.Hero", *found.Hero, *known)
	expect(t, "untracked: found.Toy.Size", found.Toy.Size, 4)
	for row, err := range repo.Each(t.Context(), s, builder.As[pair](pairs())) {
		must(t, err)
		expect(t, "streamed", row.Hero == known, row.Hero.Name == "a")
	}
	for page, err := range repo.Pages(t.Context(), db.session(t), builder.As[pair](pairs()), 5) {
		must(t, err)
		expect(t, "a page: number of page", len(page), 2)
		expect(t, "a page: page[0].Toy.Label", page[0].Toy.Label, "a")
		expect(t, "a page: page[1].Toy == nil", page[1].Toy == nil, true)
	}
	aliasesMeet(t, s, known)
}

// aliasesMeet reads two heroes in one row.
func aliasesMeet(t *testing.T, s *repo.Session, first *Hero) {
	t.Helper()
	type meeting struct {
		*Hero
		Other *Hero
		Total int
	}
	others := builder.Alias[Hero]("others")
	q := builder.SelectColumns(builder.Entity(heroes), builder.Entity(others), builder.Literal(2).Label("total")).
		Where(name.LtCol(builder.Col(&others.Name)))
	met := value(repo.One(t.Context(), s, builder.As[meeting](q)))(t)
	expect(t, "each its own field: met.Hero == first", met.Hero == first, true)
	expect(t, "each its own field: met.Other.Name", met.Other.Name, "b")
	expect(t, "each its own field: met.Total", met.Total, 2)
}

// RowsTellWhatDoesNotFit: a row that does not go into its type is an error that names both, and no value.
func RowsTellWhatDoesNotFit(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a")
	db.exec(t, "UPDATE heroes SET power = NULL")
	type strength struct{ Power float64 }
	type alone struct{ Hero *Hero }
	type three struct {
		pair
		Other *Toy
	}
	ctx := t.Context()
	_, err := repo.All(ctx, db, builder.As[strength](builder.SelectColumns(power)))
	refused(t, err, repo.ErrDataException)
	says(t, err, "reading conformance.strength", "NULL", `table "heroes"`, `column "power"`)
	_, err = repo.Scalar[float64](ctx, db, builder.SelectColumns(power.Label("strength")))
	says(t, err, "reading float64", "NULL", `table "heroes"`, `column "strength"`)
	_, err = repo.All(ctx, db, builder.As[*Hero](builder.Text("SELECT id, NULL AS name FROM heroes")))
	says(t, err, "reading Hero", "NULL", `table "heroes"`, `column "name"`)
	_, err = repo.All(ctx, db, builder.As[strength](builder.SelectColumns(power, name)))
	says(t, err, `strength has no field for column "name"`, "Label")
	_, err = repo.All(ctx, db, builder.As[strength](builder.SelectColumns(power, power)))
	says(t, err, `column "power" comes twice`, "Label")
	_, err = repo.All(ctx, db, builder.As[alone](pairs()))
	says(t, err, "alone has no field left for a Toy of the row: give it one of type *Toy")
	_, err = repo.All(ctx, db, builder.As[three](pairs()))
	says(t, err, "three.Other is filled by no column: select it with builder.Entity")
	_, err = repo.All(ctx, db, builder.As[alone](builder.SelectColumns(builder.Entity(heroes), builder.Raw[int]("1, 2"))))
	says(t, err, "select each expression by itself")
	_, err = repo.All(ctx, db, builder.As[alone](builder.Text("SELECT * FROM heroes")))
	says(t, err, "alone.Hero is filled by no column")
	db.idle(t)
}

// NumbersBeyondAFloat32: what a float32 cannot hold is refused, as PostgreSQL refuses it in a real, and infinity is read.
func NumbersBeyondAFloat32(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	for _, number := range []string{"1e300", "-1e300"} {
		sql := builder.Text("SELECT CAST(" + number + " AS double precision) AS ratio")
		_, err := repo.Scalar[float32](ctx, db.Engine, sql)
		says(t, err, "ratio")
		_, err = repo.Scalar[*float32](ctx, db.Engine, sql)
		says(t, err, "ratio")
		_, err = repo.All(ctx, db.Engine, builder.As[struct{ Ratio float32 }](sql))
		says(t, err, "ratio")
		expect(t, "as a float64", math.Abs(value(repo.Scalar[float64](ctx, db.Engine, sql))(t)), 1e300)
	}
	expect(t, "what fits", value(repo.Scalar[float32](ctx, db.Engine, builder.Text("SELECT CAST(1e30 AS double precision)")))(t), float32(1e30))
	if b.Dialect.Name == builder.Postgres().Name {
		expect(t, "infinity", math.IsInf(float64(value(repo.Scalar[float32](ctx, db.Engine, builder.Text("SELECT CAST('Infinity' AS double precision)")))(t)), 1), true)
	}
}

// ScalarsAreOfEveryKind: the first column of every kind, NULL as a nil pointer, an entity or JSON where they are asked for.
func ScalarsAreOfEveryKind(t *testing.T, b Backend) {
	db := b.open(t)
	whole, seen, owner := int32(-7), time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC), uuid.New()
	note := Note{Lines: []string{"one"}}
	s := db.session(t)
	full := &Thing{Flag: true, Whole: &whole, Small: -3, Ratio: 1.25, Blob: []byte{0, 255}, Seen: &seen, Owner: &owner, Doc: &note, Tags: []string{"a", "b"}, Pin: "1234"}
	must(t, s.Add(full))
	must(t, s.Flush(t.Context()))
	scalar(t, s, builder.Col(&things.Flag), true)
	scalar(t, s, builder.NullCol(&things.Whole), whole)
	scalar(t, s, builder.NullCol(&things.Whole), &whole)
	scalar(t, s, builder.Col(&things.Small), int16(-3))
	scalar(t, s, builder.Col(&things.Ratio), 1.25)
	scalar(t, s, builder.Col(&things.Blob), []byte{0, 255})
	scalar(t, s, builder.NullCol(&things.Seen), seen)
	scalar(t, s, builder.NullCol(&things.Seen), sql.Null[time.Time]{V: seen, Valid: true})
	scalar(t, s, builder.NullCol(&things.Owner), owner)
	scalar(t, s, builder.NullCol(&things.Doc), note)
	scalar(t, s, builder.NullCol(&things.Doc), &note)
	scalar(t, s, builder.Col(&things.Tags), []string{"a", "b"})
	expect(t, "the entity", value(repo.Scalar[*Thing](t.Context(), s, builder.Select(things)))(t) == full, true)
	full.Whole, full.Seen, full.Owner, full.Doc = nil, nil, nil, nil
	scalar(t, s, builder.NullCol(&things.Whole), (*int32)(nil))
	scalar(t, s, builder.NullCol(&things.Seen), (*time.Time)(nil))
	scalar(t, s, builder.NullCol(&things.Owner), (*uuid.UUID)(nil))
	scalar(t, s, builder.NullCol(&things.Doc), (*Note)(nil))
	scalar(t, s, builder.NullCol(&things.Whole), sql.Null[int32]{})
	scalar[any](t, s, builder.NullCol(&things.Whole), nil)
}

func scalar[V any](t *testing.T, s *repo.Session, column builder.Sqlizer, want V) {
	t.Helper()
	q := builder.SelectColumns(column, builder.Literal(1))
	expect(t, "Scalar", value(repo.Scalar[V](t.Context(), s, q))(t), want)
	expect(t, "Scalars", value(repo.Scalars[V](t.Context(), s, q))(t), []V{want})
}

// RowsCanBePrinted: the rows of SELECT * as portable values, whatever they hold.
func RowsCanBePrinted(t *testing.T, b Backend) {
	db := b.open(t)
	db.exec(t, "INSERT INTO toys (id, label, size) VALUES (1, 'ball', 3)")
	rows := value(db.Query(t.Context(), builder.Text("SELECT toys.*, NULL AS lacking FROM toys")))(t)
	defer rows.Close()
	expect(t, "a row", rows.Next(), true)
	expect(t, "columns", value(rows.Columns())(t), []string{"id", "label", "size", "lacking"})
	expect(t, "values", value(repo.Values(rows))(t), []any{int64(1), "ball", int64(3), nil})
	expect(t, "no other row", rows.Next(), false)
	_, err := repo.Values(rows)
	says(t, err, "repo: values: ", "call Next first")
}

// RepositoriesAreDoors: each verb of a Repository is the door of its name, for one entity.
func RepositoriesAreDoors(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "b", "a", "c")[0].ID
	ctx, r := t.Context(), repo.For[Hero](db.session(t))
	b1 := value(r.Get(ctx, id))(t)
	expect(t, "FindOne", value(r.FindOne(ctx, name.Eq("b")))(t) == b1, true)
	expect(t, "Find", len(value(r.Find(ctx, name.Ne("b"), power.Gt(1)))(t)), 1)
	expect(t, "All", len(value(r.All(ctx))(t)), 3)
	first, ok, err := r.First(ctx)
	expect(t, "First, in key order: first == b1", first == b1, true)
	expect(t, "First, in key order: ok", ok, true)
	expect(t, "First, in key order: err", err, error(nil))
	expect(t, "Count", value(r.Count(ctx, name.In("a", "b")))(t), int64(2))
	expect(t, "Exists", []bool{value(r.Exists(ctx))(t), value(r.Exists(ctx, name.Eq("x")))(t)}, []bool{true, false})
	n := 0
	for _, err := range r.Each(ctx, name.Lt("c")) {
		must(t, err)
		n++
	}
	expect(t, "Each", n, 2)
	must(t, r.Add(&Hero{Name: "d", AppSrc: "test"}))
	expect(t, "Add", value(r.Count(ctx))(t), int64(4))
	must(t, r.Delete(b1))
	expect(t, "Delete", value(r.Exists(ctx, name.Eq("b")))(t), false)
	_, err = r.FindOne(ctx, name.Eq("x"))
	refused(t, err, repo.ErrNotFound)
	says(t, err, "repo: find one Hero: not found")
	_, err = r.FindOne(ctx)
	refused(t, err, repo.ErrMultipleResults)
	_, err = repo.Repository[Hero]{}.All(ctx)
	refused(t, err, repo.ErrInvalidRequest)
	_, err = repo.For[Note](db.session(t)).All(ctx)
	refused(t, err, repo.ErrInvalidRequest)
}
