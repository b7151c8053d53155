package loading_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

type hero struct {
	ID   int64
	Name string
	Pin  string `db:"pin,secret"`
}

func (hero) TableName() string { return "heroes" }

type pair struct {
	Team string `db:"team,pk"`
	Hero int64  `db:"hero,pk,secret"`
}

func (pair) TableName() string { return "pairs" }

type summary struct {
	Total int64
	Label *string
}

// rows scan what values say.
type rows struct {
	backends.Rows
	names  []string
	values [][]any
	at     int
	err    error
}

func result(names []string, values ...[]any) *rows { return &rows{names: names, values: values} }

func (r *rows) Columns() ([]string, error) { return r.names, nil }
func (r *rows) Next() bool                 { r.at++; return r.at <= len(r.values) }
func (r *rows) Err() error                 { return r.err }
func (r *rows) Scan(dest ...any) error {
	for i, d := range dest {
		if p, ok := d.(*any); ok {
			*p = r.values[r.at-1][i]
			continue
		}
		to, from := reflect.ValueOf(d).Elem(), reflect.ValueOf(r.values[r.at-1][i])
		if to.Kind() == reflect.Pointer {
			if !from.IsValid() {
				to.SetZero()
				continue
			}
			p := reflect.New(to.Type().Elem())
			p.Elem().Set(from)
			from = p
		}
		if !from.IsValid() || !from.Type().AssignableTo(to.Type()) {
			return errors.New("does not fit")
		}
		to.Set(from)
	}
	return nil
}

func shape[R any](t *testing.T) loading.Shape {
	t.Helper()
	s, err := loading.ShapeOf(reflect.TypeFor[R]())
	require.NoError(t, err)
	return s
}

// all reads every row.
func all[R any](t *testing.T, r *rows, known *identity.Map) (list []R) {
	t.Helper()
	return read[R](t, r, shape[R](t), loading.Options{Known: known})
}

// read reads every row as s says.
func read[R any](t *testing.T, r *rows, s loading.Shape, opts loading.Options) (list []R) {
	t.Helper()
	c, err := loading.Open(r, s, opts)
	require.NoError(t, err)
	for {
		v, err := c.Next()
		require.NoError(t, err)
		switch {
		case v == nil:
			return list
		case s.Entity() != nil:
			list = append(list, v.(R))
		default:
			list = append(list, *v.(*R))
		}
	}
}

// scalars reads the first column.
func scalars[V any](t *testing.T, r *rows) []V {
	t.Helper()
	s, err := loading.ScalarOf(reflect.TypeFor[V]())
	require.NoError(t, err)
	return read[V](t, r, s, loading.Options{})
}

func TestEntitiesAreOneAPointer(t *testing.T) {
	var known identity.Map
	columns := []string{"name", "id", "pin"}
	first := all[*hero](t, result(columns, []any{"a", int64(1), ""}, []any{"b", int64(2), ""}), &known)
	require.Equal(t, []*hero{{ID: 1, Name: "a"}, {ID: 2, Name: "b"}}, first)
	second := all[*hero](t, result(columns, []any{"x", int64(2), ""}, []any{"c", int64(3), ""}, []any{"y", int64(2), ""}), &known)
	require.Same(t, first[1], second[0])
	require.Same(t, first[1], second[2])
	require.Equal(t, "b", first[1].Name, "a row that arrives does not overwrite an entity")
	require.Equal(t, &hero{ID: 3, Name: "c"}, second[1])
	known.Find(first[0]).Expired = true
	all[*hero](t, result(columns, []any{"new", int64(1), ""}), &known)
	require.Equal(t, "new", first[0].Name, "unless it was expired")
}

func TestUntrackedEntities(t *testing.T) {
	list := all[*hero](t, result([]string{"id"}, []any{int64(1)}, []any{int64(1)}), nil)
	require.Equal(t, []*hero{{ID: 1}, {ID: 1}}, list)
	require.NotSame(t, list[0], list[1])
}

func TestPartsOfAnEntity(t *testing.T) {
	var known identity.Map
	h := all[*hero](t, result([]string{"id", "name"}, []any{int64(1), "a"}), &known)[0]
	require.False(t, known.Find(h).Loaded().Has(2))
	all[*hero](t, result([]string{"pin", "id"}, []any{"1234", int64(1)}), &known)
	require.Equal(t, &hero{ID: 1, Name: "a", Pin: "1234"}, h, "a later row fills what was not loaded")
	require.Equal(t, known.Find(h).Mapping.All, known.Find(h).Loaded())
}

func TestOtherShapes(t *testing.T) {
	label := "x"
	require.Equal(t, []summary{{1, &label}, {Total: 2}}, append(all[summary](t, result([]string{"total", "label"}, []any{int64(1), "x"}), nil),
		all[summary](t, result([]string{"total"}, []any{int64(2)}), nil)...))
	require.Equal(t, []builder.Row{{int64(1), "x"}, {nil, "y"}}, all[builder.Row](t,
		result([]string{"a", "b"}, []any{int64(1), "x"}, []any{nil, "y"}), nil))
	require.Equal(t, []string{"a", "b"}, all[string](t, result([]string{"n"}, []any{"a"}, []any{"b"}), nil))
	require.Equal(t, []string{"a"}, scalars[string](t, result([]string{"n", "m"}, []any{"a", int64(1)})), "only the first column")
	require.Equal(t, []*string{&label}, all[*string](t, result([]string{"n"}, []any{"x"}), nil))
}

func TestMistakes(t *testing.T) {
	for want, c := range map[string]struct {
		shape loading.Shape
		names []string
	}{
		`hero has no field for column "age": give one the tag db:"age"`: {shape[*hero](t), []string{"id", "age"}},
		`column "id" comes twice`:                                  {shape[*hero](t), []string{"id", "id"}},
		`a hero is known by its key, but column "id" is not there`: {shape[*hero](t), []string{"name"}},
		"a string is filled by one column, but 2 came":             {shape[string](t), []string{"a", "b"}},
		"the statement answers no rows":                            {shape[string](t), nil},
		`loading_test.summary has no field for column "x"`:         {shape[summary](t), []string{"x"}},
	} {
		_, err := loading.Open(result(c.names), c.shape, loading.Options{})
		require.ErrorContains(t, err, want)
	}
	_, err := loading.ShapeOf(reflect.TypeFor[*summary]())
	require.ErrorContains(t, err, "it has no table")
	_, err = loading.ShapeOf(reflect.TypeFor[struct{ a int }]())
	require.ErrorContains(t, err, "it has no column")

	c, err := loading.Open(result([]string{"n"}, []any{1}), shape[string](t), loading.Options{})
	require.NoError(t, err)
	_, err = c.Next()
	require.EqualError(t, err, "reading string: does not fit")
	c, err = loading.Open(&rows{names: []string{"n"}, err: errors.New("lost")}, shape[string](t), loading.Options{})
	require.NoError(t, err)
	_, err = c.Next()
	require.EqualError(t, err, "lost")
}

func TestGet(t *testing.T) {
	m, err := mapper.Of(reflect.TypeFor[pair]())
	require.NoError(t, err)
	key := []any{"a", int64(7)}
	g := loading.GetStatementOf(m, render.Dialect(builder.Postgres()))
	require.Equal(t, render.Compiled{
		SQL: `SELECT "team", "hero" FROM "pairs" WHERE "team" = $1 AND "hero" = $2`, Args: key, Secret: []bool{false, true},
	}, g.With(key, false))
	require.Equal(t, `SELECT "team", "hero" FROM "pairs" WHERE "team" = $1 AND "hero" = $2 FOR UPDATE`, g.With(key, true).SQL)
	g = loading.GetStatementOf(m, render.Dialect(builder.SQLite()))
	require.Equal(t, `SELECT "team", "hero" FROM "pairs" WHERE "team" = ? AND "hero" = ?`, g.With(key, true).SQL)
}
