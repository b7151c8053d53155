package kit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func TestWordsThatControlTransactions(t *testing.T) {
	const dialect = "postgres"
	for _, sql := range []string{
		"BEGIN", " begin;", "BEGIN IMMEDIATE", "Start Transaction", "COMMIT", "commit and chain", "END", "abort", "ROLLBACK",
		"rollback work", "PREPARE TRANSACTION 'x'", "-- so\nCOMMIT", "/* ; */ (COMMIT", "SELECT 1; COMMIT", "SELECT ';' ; COMMIT",
		`SELECT E'\';' ; COMMIT`, `SELECT ";" ; COMMIT`, "SELECT $$;$$ ; COMMIT", "SELECT $a$ $$;$$ $a$ ; COMMIT", "SELECT $1; COMMIT",
		"SELECT 1 -- it's;\n; COMMIT", "SELECT 'it''s';COMMIT", "SELECT 1;;\n; /* and */ end",
		"CREATE TABLE t (n integer); COMMIT", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; COMMIT", "SELECT 1 -- \rCOMMIT\r; COMMIT",
	} {
		for _, err := range []error{kit.InsideUnit(dialect, backends.Stmt{SQL: "SELECT 1"}, backends.Stmt{SQL: sql}), kit.OutsideUnit(dialect, backends.Stmt{SQL: sql})} {
			require.ErrorIs(t, err, backends.ErrInvalidRequest, sql)
		}
	}
	for _, sql := range []string{"", " ", ";", "-- nothing", "/* nothing */ ;", "/*"} {
		for _, err := range []error{kit.InsideUnit(dialect, backends.Stmt{SQL: sql}), kit.OutsideUnit(dialect, backends.Stmt{SQL: sql})} {
			require.ErrorIs(t, err, backends.ErrInvalidRequest, sql)
			require.ErrorContains(t, err, "the statement is empty", sql)
		}
	}
	for _, sql := range []string{"SAVEPOINT a", "ROLLBACK TO a", "rollback to savepoint a", "SELECT 1; savepoint a"} {
		require.NoError(t, kit.InsideUnit(dialect, backends.Stmt{SQL: sql}))
		require.ErrorIs(t, kit.OutsideUnit(dialect, backends.Stmt{SQL: sql}), backends.ErrInvalidRequest)
	}
	for _, sql := range []string{
		"SELECT 1", "SELECT 1;", ";SELECT 1", "WITH x AS (SELECT 'BEGIN') SELECT * FROM x", "SELECT 'a; COMMIT'", `SELECT ";COMMIT"`,
		"SELECT 1 -- ; COMMIT", "SELECT 1 /* ; COMMIT */", "SELECT 1 /* /* */ ; COMMIT */", "DO $$ BEGIN COMMIT; END $$", "SELECT $x$ ; COMMIT; $x$", "PREPARE p AS SELECT 1",
		"COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'",
		"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END", "beginning", "ENDS", "SELECT $1 ; SELECT $2", "SELECT '", "SELECT $a$",
	} {
		require.NoError(t, kit.InsideUnit(dialect, backends.Stmt{SQL: sql}), sql)
		require.NoError(t, kit.OutsideUnit(dialect, backends.Stmt{SQL: sql}), sql)
	}
}

func TestWordsThatControlTransactionsOnSQLite(t *testing.T) {
	const dialect = "sqlite"
	for _, sql := range []string{
		"SELECT 1 /* /* */; COMMIT; -- */", "SELECT [;] ; COMMIT", "CREATE TABLE begin (n); COMMIT",
		"CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM y; END; COMMIT",
	} {
		require.ErrorIs(t, kit.InsideUnit(dialect, backends.Stmt{SQL: sql}), backends.ErrInvalidRequest, sql)
	}
	for _, sql := range []string{"SELECT [;COMMIT]", "SELECT `;COMMIT`", "CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM y; END", "ROLLBACK TRANSACTION TO a"} {
		require.NoError(t, kit.InsideUnit(dialect, backends.Stmt{SQL: sql}), sql)
	}
}

func TestWhatIsNothingRefuses(t *testing.T) {
	r := kit.RefusingNil("New(nil)", "give it a pool")
	_, execErr := r.Exec(t.Context(), backends.Stmt{})
	_, queryErr := r.Query(t.Context(), backends.Stmt{})
	_, beginErr := r.Begin(t.Context(), backends.TxOptions{})
	pipeErr := r.Pipeline(t.Context(), nil, backends.PipelineOptions{}, nil)
	for _, err := range []error{execErr, queryErr, beginErr, pipeErr, r.Commit(t.Context())} {
		require.ErrorIs(t, err, backends.ErrInvalidRequest)
		require.ErrorContains(t, err, "New(nil): give it a pool")
	}
	require.NoError(t, r.Rollback(t.Context()))
	require.NoError(t, r.Close())
	require.Empty(t, r.Dialect())
	require.Zero(t, r.Stats())
	require.Zero(t, r.Capabilities())
}
