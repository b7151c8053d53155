package sqlxbackend_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// minimal is a driver with nothing but what driver.Driver asks for: no contexts, no options, no pings. It notes what it is
// told.
type minimal struct {
	mutex   sync.Mutex
	calls   []string
	closing func() // what a connection does before it closes; nil: nothing
}

func (m *minimal) note(call string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.calls = append(m.calls, call)
}

func (m *minimal) heard() []string {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	calls := m.calls
	m.calls = nil
	return calls
}

func (m *minimal) Open(dsn string) (driver.Conn, error) {
	m.note("open " + dsn)
	return minimalConn{m}, nil
}

type minimalConn struct{ *minimal }

func (c minimalConn) Prepare(query string) (driver.Stmt, error) {
	return minimalStmt{c.minimal, query}, nil
}
func (c minimalConn) Begin() (driver.Tx, error) { c.note("begin"); return c, nil }
func (c minimalConn) Commit() error             { c.note("commit"); return nil }
func (c minimalConn) Rollback() error           { c.note("rollback"); return nil }

func (c minimalConn) Close() error {
	if c.closing != nil {
		c.closing()
	}
	c.note("close")
	return nil
}

type minimalStmt struct {
	*minimal
	query string
}

func (s minimalStmt) Close() error  { return nil }
func (s minimalStmt) NumInput() int { return -1 }

func (s minimalStmt) Exec([]driver.Value) (driver.Result, error) {
	s.note(s.query)
	return driver.ResultNoRows, nil // it does not count
}

func (s minimalStmt) Query([]driver.Value) (driver.Rows, error) {
	s.note(s.query)
	return minimalRows{}, nil
}

type minimalRows struct{}

func (minimalRows) Columns() []string         { return []string{"n"} }
func (minimalRows) Close() error              { return nil }
func (minimalRows) Next([]driver.Value) error { return io.EOF }

func TestADriverMayBeOfAnotherDialectAndKnowLittle(t *testing.T) {
	t.Parallel()
	m, name := &minimal{}, "toydb-"+rand.Text()
	sql.Register(name, m)
	hook := func(ctx context.Context, c backends.Runner) error {
		if _, err := c.Exec(ctx, backends.Stmt{SQL: "hook", Args: []any{[]int{1}}}); err != nil {
			return err
		}
		rows, err := c.Query(ctx, backends.Stmt{SQL: "hooked", Rows: true})
		if err != nil {
			return err
		}
		if rows.Next() {
			return errors.New("there is a row")
		}
		return c.Pipeline(ctx, []backends.Stmt{{SQL: "piped"}}, backends.PipelineOptions{}, nil)
	}
	config := backends.PoolConfig{PrePing: true, OnConnect: []func(context.Context, backends.Runner) error{hook}}
	p := open(t, name+"://me:secret@here/db?a=b", sqlxbackend.Backend{}, config)
	require.Equal(t, name, p.Dialect())
	require.Empty(t, m.heard())

	u := begin(t, p, backends.TxOptions{})
	res, err := u.Exec(t.Context(), backends.Stmt{SQL: "insert"})
	require.NoError(t, err)
	require.Zero(t, res.RowsAffected)
	require.NoError(t, u.Commit(t.Context()))
	require.Equal(t, []string{
		"open " + name + "://me:secret@here/db?a=b", "hook", "hooked", "begin", "piped", "commit", "begin", "insert", "commit",
	}, m.heard())

	u = begin(t, p, backends.TxOptions{Isolation: sql.LevelSnapshot})
	_, err = u.Exec(t.Context(), backends.Stmt{SQL: "insert"})
	require.ErrorContains(t, err, "isolation level", "the driver says what it lacks")
	require.NoError(t, u.Rollback(t.Context()))
	require.Empty(t, m.heard(), "nothing was begun, and the connection is sound")
}

func TestAConnectionThatAClosedPoolClosesIsNotInUse(t *testing.T) {
	t.Parallel()
	var p backends.Pool
	var seen []int
	m, name := &minimal{closing: func() { seen = append(seen, p.Stats().InUse) }}, "toydb-"+rand.Text()
	sql.Register(name, m)
	p = open(t, name+"://here/db", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "insert")
	require.NoError(t, p.Close())
	require.Equal(t, []int{0}, seen)
}
