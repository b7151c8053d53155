package backends_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

func TestWordsThatControlTransactions(t *testing.T) {
	for _, sql := range []string{
		"BEGIN", " begin;", "BEGIN IMMEDIATE", "Start Transaction", "COMMIT", "commit and chain", "END", "abort", "ROLLBACK",
		"rollback work", "PREPARE TRANSACTION 'x'", "-- so\nCOMMIT", "/* ; */ (COMMIT", "SELECT 1; COMMIT", "SELECT ';' ; COMMIT",
		`SELECT E'\';' ; COMMIT`, `SELECT ";" ; COMMIT`, "SELECT $$;$$ ; COMMIT", "SELECT $a$ $$;$$ $a$ ; COMMIT", "SELECT $1; COMMIT",
		"SELECT 1 -- it's;\n; COMMIT", "SELECT 'it''s';COMMIT", "SELECT 1;;\n; /* and */ end",
	} {
		for _, err := range []error{backends.InsideUnit(backends.Stmt{SQL: "SELECT 1"}, backends.Stmt{SQL: sql}), backends.OutsideUnit(backends.Stmt{SQL: sql})} {
			require.ErrorIs(t, err, backends.ErrInvalidRequest, sql)
		}
	}
	for _, sql := range []string{"SAVEPOINT a", "ROLLBACK TO a", "rollback to savepoint a", "SELECT 1; savepoint a"} {
		require.NoError(t, backends.InsideUnit(backends.Stmt{SQL: sql}))
		require.ErrorIs(t, backends.OutsideUnit(backends.Stmt{SQL: sql}), backends.ErrInvalidRequest)
	}
	for _, sql := range []string{
		"", ";", "SELECT 1", "SELECT 1;", "WITH x AS (SELECT 'BEGIN') SELECT * FROM x", "SELECT 'a; COMMIT'", `SELECT ";COMMIT"`,
		"SELECT 1 -- ; COMMIT", "SELECT 1 /* ; COMMIT */", "DO $$ BEGIN COMMIT; END $$", "SELECT $x$ ; COMMIT; $x$", "PREPARE p AS SELECT 1",
		"COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'", "CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM y; END",
		"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END", "beginning", "ENDS", "SELECT $1 ; SELECT $2", "SELECT '", "SELECT $a$", "/*",
	} {
		require.NoError(t, backends.InsideUnit(backends.Stmt{SQL: sql}), sql)
		require.NoError(t, backends.OutsideUnit(backends.Stmt{SQL: sql}), sql)
	}
}

func FuzzControlWords(f *testing.F) {
	for _, sql := range []string{"SELECT 1; COMMIT", "E'\\'", "$a$;$a$", "/*", "--", "'", `"`, "$", "$$"} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		inside, outside := backends.InsideUnit(backends.Stmt{SQL: sql}), backends.OutsideUnit(backends.Stmt{SQL: sql})
		require.False(t, inside != nil && outside == nil, "what a unit refuses the pool refuses as well")
		require.ErrorIs(t, backends.OutsideUnit(backends.Stmt{SQL: "BEGIN;" + sql}), backends.ErrInvalidRequest)
	})
}

func TestWhatIsNothingRefuses(t *testing.T) {
	r := backends.RefusingNil("New(nil)", "give it a pool")
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
