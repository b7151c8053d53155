package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RowsAreMaps: a map[string]any, and a field of type any, take what a column holds, as the same Go types on every backend.
func RowsAreMaps(t *testing.T, b Backend) {
	db := b.open(t)
	hero := db.seed(t, "sandy")[0]
	columns := builder.SelectColumns(builder.Col(&heroes.ID), name, power, builder.Col(&heroes.CreatedAt), builder.Literal(7).Label("seven"),
		builder.Literal([]byte{1, 2}).Label("raw"), builder.Literal(true).Label("yes"))
	for reader, r := range map[string]repo.Reader{"engine": db, "session": db.session(t, repo.WithReadOnly())} {
		row := value(repo.One(t.Context(), r, builder.As[map[string]any](columns)))(t)
		made, isTime := row["created_at"].(time.Time)
		expect(t, reader+": a time"+": isTime", isTime, true)
		expect(t, reader+": a time"+": made.Equal(hero.CreatedAt)", made.Equal(hero.CreatedAt), true)
		delete(row, "created_at")
		if yes, isNumber := row["yes"].(int64); isNumber { // an expression of SQLite's has no type that says bool
			row["yes"] = yes == 1
		}
		expect(t, reader+": a row", row, map[string]any{
			"id": fmt.Sprint(hero.ID), "name": "sandy", "power": 0.0, "seven": int64(7), "raw": []byte{1, 2}, "yes": true,
		})
	}
	mapsAreRead(t, db)
	fieldsTakeAny(t, db)
}

// mapsAreRead reads maps through every door.
func mapsAreRead(t *testing.T, db *database) {
	t.Helper()
	q := builder.As[map[string]any](builder.Text("SELECT label, size FROM toys ORDER BY id"))
	expect(t, "no rows", value(repo.All(t.Context(), db, q))(t), []map[string]any{})
	db.exec(t, "INSERT INTO toys (id, label, size) VALUES (1, 'ball', 3), (2, 'kite', 4)")
	want := []map[string]any{{"label": "ball", "size": int64(3)}, {"label": "kite", "size": int64(4)}}
	expect(t, "All", value(repo.All(t.Context(), db, q))(t), want)
	var streamed []map[string]any
	for row, err := range repo.Each(t.Context(), db, q) {
		must(t, err)
		streamed = append(streamed, row)
	}
	expect(t, "Each", streamed, want)
	null := value(repo.One(t.Context(), db, builder.As[map[string]any](builder.Text("SELECT NULL AS lacking"))))(t)
	expect(t, "NULL", null, map[string]any{"lacking": nil})
	_, err := repo.All(t.Context(), db, builder.As[map[string]any](builder.Text("SELECT label, size AS label FROM toys")))
	says(t, err, `"label" comes twice`, "Label")
}

func fieldsTakeAny(t *testing.T, db *database) {
	t.Helper()
	type loose struct {
		Label string
		Size  any
		Maybe any
	}
	q := builder.Text("SELECT label, size, NULL AS maybe FROM toys WHERE label = 'ball'")
	for reader, r := range map[string]repo.Reader{"engine": db, "session": db.session(t, repo.WithReadOnly())} {
		expect(t, reader, value(repo.One(t.Context(), r, builder.As[loose](q)))(t), loose{"ball", int64(3), nil})
	}
}

// RowsHaveMoreColumns: a column that no field takes is an error, unless the session, or the engine, was told to pass it over.
func RowsHaveMoreColumns(t *testing.T, b Backend) {
	db := b.open(t)
	db.exec(t, "INSERT INTO toys (id, label, size) VALUES (1, 'ball', 3)")
	type label struct{ Label string }
	text := builder.Text("SELECT size, label, id, 'more' AS more FROM toys")
	_, err := repo.All(t.Context(), db.session(t), builder.As[label](text))
	says(t, err, `no field for column "size"`, "WithExtraColumns")
	s := db.session(t, repo.WithExtraColumns(true))
	expect(t, "a struct", value(repo.All(t.Context(), s, builder.As[label](text)))(t), []label{{"ball"}})
	toy := value(repo.One(t.Context(), s, builder.As[*Toy](text)))(t)
	expect(t, "an entity", *toy, Toy{1, "ball", 3})
	expect(t, "it is tracked", value(repo.Get[Toy](t.Context(), s, 1))(t) == toy, true)
	for row, err := range repo.Each(t.Context(), s, builder.As[label](text)) {
		must(t, err)
		expect(t, "Each", row, label{"ball"})
	}
	for page, err := range repo.Pages(t.Context(), s, builder.As[label](text), 2) {
		must(t, err)
		expect(t, "Pages", page, []label{{"ball"}})
	}
	lenient := b.open(t, repo.WithExtraColumns(true))
	lenient.exec(t, "INSERT INTO toys (id, label, size) VALUES (1, 'kite', 3)")
	expect(t, "an engine", value(repo.One(t.Context(), lenient, builder.As[label](text)))(t), label{"kite"})
	_, err = repo.All(t.Context(), db.session(t), builder.As[label](text))
	says(t, err, `no field for column "size"`)
}
