package sqlxbackend_test

import (
	"context"
	"database/sql"
	"math"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

func TestMemoryIsOneDatabaseForThePoolAndGoneWithIt(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "create table t (n integer)")
	rows := make([]backends.Rows, 3)
	for i := range rows { // each holds a connection of its own
		var err error
		rows[i], err = p.Query(t.Context(), backends.Stmt{SQL: "select count(*) from t", Rows: true})
		require.NoError(t, err)
	}
	require.Equal(t, 3, p.Stats().InUse)
	for _, r := range rows {
		require.NoError(t, r.Close())
	}

	db, _ := sqlxbackend.DB(p)
	db.SetMaxIdleConns(-1) // none stays open but the one that keeps the data
	mustExec(t, p, "insert into t values (1)")
	require.Zero(t, p.Stats().Open)
	require.Equal(t, 1, count(t, p, "t"))

	other := open(t, "sqlite://", sqlxbackend.Backend{}, backends.PoolConfig{})
	_, err := other.Exec(t.Context(), backends.Stmt{SQL: "select * from t"})
	require.ErrorContains(t, err, "no such table")
}

func TestFilesAreRelativeOrAbsolute(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	relative := open(t, "sqlite:///my%20data%3F%23.db?_pragma=cache_size(100)", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, relative, "create table t (n integer)")
	require.FileExists(t, filepath.Join(dir, "my data?#.db"))
	absolute := open(t, "sqlite:///"+dir+"/my%20data%3F%23.db", sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Zero(t, count(t, absolute, "t"))
	require.Equal(t, 100, value[int](t, relative, "pragma cache_size"))
}

func TestEachConnectionGetsItsPragmas(t *testing.T) {
	t.Parallel()
	file := "sqlite:///" + t.TempDir() + "/x.db"
	p := open(t, file, sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Equal(t, 5000, value[int](t, p, "pragma busy_timeout"))
	require.Equal(t, 1, value[int](t, p, "pragma foreign_keys"))
	require.Equal(t, "wal", value[string](t, p, "pragma journal_mode"))

	own := open(t, file+"2?_pragma=busy_timeout(7)&_pragma=journal_mode(delete)&_fk=off", sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Equal(t, 7, value[int](t, own, "pragma busy_timeout"))
	require.Equal(t, 0, value[int](t, own, "pragma foreign_keys"))
	require.Equal(t, "delete", value[string](t, own, "pragma journal_mode"))

	mustExec(t, p, "create table t (n integer)")
	read := open(t, file+"?mode=ro", sqlxbackend.Backend{}, backends.PoolConfig{})
	require.Zero(t, count(t, read, "t"))
	_, err := read.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (1)"})
	require.ErrorIs(t, err, backends.ErrReadOnly)
}

func TestAMissingDirectorySaysWhatToLookAt(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:////nowhere/at/all/x.db", sqlxbackend.Backend{}, backends.PoolConfig{})
	_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, backends.ErrConnection)
	require.ErrorContains(t, err, `"/nowhere/at/all/x.db": check that its directory`)
}

func TestAWriterTakesTheLockWithItsFirstStatement(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///"+t.TempDir()+"/x.db?_pragma=busy_timeout(1)", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "create table t (n integer)")
	for _, write := range []string{"insert into t values (1)", "-- a comment\n with a as (select 1) delete from t", "savepoint a"} {
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, write)
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
		require.ErrorIs(t, err, backends.ErrTimeout, write)
		_, ok := sqlxbackend.Tx(u)
		require.False(t, ok, "BEGIN IMMEDIATE is not database/sql's")
		require.NoError(t, u.Rollback(t.Context()))
	}
	for _, read := range []string{"select * from t", "/* note */ with a as (select 1 as \"updated\") select * from a", "explain insert into t values (1)"} {
		u := begin(t, p, backends.TxOptions{})
		mustExec(t, u, read)
		mustExec(t, p, "insert into t values (2)")
		require.NoError(t, u.Rollback(t.Context()))
	}
}

func TestAReadOnlyUnitMayNotWrite(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{Size: 1, Overflow: -1})
	mustExec(t, p, "create table t (n integer)")
	u := begin(t, p, backends.TxOptions{ReadOnly: true})
	_, err := u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (1)"})
	require.ErrorIs(t, err, backends.ErrReadOnly)
	require.NoError(t, u.Rollback(t.Context()))

	u = begin(t, p, backends.TxOptions{ReadOnly: true})
	require.Zero(t, count(t, u, "t"))
	require.NoError(t, u.Commit(t.Context()))
	mustExec(t, p, "insert into t values (1)") // the only connection writes again
}

func TestOptionsThatSQLiteLacks(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	for _, o := range []backends.TxOptions{{Isolation: sql.LevelReadCommitted}, {Isolation: sql.LevelRepeatableRead}, {Deferrable: true}} {
		_, err := p.Begin(t.Context(), o)
		require.ErrorIs(t, err, backends.ErrUnsupported)
	}
	u := begin(t, p, backends.TxOptions{Isolation: sql.LevelSerializable})
	mustExec(t, u, "create table t (n integer)")
	require.NoError(t, u.Commit(t.Context()))
	require.Equal(t, backends.Capabilities{Pin: true, MaxParams: 32_766}, p.Capabilities())
}

func TestADatabaseInMemoryIsOneForItsPoolHoweverTheURLSaysIt(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"sqlite://", "sqlite://?mode=memory", "sqlite:///a.db?mode=memory", "sqlite:///file::memory:", "sqlite:///file:%253Amemory:", "sqlite:///file:",
		"sqlite:///:memory:?vfs=memdb", "sqlite:///a.db?vfs=memdb", "sqlite:////TestOneForItsPool?vfs=memdb",
		"sqlite:///file::memory:?cache=shared", "sqlite:///file:TestOneForItsPool?mode=memory&cache=shared",
	} {
		p := open(t, url, sqlxbackend.Backend{}, backends.PoolConfig{Size: 2})
		mustExec(t, p, "create table one_for_its_pool (n integer)")
		reader := begin(t, p, backends.TxOptions{ReadOnly: true})
		require.Zero(t, count(t, reader, "one_for_its_pool"), url)
		other := begin(t, p, backends.TxOptions{ReadOnly: true})
		require.Zero(t, count(t, other, "one_for_its_pool"), url)
		require.NoError(t, other.Rollback(t.Context()))
		require.NoError(t, reader.Rollback(t.Context()))
		mustExec(t, p, "drop table one_for_its_pool")
	}
	_, err := backends.ParseURL("sqlite:///?_pragma=foreign_keys(1)")
	require.ErrorIs(t, err, backends.ErrInvalidURL)
}

func TestWritersWaitForOneAnother(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"sqlite:///:memory:", "sqlite:///" + t.TempDir() + "/x.db"} {
		p := open(t, url, sqlxbackend.Backend{}, backends.PoolConfig{})
		mustExec(t, p, "create table t (n integer primary key)")
		var writers sync.WaitGroup
		errs := make([]error, 8)
		for w := range errs {
			writers.Go(func() {
				for i := 0; i < 10 && errs[w] == nil; i++ {
					errs[w] = write(t.Context(), p, w*100+i)
				}
			})
		}
		writers.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		require.Equal(t, 80, count(t, p, "t"))
	}
}

func write(ctx context.Context, p backends.Pool, n int) error {
	u, err := p.Begin(ctx, backends.TxOptions{})
	if err != nil {
		return err
	}
	if _, err := u.Exec(ctx, backends.Stmt{SQL: "insert into t values (?)", Args: []any{n}}); err != nil {
		return err
	}
	return u.Commit(ctx)
}

func TestASnapshotThatIsTooOldIsASerializationFailure(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///"+t.TempDir()+"/x.db", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "create table t (n integer)")
	u := begin(t, p, backends.TxOptions{})
	require.Zero(t, count(t, u, "t"))
	mustExec(t, p, "insert into t values (1)")
	_, err := u.Exec(t.Context(), backends.Stmt{SQL: "insert into t values (2)"})
	require.ErrorIs(t, err, backends.ErrSerialization)
}

func TestAWaitForALockEndsWithItsContext(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///"+t.TempDir()+"/x.db?_pragma=busy_timeout(60000)", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "create table t (n integer)")
	holder := begin(t, p, backends.TxOptions{})
	mustExec(t, holder, "insert into t values (1)")

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	u, err := p.Begin(t.Context(), backends.TxOptions{})
	require.NoError(t, err)
	_, err = u.Exec(ctx, backends.Stmt{SQL: "insert into t values (2)"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, u.Rollback(t.Context()), "although the call still waits")

	require.NoError(t, holder.Commit(t.Context()))
	settled(t, p) // the waiting call gets the lock and ends
	require.Equal(t, 1, count(t, p, "t"))
}

func TestValuesThatSQLiteLacks(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	big := uint64(1 << 63)
	for _, arg := range []any{big, &big, math.NaN()} {
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select ?", Args: []any{arg}})
		require.ErrorIs(t, err, backends.ErrDataException)
		require.NotContains(t, err.Error(), "9223372036854775808")
	}
	require.Equal(t, "9223372036854775808", value[string](t, p, "select ?", "9223372036854775808"))
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_789_000, time.FixedZone("x", 3600))
	require.Equal(t, "2026-01-02 02:04:05.006789", value[string](t, p, "select ?", at))
	require.Equal(t, `[1,2]`, value[string](t, p, "select ?", []int{1, 2}))
}
