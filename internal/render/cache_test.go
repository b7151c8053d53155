package render_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

var dialects = []render.Dialect{render.Dialect(builder.Postgres()), render.Dialect(builder.SQLite())}

// dialectFor returns PostgreSQL's under a name that gives it a cache of its own.
func dialectFor(t *testing.T) render.Dialect {
	t.Cleanup(render.ForgetShapes)
	d := dialects[0]
	d.Name = t.Name()
	return d
}

// secrets returns which arguments are secret, one entry for each.
func secrets(c render.Compiled) []bool {
	return append(append([]bool{}, c.Secret...), make([]bool, len(c.Args)-len(c.Secret))...)
}

// checked expects that what the cache makes of s is what is made without it, and returns the text.
func checked(t require.TestingT, s ast.Statement, d render.Dialect) string {
	fresh, wrong := render.CompileAnew(s, d)
	cached, err := render.Compile(s, d)
	require.Equal(t, fmt.Sprint(wrong), fmt.Sprint(err))
	if err != nil {
		return "invalid"
	}
	require.Equal(t, fresh.SQL, cached.SQL)
	require.Equal(t, fresh.Args, cached.Args)
	require.Equal(t, secrets(fresh), secrets(cached))
	return fresh.SQL
}

// TestCacheTellsShapesApart compiles random statements, nearly alike and not, that share a fingerprint: none gets another's
// text.
func TestCacheTellsShapesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := &source{t: t}
		first := render.Collided(stated(drawn.statement()))
		all := []ast.Statement{first, render.Collided(stated((&source{t: t}).statement()))}
		for range 8 {
			all = append(all, render.Collided(stated(drawn.altered().statement())))
		}
		for _, s := range append(all, all...) {
			for _, d := range dialects {
				checked(t, s, d)
			}
		}
	})
}

// TestCacheTellsNeighboursApart compiles statements under one fingerprint that differ in one thing, and counts the shapes.
func TestCacheTellsNeighboursApart(t *testing.T) {
	d := dialectFor(t)
	age, name := builder.NullCol(&owners.Age), builder.Col(&owners.Name)
	abc := map[string]any{"a": 1, "b": 2, "c": 3}
	text := func(binds string) builder.Sqlizer {
		given := map[string]any{}
		for _, bind := range strings.Fields(binds) {
			given[bind[1:]] = abc[bind[1:]]
		}
		return builder.Text("SELECT "+strings.ReplaceAll(binds, " ", ", "), given)
	}
	neighbours := [][]builder.Sqlizer{
		{builder.Select(owners), builder.Select(pets), builder.Select(builder.Alias[Owner]("o"))},
		{builder.Select(owners).Limit(1), builder.Select(owners).Offset(1), builder.Select(owners).Limit(1).Offset(1)},
		{builder.Select(owners).Where(age.Eq(1)), builder.SelectColumns(name).Where(age.Eq(1)).GroupBy(name), builder.SelectColumns(name).Having(age.Eq(1)).GroupBy(name)},
		{builder.SelectColumns(builder.Max(age)), builder.SelectColumns(builder.Min(age)), builder.SelectColumns(builder.CountDistinct(age)), builder.SelectColumns(builder.Count(age))},
		{text(":a :a"), text(":a :b"), text(":a :b :a"), text(":a :b :b"), text(":a :b :c"), text(":a :a :b")},
		{builder.Select(owners).OrderBy(name.Asc()), builder.Select(owners).OrderBy(name.Desc()), builder.Select(owners).OrderBy(name), builder.Select(owners).OrderBy(name.Asc().NullsFirst())},
		{builder.Delete(owners).AllRows(), builder.Update(owners).Set(name.To("a")).AllRows(), builder.Insert(owners).Set(name.To("a"))},
	}
	shapes := 0
	for _, list := range neighbours {
		texts := map[string]bool{}
		for _, s := range append(list, list...) {
			texts[checked(t, render.Collided(stated(s)), d)] = true
		}
		require.Len(t, texts, len(list))
		shapes = min(shapes+len(list), render.MostAlike)
		require.Equal(t, shapes, render.StatsOf(d).Shapes)
	}
}

// TestCacheKeepsNoArguments compiles a random shape with one set of values and then with another.
func TestCacheKeepsNoArguments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := &source{t: t}
		s := stated(drawn.statement())
		other := stated((&source{t: t, shape: drawn.shape}).statement())
		require.Equal(t, s.Fingerprint(), other.Fingerprint())
		for _, d := range dialects {
			text := checked(t, s, d)
			if text == "invalid" {
				continue
			}
			require.True(t, render.Cached(other, d), text)
			require.Equal(t, text, checked(t, other, d))
			checked(t, s, d)
		}
	})
}

// TestCacheOnePredicateTwice uses one predicate in two places: its value there is not the value in each such place.
func TestCacheOnePredicateTwice(t *testing.T) {
	name := builder.Col(&owners.Name)
	same := name.Eq("a")
	checked(t, stated(builder.Select(owners).Where(same, same)), dialects[0])
	c, err := render.Compile(stated(builder.Select(owners).Where(name.Eq("b"), name.Eq("c"))), dialects[0])
	require.NoError(t, err)
	require.Equal(t, []any{"b", "c"}, c.Args)
}

// TestCacheSharedText sends a name's argument once when one text stands twice, and twice when two texts agree.
func TestCacheSharedText(t *testing.T) {
	named := func(v string) builder.Sqlizer { return builder.Text("name = :n", map[string]any{"n": v}) }
	once := named("a")
	require.Contains(t, checked(t, stated(builder.Select(owners).Where(once, once)), dialects[0]), "(name = $1) AND (name = $1)")
	require.Contains(t, checked(t, stated(builder.Select(owners).Where(named("a"), named("b"))), dialects[0]), "(name = $1) AND (name = $2)")
}

// TestCacheLists has one shape for lists of any length where they are one argument, else one for each length.
func TestCacheLists(t *testing.T) {
	d := dialectFor(t)
	in := func(n int) ast.Statement {
		return stated(builder.Select(owners).Where(builder.Col(&owners.ID).In(make([]int64, n)...)))
	}
	for n := range 50 {
		checked(t, in(n), d)
	}
	require.Equal(t, 2, render.StatsOf(d).Shapes) // without values it is false
	d.Features &^= render.ArrayParams
	for n := range 50 {
		checked(t, in(n), d)
	}
	require.Equal(t, render.MostAlike+1, render.StatsOf(d).Shapes)
}

// TestCacheDialects gives each dialect a cache of its own, and none to those beyond a number that no program needs.
func TestCacheDialects(t *testing.T) {
	d := dialectFor(t)
	render.ForgetShapes()
	for i := range 2 * render.MostDialects {
		d.Name = fmt.Sprint(i)
		checked(t, labelled(0), d)
		checked(t, labelled(0), d)
		want := render.CacheStats{Hits: 1, Misses: 1, Shapes: 1}
		if i >= render.MostDialects {
			want = render.CacheStats{}
		}
		require.Equal(t, want, render.StatsOf(d))
	}
}

func labelled(i int) ast.Statement {
	return stated(builder.SelectColumns(builder.Col(&owners.Name).Label(fmt.Sprint("l", i))))
}

// TestCacheStats counts hits and misses exactly.
func TestCacheStats(t *testing.T) {
	d := dialectFor(t)
	require.Equal(t, render.CacheStats{}, render.StatsOf(d))
	for i := range 3 {
		for range 4 {
			_, err := render.Compile(labelled(i), d)
			require.NoError(t, err)
		}
	}
	require.Equal(t, render.CacheStats{Hits: 9, Misses: 3, Shapes: 3}, render.StatsOf(d))
	_, err := render.Compile(stated(builder.Delete(owners)), d)
	require.Error(t, err)
	require.Equal(t, render.CacheStats{Hits: 9, Misses: 4, Shapes: 3}, render.StatsOf(d))
}

// TestCacheEviction keeps the shapes used most recently.
func TestCacheEviction(t *testing.T) {
	d := dialectFor(t)
	for i := range 3 * render.MostShapes {
		checked(t, labelled(i), d)
		checked(t, labelled(0), d)
		require.LessOrEqual(t, render.StatsOf(d).Shapes, render.MostShapes)
	}
	require.Equal(t, render.MostShapes, render.StatsOf(d).Shapes)
	require.True(t, render.Cached(labelled(0), d))
	for i := 1; i < 3*render.MostShapes; i++ {
		require.Equal(t, i > 2*render.MostShapes, render.Cached(labelled(i), d), i)
	}
}

// TestCacheLeavesLargeStatements out: they seldom come again.
func TestCacheLeavesLargeStatements(t *testing.T) {
	d := dialectFor(t)
	rows := make([]*Owner, 1000)
	for i := range rows {
		rows[i] = &Owner{Name: fmt.Sprint(i)}
	}
	checked(t, stated(builder.Insert(owners).Values(rows...)), d)
	require.Equal(t, render.CacheStats{Misses: 1}, render.StatsOf(d))
}

// TestCacheConcurrently compiles many shapes, more than there is room for, in many goroutines.
func TestCacheConcurrently(t *testing.T) {
	d := dialectFor(t)
	const goroutines, rounds = 8, 2000
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(uint64(g), 0))
			for range rounds {
				i, v := random.IntN(2*render.MostShapes), random.Int64()
				s := labelled(i).With(ast.WherePart, ast.CompareTo(prototype.ColumnAt(&owners.ID), ast.OpEq, v))
				c, err := render.Compile(s, d)
				if err != nil || c.Args[0] != v || c.SQL != fmt.Sprintf(`SELECT "owners"."name" AS "l%d" FROM "owners" WHERE "owners"."id" = $1`, i) {
					t.Errorf("%v: %s %v", err, c.SQL, c.Args)
				}
			}
		})
	}
	wg.Wait()
	stats := render.StatsOf(d)
	require.EqualValues(t, goroutines*rounds, stats.Hits+stats.Misses)
	require.Equal(t, render.MostShapes, stats.Shapes)
}
