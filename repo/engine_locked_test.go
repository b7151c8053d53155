package repo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Who writes beside an open session of the same engine is told of it, where there is one writer.
func TestALockedDatabaseNamesOpenSessions(t *testing.T) {
	ctx := t.Context()
	e, err := repo.Open(ctx, "sqlite:///:memory:?_busy_timeout=50", repo.WithBackend(sqlxbackend.Backend{}))
	require.NoError(t, err)
	defer e.Close()
	require.NoError(t, schema.CreateAll(ctx, e, heroes))
	s := e.Session()
	defer s.Close()
	require.NoError(t, s.Add(&Hero{Name: "gary"}))
	require.NoError(t, s.Flush(ctx))
	_, execErr := e.Exec(ctx, builder.Delete(heroes).AllRows())
	_, runErr := e.Runner().Exec(ctx, backends.Stmt{SQL: "DELETE FROM heroes"})
	for _, err := range []error{execErr, runErr} {
		require.ErrorIs(t, err, repo.ErrTimeout)
		require.ErrorContains(t, err, "commit or close the sessions of this engine")
	}
	require.NoError(t, s.Commit(ctx))
	_, err = e.Exec(ctx, builder.Delete(heroes).AllRows())
	require.NoError(t, err)
}
