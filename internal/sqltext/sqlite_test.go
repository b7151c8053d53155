package sqltext_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/internal/sqltext"
)

var sqliteSeeds = []string{
	"SELECT 1; COMMIT", "/* /* */ COMMIT; */", "[;] COMMIT", "SELECT [a;COMMIT", "`;`", `"a"";"`, "'a'';'", "x'ab;'", "E'\\'", "$$;COMMIT;$$", "$a(;COMMIT)", "?1 ? :a @b #c $d::e",
	"-- a\r;COMMIT", "-- a\n;COMMIT", "\ufeffCOMMIT", "EXPLAIN COMMIT", "ROLLBACK TRANSACTION TO SAVEPOINT a", "rollback to a", "SAVEPOINT a", "RELEASE a",
	"CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM x; SELECT CASE WHEN 1 THEN 2 END; END; COMMIT",
	"CREATE TEMP TRIGGER begin AFTER INSERT ON x BEGIN SELECT 1; END; SELECT 1", "CREATE TABLE begin(a); COMMIT", "EXPLAIN CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END",
	"END", "ABORT", "BEGIN IMMEDIATE", "COMMIT TRANSACTION", "é; COMMIT", ";;COMMIT", "/*", "'", "[", "1e5 0x1F 1_000", "a:b", "", "SELECT 1 /* ; COMMIT",
}

// FuzzSQLiteControl finds words that end a transaction where SQLite leaves the one that it runs in, and none elsewhere.
func FuzzSQLiteControl(f *testing.F) {
	for _, seed := range sqliteSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 0) || strings.Contains(strings.ToUpper(text), "ATTACH") || strings.Contains(strings.ToUpper(text), "VACUUM") {
			return
		}
		runs, inside := afterwards(t, text)
		if command := sqltext.SQLite.Control(text); runs {
			ends := command == "COMMIT" || command == "END" || command == "ROLLBACK"
			require.Equal(t, inside, !ends, "%q: %s", text, command)
		} else if !inside {
			require.NotEmpty(t, command, text) // it failed behind the word
		}
	})
}

// afterwards runs text in a transaction, and reports whether it runs and whether the transaction is there still.
func afterwards(t *testing.T, text string) (runs, inside bool) {
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(t.Context(), "CREATE TABLE x (a); BEGIN; SAVEPOINT a")
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), text)
	runs = err == nil
	_, err = db.ExecContext(t.Context(), "BEGIN")
	return runs, err != nil
}
