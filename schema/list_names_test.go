package schema_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// listsNamed are lists in columns that are called as json_each calls its own.
type listsNamed[T any] struct {
	N       int64 `db:"n,pk"`
	ID      []T   `db:"id"`
	Key     []T   `db:"key"`
	Value   []T   `db:"value"`
	Type    []T   `db:"type"`
	Path    []T   `db:"path"`
	Fullkey []T   `db:"fullkey"`
	JSON    []T   `db:"json"`
	Parent  []T   `db:"parent"`
}

// TableName names the table.
func (listsNamed[T]) TableName() string { return "lists_named" }

// A list is converted whatever its column is called: one called path was copied as an empty list.
func TestAListIsConvertedWhateverItsColumnIsCalled(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name == "postgres" {
			return
		}
		require.NoError(t, schema.CreateAll(t.Context(), engine, builder.Model[listsNamed[string]]()))
		const day = "2024-03-10T03:30:00Z"
		run(t, engine, `INSERT INTO lists_named (id, "key", value, type, path, fullkey, json, parent) VALUES (`+strings.Repeat(`'["`+day+`"]', `, 7)+`'["`+day+`"]')`)
		p, err := schema.MustOf(builder.Model[listsNamed[time.Time]]()).Plan(t.Context(), engine)
		require.NoError(t, err)
		require.NoError(t, tryPlan(t, engine, p.Up))
		rows, err := repo.All(t.Context(), engine, builder.Select(builder.Model[listsNamed[time.Time]]()))
		require.NoError(t, err)
		require.Len(t, rows, 1)
		r := rows[0]
		for i, list := range [][]time.Time{r.ID, r.Key, r.Value, r.Type, r.Path, r.Fullkey, r.JSON, r.Parent} {
			require.Len(t, list, 1, "list %d", i)
			require.Equal(t, day, list[0].UTC().Format(time.RFC3339))
		}
	})
}
