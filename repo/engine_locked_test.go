package repo_test

import (
	"strings"
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
	other := e.Session()
	defer other.Close()
	require.NoError(t, other.Add(&Hero{Name: "sandy"}))
	flushErr := other.Flush(ctx)
	require.NoError(t, other.Rollback(ctx))
	beginErr := e.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "pat"}) })
	allErr := e.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Hero{{Name: "pat"}}) })
	_, returningErr := repo.All(ctx, e, builder.Delete(heroes).AllRows().Returning())
	sessionErr := e.Begin(ctx, func(s *repo.Session) error {
		_, err := s.Exec(ctx, builder.Delete(heroes).AllRows())
		return err
	})
	autoflushErr := e.Begin(ctx, func(s *repo.Session) error {
		require.NoError(t, s.Add(&Hero{Name: "pat"}))
		_, err := repo.All(ctx, s, builder.Select(heroes))
		return err
	})
	for _, err := range []error{execErr, runErr, flushErr, beginErr, allErr, returningErr, sessionErr, autoflushErr} {
		require.ErrorIs(t, err, repo.ErrTimeout)
		require.Equal(t, 1, strings.Count(err.Error(), "commit or close the sessions of this engine"), err)
	}
	require.NoError(t, s.Commit(ctx))

	_, err = repo.All(ctx, s, builder.Select(heroes)) // who has read holds the lock in memory too, but not in a file
	require.NoError(t, err)
	require.NoError(t, other.Add(&Hero{Name: "sandy"}))
	err = other.Commit(ctx)
	require.ErrorIs(t, err, repo.ErrTimeout)
	require.ErrorContains(t, err, "(1 now), in memory those that have only read as well")
	require.NoError(t, other.Rollback(ctx))
	require.NoError(t, s.Close())
	_, err = e.Exec(ctx, builder.Delete(heroes).AllRows())
	require.NoError(t, err)
}
