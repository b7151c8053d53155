package loading_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
)

type match struct {
	Hero  *hero
	N     int64
	Other *hero
	Team  *pair
}

var (
	heroes = builder.Model[hero]()
	others = builder.Alias[hero]("others")
	teams  = builder.Model[pair]()

	matches = builder.SelectColumns(builder.Entity(heroes), builder.Count().Label("n"), builder.Entity(teams), builder.Entity(others)).Statement()
	columns = []string{"id", "name", "pin", "n", "team", "hero", "id", "name", "pin"}
)

func TestRowsHoldEntities(t *testing.T) {
	var known identity.Map
	opts := loading.Options{Known: &known, Statement: &matches}
	list := read[match](t, result(columns,
		[]any{int64(1), "a", "", int64(5), "x", int64(1), int64(2), "b", ""},
		[]any{int64(2), "b", "", int64(6), nil, nil, int64(1), "a", ""},
	), shape[match](t), opts)
	require.Equal(t, []match{{&hero{ID: 1, Name: "a"}, 5, &hero{ID: 2, Name: "b"}, &pair{"x", 1}}, {list[0].Other, 6, list[0].Hero, nil}}, list)
	require.Same(t, list[0].Hero, list[1].Other)
	require.Equal(t, identity.Persistent, known.Find(list[0].Team).State)

	again := read[match](t, result(columns, []any{int64(1), "x", "", int64(5), "y", int64(1), int64(3), "c", ""}), shape[match](t),
		loading.Options{Known: &known, Statement: &matches, Untracked: true})
	require.Same(t, list[0].Hero, again[0].Hero)
	require.Nil(t, known.Find(again[0].Other), "what is not known stays unknown")
}

func TestKeepTracksLater(t *testing.T) {
	var known identity.Map
	c, err := loading.Open(result(columns, []any{int64(1), "a", "", int64(5), nil, nil, int64(1), "a", ""}), shape[match](t), loading.Options{Statement: &matches})
	require.NoError(t, err)
	row, err := c.Next()
	require.NoError(t, err)
	require.NotSame(t, row.(*match).Hero, row.(*match).Other)
	row, err = c.Keep(row, &known, nil)
	require.NoError(t, err)
	require.Same(t, row.(*match).Hero, row.(*match).Other)
	require.NotNil(t, known.Find(row.(*match).Hero))

	c, err = loading.Open(result([]string{"id"}, []any{int64(1)}), shape[*hero](t), loading.Options{})
	require.NoError(t, err)
	entity, err := c.Next()
	require.NoError(t, err)
	entity, err = c.Keep(entity, &known, nil)
	require.NoError(t, err)
	require.Same(t, row.(*match).Hero, entity)
}

func TestMistakesOfRowsWithEntities(t *testing.T) {
	type heroOnly struct{ Hero *hero }
	type value struct{ Hero hero }
	text := builder.Text("SELECT 1").Statement()
	raw := builder.SelectColumns(builder.Entity(heroes), builder.Raw[int]("1, 2")).Statement()
	for want, c := range map[string]struct {
		shape loading.Shape
		stmt  *ast.Statement
		names []string
	}{
		"heroOnly has no field left for a pair of the row: give it one of type *pair": {shape[heroOnly](t), &matches, columns},
		"heroOnly.Hero is filled by no column: select it with builder.Entity":         {shape[heroOnly](t), &text, []string{"id"}},
		"5 columns came where the statement names 4":                                  {shape[heroOnly](t), &raw, []string{"id", "name", "pin", "a", "b"}},
	} {
		_, err := loading.Open(result(c.names), c.shape, loading.Options{Statement: c.stmt})
		require.ErrorContains(t, err, want)
	}
	_, err := loading.ShapeOf(reflect.TypeFor[value]())
	require.ErrorContains(t, err, "a row holds an entity as a pointer")
}

type team struct {
	ID  int64
	Rev int64 `db:"rev,version"`
}

func (team) TableName() string { return "teams" }

func TestCheckLooksAtVersions(t *testing.T) {
	var known identity.Map
	names := []string{"id", "rev"}
	mine := all[*team](t, result(names, []any{int64(1), int64(1)}), &known)[0]
	ask := func(rev int64, opts loading.Options) error {
		opts.Known = &known
		c, err := loading.Open(result(names, []any{int64(1), rev}), shape[*team](t), opts)
		require.NoError(t, err)
		_, err = c.Next()
		return err
	}
	require.NoError(t, ask(1, loading.Options{Check: true}))
	require.NoError(t, ask(2, loading.Options{}))
	var stale *loading.StaleError
	require.ErrorAs(t, ask(2, loading.Options{Check: true}), &stale)
	require.EqualError(t, stale, "team [1] was changed by somebody else since it was read: roll back, or read it with Refresh")
	require.EqualValues(t, 1, mine.Rev)
	known.Find(mine).Expired = true
	require.NoError(t, ask(2, loading.Options{Check: true}))
	require.EqualValues(t, 2, mine.Rev, "an expired one believes the row")
}

func TestWhatDoesNotFitIsNamed(t *testing.T) {
	r := &refusing{rows: result([]string{"strength"}, []any{nil})}
	stmt := builder.SelectColumns(builder.Col(&heroes.Name).Label("strength")).Statement()
	c, err := loading.Open(r, shape[string](t), loading.Options{Statement: &stmt})
	require.NoError(t, err)
	_, err = c.Next()
	require.EqualError(t, err, `reading string: value does not fit, table "heroes", column "strength"`)
}

// refusing rows hold nothing that fits.
type refusing struct{ *rows }

func (r *refusing) Scan(...any) error {
	return &backends.Error{Kind: backends.ErrDataException, Column: r.names[0]}
}
