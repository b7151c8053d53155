package kit_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func TestGuardKeepsTheLifeOfAUnit(t *testing.T) {
	t.Parallel()
	var g kit.Guard
	ctx := t.Context()
	insert, back := backends.Stmt{SQL: "INSERT"}, backends.Stmt{SQL: "  rollback  to savepoint a"}
	require.NoError(t, g.Check(ctx, insert))

	refusal := &backends.Error{Kind: backends.ErrUniqueViolation, Code: "23505"}
	g.Note(refusal, false, insert)
	err := g.Check(ctx, insert)
	require.ErrorIs(t, err, backends.ErrTxAborted)
	require.ErrorIs(t, err, backends.ErrUniqueViolation, "why it was aborted")
	require.Error(t, g.Check(ctx), "an aborted unit does not commit")
	require.NoError(t, g.Check(ctx, back))
	g.Note(nil, false, back)
	require.NoError(t, g.Check(ctx, insert))

	g.Opened(io.NopCloser(nil))
	require.ErrorIs(t, g.Check(ctx, insert), backends.ErrBusy)
	g.Closed()

	done, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, g.Check(done, insert), context.Canceled)
	require.NoError(t, g.Check(ctx, insert), "a call that was not sent changes nothing")

	g.Note(kit.ContextError(done, nil), false, insert)
	require.ErrorIs(t, g.Check(ctx, back), backends.ErrTxAborted, "no savepoint heals a cancelled statement")
	require.Error(t, g.Broken())

	g.End()
	require.ErrorIs(t, g.Check(ctx, insert), backends.ErrTxDone)
	require.ErrorIs(t, g.Check(ctx, insert), sql.ErrTxDone)
}

func TestContextErrorTellsTheEndsApart(t *testing.T) {
	t.Parallel()
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	native := errors.New("native")
	err := kit.ContextError(late, native)
	require.ErrorIs(t, err, backends.ErrTimeout)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, err, native)
}

func TestErrorShowsNamesAndKeepsTheNativeError(t *testing.T) {
	t.Parallel()
	native := errors.New("native words with qZ8vhunter2")
	err := kit.Blame(&backends.Error{Kind: backends.ErrNotNullViolation, Code: "23502", Table: "heroes", Column: "name",
		Message: `null value in column "name"`, Err: native}, 3)
	require.EqualError(t, err, `not-null violation (23502): null value in column "name", table "heroes", statement 3`)
	require.ErrorIs(t, err, backends.ErrNotNullViolation)
	require.ErrorIs(t, err, native)
	require.EqualError(t, &backends.Error{}, "database error")
	require.Equal(t, native, kit.Blame(native, 3))
	require.Equal(t, backends.PoolConfig{Size: 5, Overflow: 10, Timeout: 30 * time.Second}, backends.PoolConfig{}.WithDefaults())
	require.Zero(t, backends.PoolConfig{Overflow: -1}.WithDefaults().Overflow)
}
