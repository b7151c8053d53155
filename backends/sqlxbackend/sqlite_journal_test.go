package sqlxbackend_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// rollbackJournal returns a file with a row, which is not in WAL mode, as other programs leave it.
func rollbackJournal(t *testing.T) (path string, db *sql.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.db")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for _, text := range []string{"create table t (n integer)", "insert into t values (1)"} {
		_, err = db.ExecContext(t.Context(), text)
		require.NoError(t, err)
	}
	return path, db
}

// TestAWriterOfAFileThatIsNotInWALIsWaitedFor: another program may be writing while we connect.
func TestAWriterOfAFileThatIsNotInWALIsWaitedFor(t *testing.T) {
	t.Parallel()
	path, db := rollbackJournal(t)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "insert into t values (2)")
	require.NoError(t, err)
	timer := time.AfterFunc(300*time.Millisecond, func() { _ = tx.Commit() })
	defer timer.Stop()
	p := open(t, "sqlite:///"+path, sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Equal(t, 2, count(t, p, "t"))
	require.Equal(t, "wal", value[string](t, p, "pragma journal_mode"))
}

// TestAWriterThatStaysIsToldOf: who waits longer than busy_timeout gets the error of a lock.
func TestAWriterThatStaysIsToldOf(t *testing.T) {
	t.Parallel()
	path, db := rollbackJournal(t)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback()) }()
	_, err = tx.ExecContext(t.Context(), "insert into t values (2)")
	require.NoError(t, err)
	p := open(t, "sqlite:///"+path+"?_pragma=busy_timeout(200)", sqlxbackend.Backend{}, backends.PoolConfig{})
	start := time.Now()
	_, err = p.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (3)"})
	require.ErrorIs(t, err, backends.ErrTimeout)
	require.Less(t, time.Since(start), 4*time.Second)
}

// TestAReaderOfAFileThatIsNotInWALIsNoHindrance: the mode stays as it is while others read, and is WAL as soon as it can be.
func TestAReaderOfAFileThatIsNotInWALIsNoHindrance(t *testing.T) {
	t.Parallel()
	path, db := rollbackJournal(t)
	rows, err := db.QueryContext(t.Context(), "select n from t") //nolint:rowserrcheck // it is left where it is
	require.NoError(t, err)
	require.True(t, rows.Next())
	timer := time.AfterFunc(300*time.Millisecond, func() { _ = rows.Close() })
	defer timer.Stop()
	p := open(t, "sqlite:///"+path, sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Equal(t, 1, count(t, p, "t"))
}

// TestAFileThatMayNotBeWrittenIsRead: it has no journal to set.
func TestAFileThatMayNotBeWrittenIsRead(t *testing.T) {
	t.Parallel()
	path, db := rollbackJournal(t)
	require.NoError(t, db.Close())
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = file.WriteAt([]byte{3}, 18) // the version of the format for writers: one that nobody knows may only read
	require.NoError(t, err)
	require.NoError(t, file.Close())
	p := open(t, "sqlite:///"+path, sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Equal(t, 1, count(t, p, "t"))
	_, err = p.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
	require.ErrorIs(t, err, backends.ErrReadOnly)
}

// TestACommitThatIsOutOfTimeIsTold: a deadline that passes while COMMIT waits for a reader leaves no doubt, since the file is here.
func TestACommitThatIsOutOfTimeIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		busy  string        // how long a commit waits, in milliseconds
		reads time.Duration // how long the reader stays in its way
		kind  error
		rows  int
	}{"it comes through": {"60000", time.Second, nil, 2}, "it does not": {"1000", time.Hour, backends.ErrTimeout, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, db := rollbackJournal(t)
			p := open(t, "sqlite:///"+path+"?_pragma=journal_mode(delete)&_pragma=busy_timeout("+c.busy+")", sqlxbackend.Backend{}, backends.PoolConfig{})
			u, err := p.Begin(t.Context(), backends.TxOptions{})
			require.NoError(t, err)
			_, err = u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
			require.NoError(t, err)
			rows, err := db.QueryContext(t.Context(), "select n from t") //nolint:rowserrcheck // it is left where it is
			require.NoError(t, err)
			require.True(t, rows.Next())
			timer := time.AfterFunc(c.reads, func() { _ = rows.Close() })
			defer timer.Stop()
			ctx, cancel := context.WithTimeout(t.Context(), onItsWay)
			defer cancel()
			err = u.Commit(ctx)
			require.ErrorIs(t, err, c.kind)
			require.NotErrorIs(t, err, backends.ErrCommitUnknown)
			require.NoError(t, rows.Close())
			require.Equal(t, c.rows, count(t, p, "t"))
		})
	}
}
