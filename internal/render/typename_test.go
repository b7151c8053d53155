package render_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/internal/render"
)

func TestCatalogTypes(t *testing.T) {
	for _, name := range []string{"point", "path", "date", "box", "name", "aclitem", "xml", "pg_class", "_text", "timestamptz"} {
		require.True(t, render.IsCatalogType(name), name)
	}
	for _, name := range []string{"visits", "public.point", "points", "dat", ""} {
		require.False(t, render.IsCatalogType(name), name)
	}
}

// TestCatalogTypesAreTheServers asks a server: every type of its own is known as one.
func TestCatalogTypesAreTheServers(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	require.NoError(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, _ := conn.Query(t.Context(), "SELECT typname::text FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace")
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		require.True(t, render.IsCatalogType(name), name)
	}
}
