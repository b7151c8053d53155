package conformance

import (
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Gap has columns that may be NULL.
type Gap struct {
	ID    int64 `db:"id,pk,noidentity"`
	Label *string
	Size  *int64
	Part  *float64
	Open  *bool
	At    *time.Time
}

// TableName names the table.
func (Gap) TableName() string { return "gaps" }

// noPlace expects the list of two values, one of them NULL, to be refused in a []V, and read into a []*V.
func noPlace[V any](t *testing.T, db *database, column builder.Expression[V], name string) {
	t.Helper()
	for what, list := range map[string]builder.Sqlizer{"an array": builder.ArrayAgg(column).Label("gathered"), "JSON": builder.JSONArrayAgg(column).Label("gathered")} {
		gathered := builder.SelectColumns(list)
		_, err := repo.Scalars[[]V](t.Context(), db, gathered)
		refused(t, err, backends.ErrDataException)
		says(t, err, "cannot read NULL into "+name+": use *"+name+" or sql.Null["+name+"]", `"gathered"`)
		both := value(repo.Scalar[[]*V](t.Context(), db, gathered))(t)
		expect(t, what, []bool{len(both) == 2, (both[0] == nil) != (both[1] == nil)}, []bool{true, true})
	}
}

// NullInAListNeedsAPlace: a NULL among what an aggregate gathers is told where the list has no place for it, in arrays and in JSON.
func NullInAListNeedsAPlace(t *testing.T, b Backend) {
	db, gaps := b.open(t), builder.Model[Gap]()
	db.create(t, schema.MustOf(gaps))
	label, size, part, open, now := "x", int64(7), 0.5, true, moment("2024-01-31 22:30:00")
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Gap{ID: 1, Label: &label, Size: &size, Part: &part, Open: &open, At: &now}, &Gap{ID: 2})
	}))
	noPlace(t, db, builder.NullCol(&gaps.Label), "string")
	noPlace(t, db, builder.NullCol(&gaps.Size), "int64")
	noPlace(t, db, builder.NullCol(&gaps.Part), "float64")
	noPlace(t, db, builder.NullCol(&gaps.Open), "bool")
	noPlace(t, db, builder.NullCol(&gaps.At), "time.Time")
	lists := builder.JSONArrayAgg(builder.TypeCoerce[[]string](builder.ScalarSubquery[[]string](builder.SelectColumns(builder.JSONArrayAgg(builder.NullCol(&gaps.Label))).From(gaps))))
	refused(t, second(repo.Scalar[[][]string](t.Context(), db, builder.SelectColumns(lists).From(builder.Model[Gap]()))), backends.ErrDataException)
}
