package builder_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// TestCacheAllocations holds building and compiling on a hit to its budget. The values differ each time.
func TestCacheAllocations(t *testing.T) {
	id, owner := builder.Col(&heroes.ID), builder.Col(&toys.OwnerID)
	base := everyday(nextValues(0))
	reused := builder.Sqlizer(base)
	for what, c := range map[string]struct {
		most float64
		make func(i int) builder.Sqlizer
	}{
		"three predicates, a join, an order and a limit": {6, func(i int) builder.Sqlizer { return everyday(nextValues(i)) }},
		"a statement that is kept, refined":              {4, func(i int) builder.Sqlizer { return base.Where(power.Lt(nextValues(i).least)) }},
		"one predicate":                                  {3, func(i int) builder.Sqlizer { return builder.Select(heroes).Where(name.Eq(nextValues(i).name)) }},
		"a join and no argument":                         {1, func(int) builder.Sqlizer { return builder.Select(heroes).Join(toys, owner.EqCol(id)).OrderBy(id.Asc()) }},
		"a statement sent again":                         {1, func(int) builder.Sqlizer { return reused }},
	} {
		t.Run(what, func(t *testing.T) {
			i := 0
			allocations := testing.AllocsPerRun(100, func() {
				if _, _, err := builder.Compile(c.make(i), builder.Postgres()); err != nil {
					t.Error(err)
				}
				i++
			})
			require.LessOrEqual(t, allocations, c.most)
		})
	}
}

// TestCacheBranches refines one statement in two ways, beyond the clauses that it holds inline: neither sees the other's.
func TestCacheBranches(t *testing.T) {
	base := builder.Select(toys)
	for range 9 {
		base = base.Where(toyID.Gt(0))
	}
	one, two := base.Where(toyID.Lt(1)), base.Where(toyID.Eq(2))
	_, args := sqlite(t, one)
	require.Equal(t, int64(1), args[9])
	text, args := sqlite(t, two)
	require.Equal(t, int64(2), args[9])
	require.Contains(t, text, `"id" = ?`)
	_, args = sqlite(t, base)
	require.Len(t, args, 9)
}
