package builder_test

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// many are statements of n parts, by what the parts are.
var many = map[string]func(n int) builder.Sqlizer{
	"In": func(n int) builder.Sqlizer {
		return builder.Select(heroes).Where(builder.Col(&heroes.Name).In(texts(n)...))
	},
	"NotIn of lists": func(n int) builder.Sqlizer {
		lists := make([][]string, n)
		for i := range lists {
			lists[i] = []string{"a"}
		}
		return builder.Select(heroes).Where(builder.Raw[[]string]("tags").NotIn(lists...))
	},
	"sq.Eq": func(n int) builder.Sqlizer {
		return builder.Select(heroes).Where(sq.Eq{"name": texts(n)})
	},
	"Tuple.In": func(n int) builder.Sqlizer {
		rows := make([][]any, n)
		for i := range rows {
			rows[i] = []any{"n", "x"}
		}
		return builder.Select(heroes).Where(builder.Tuple(builder.Col(&heroes.Name), builder.Col(&heroes.Name)).In(rows...))
	},
	"Or": func(n int) builder.Sqlizer {
		return builder.Select(heroes).Where(builder.Or(predicates(n)...))
	},
	"Or of Or": func(n int) builder.Sqlizer {
		pred := builder.Col(&heroes.Name).Eq("x")
		for range n {
			pred = builder.Or(pred, builder.Col(&heroes.Name).Eq("y"))
		}
		return builder.Select(heroes).Where(pred)
	},
	"And": func(n int) builder.Sqlizer {
		return builder.Select(heroes).Where(builder.Not(builder.And(predicates(n)...)))
	},
	"sq.Or": func(n int) builder.Sqlizer { return builder.Select(heroes).Where(sq.Or(predicates(n))) },
	"Where by Where": func(n int) builder.Sqlizer {
		q := builder.Select(heroes)
		for _, pred := range predicates(n) {
			q = q.Where(pred)
		}
		return q
	},
	"Values of rows": func(n int) builder.Sqlizer {
		rows := make([]*Author, n)
		for i := range rows {
			rows[i] = &Author{Name: "x"}
		}
		return builder.Insert(authors).Values(rows...)
	},
	"Values one by one": func(n int) builder.Sqlizer {
		q := builder.Insert(authors)
		for range n {
			q = q.Values(&Author{Name: "x"})
		}
		return q
	},
	"VALUES as a table": func(n int) builder.Sqlizer {
		return builder.Select(numbers).From(builder.Values(numbers, make([]Number, n)...))
	},
	"UNION": func(n int) builder.Sqlizer {
		rest := make([]builder.Query[*Hero], n)
		for i := range rest {
			rest[i] = builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("x"))
		}
		return builder.UnionAll[*Hero](builder.Select(heroes), rest...)
	},
	"CASE": func(n int) builder.Sqlizer {
		arms := builder.Case[int64]()
		for range n {
			arms = arms.When(builder.Col(&heroes.Name).Eq("x"), 1)
		}
		return builder.SelectColumns(arms.Else(2))
	},
	"operators": func(n int) builder.Sqlizer {
		sum := builder.Raw[int64]("1")
		for range n {
			sum = builder.Func[int64]("abs", sum)
		}
		return builder.SelectColumns(sum)
	},
	"names": func(n int) builder.Sqlizer {
		args := map[string]any{}
		for i := range n {
			args["n"+strconv.Itoa(i)] = i
		}
		return builder.Text("SELECT :"+strings.Join(slices.Sorted(maps.Keys(args)), ", :"), args)
	},
}

func texts(n int) []string {
	values := make([]string, n)
	for i := range values {
		values[i] = strconv.Itoa(i)
	}
	return values
}

func predicates(n int) []builder.Sqlizer {
	preds := make([]builder.Sqlizer, n)
	for i := range preds {
		preds[i] = builder.Col(&heroes.Name).Eq("x")
	}
	return preds
}

// TestRenderingIsLinear counts bytes, because time would say something about the machine.
func TestRenderingIsLinear(t *testing.T) {
	for name, dialect := range map[string]builder.Dialect{"postgres": builder.Postgres(), "sqlite": builder.SQLite()} {
		for what, make := range many {
			t.Run(fmt.Sprintf("%s/%s", name, what), func(t *testing.T) {
				few, more := cost(t, dialect, make, 500), cost(t, dialect, make, 5000)
				require.Less(t, more, 25*few, "ten times the parts cost %.1f times the memory", float64(more)/float64(few))
			})
		}
	}
}

// cost returns the bytes that a statement of n parts takes to be made, where text that was made by hand costs nothing.
func cost(t *testing.T, dialect builder.Dialect, make func(n int) builder.Sqlizer, n int) uint64 {
	t.Helper()
	render := func(stmt builder.Sqlizer) {
		_, _, err := builder.Compile(stmt, dialect)
		require.NoError(t, err)
	}
	render(make(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	render(make(n))
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
