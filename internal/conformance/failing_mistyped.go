package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Stamped has a column that its tag sets to what is of another type.
type Stamped struct {
	ID   int64
	Name string `db:"name,unique"`
	Age  int64
	Last int64 `db:"last,default=0,omitzero,onupdate=now()"`
}

// TableName names the table.
func (Stamped) TableName() string { return "stamped" }

// ExpressionsAreNotTakenForValues: where an expression of a tag, or one that Set was given, is of another type than its column, the error says so
// beside the database's own words; that a value of Go is, is said of values alone.
func ExpressionsAreNotTakenForValues(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return // its columns take any value
	}
	db := b.open(t)
	ctx, rows := t.Context(), builder.Model[Stamped]()
	db.create(t, schema.MustOf(rows))
	db.exec(t, "INSERT INTO stamped (id, name, age) VALUES (1, 'a', 1), (2, 'b', 2)")
	own := `column "last" is of type bigint but expression is of type timestamp with time zone: that is what the tag of Stamped.Last sets it to, onupdate=now()`
	edit := func(s *repo.Session) []*Stamped {
		list := value(repo.All(ctx, s, builder.Select(rows).OrderBy(builder.Col(&rows.ID))))(t)
		for _, row := range list {
			row.Age++
		}
		return list
	}
	named := []*Stamped{{ID: 1, Name: "a", Age: 5}, {ID: 2, Name: "b", Age: 5}}
	for road, err := range map[string]error{
		"a flush":       db.Begin(ctx, func(s *repo.Session) error { edit(s)[1].Age--; return nil }),
		"one of many":   db.Begin(ctx, func(s *repo.Session) error { edit(s); return nil }),
		"UpdateAll":     repo.UpdateAll(ctx, db.session(t), named),
		"of one":        repo.UpdateAll(ctx, db.session(t), named[:1]),
		"UpsertAll":     repo.UpsertAll(ctx, db.session(t), named),
		"an UPDATE":     second(db.Exec(ctx, builder.Update(rows).Set(builder.Col(&rows.Age).To(7)).AllRows())),
		"an upsert":     second(db.Exec(ctx, builder.Insert(rows).Values(named[0]).OnConflict(builder.Col(&rows.ID)).DoUpdate())),
		"Set of others": db.Begin(ctx, func(s *repo.Session) error { g := edit(s)[0]; return s.Set(g, &g.Age, builder.Col(&rows.Age).Add(1)) }),
	} {
		mistyped(t, road, err, own, "last")
	}
	mistyped(t, "Set", db.Begin(ctx, func(s *repo.Session) error {
		g := value(repo.Get[Stamped](ctx, s, 1))(t)
		return s.Set(g, &g.Last, builder.Now())
	}),
		`column "last" is of type bigint but expression is of type timestamp with time zone: that is the expression that Set was given for Stamped.Last`, "last")
	mistyped(t, "Set of a new one", db.Begin(ctx, func(s *repo.Session) error {
		g := &Stamped{Name: "c"}
		return errors.Join(s.Add(g), s.Set(g, &g.Last, builder.Now()))
	}), "that is the expression that Set was given for Stamped.Last", "last")
	err := second(db.Exec(ctx, builder.Update(rows).Set(builder.Col(&rows.Last).ToExpr(builder.TypeCoerce[int64](builder.Now()))).AllRows()))
	expect(t, "the statement's own expression", err != nil && !strings.Contains(err.Error(), "onupdate"), true)
}

// mistyped expects a refusal that says so of a column of stamped.
func mistyped(t *testing.T, road string, err error, says, column string) {
	t.Helper()
	var e *backends.Error
	if !errors.As(err, &e) || !strings.Contains(e.Message, says) || e.Column != column || e.Table != "stamped" {
		t.Errorf("%s: %v (%+v)", road, err, e)
	}
}
