package pgxconn

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// querier is what a connection and an outer transaction of pgx have in common.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// connection is a Runner on one connection, for connect hooks: each call commits itself.
type connection struct{ conn *pgx.Conn }

var _ backends.Runner = connection{}

func (c connection) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if ctx == nil {
		return backends.Result{}, kit.NilContext()
	}
	if err := kit.OutsideUnit(dialectName, s); err != nil {
		return backends.Result{}, err
	}
	return exec(ctx, c.conn, s)
}

func (c connection) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	if ctx == nil {
		return nil, kit.NilContext()
	}
	if err := kit.OutsideUnit(dialectName, s); err != nil {
		return nil, err
	}
	r, err := query(ctx, c.conn, s, nil)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (c connection) Pipeline(ctx context.Context, stmts []backends.Stmt, _ backends.PipelineOptions, each backends.Each) error {
	if err := kit.InsideUnit(dialectName, stmts...); err != nil {
		return err
	}
	return pipeline(ctx, c.conn, stmts, each)
}

func exec(ctx context.Context, q querier, s backends.Stmt) (backends.Result, error) {
	args, err := argumentsOf(connOf(q), s)
	if err != nil {
		return backends.Result{}, err
	}
	tag, err := q.Exec(ctx, s.SQL, args...)
	if err != nil {
		return backends.Result{}, classifyOn(ctx, connOf(q), err)
	}
	return backends.Result{RowsAffected: tag.RowsAffected()}, nil
}

// query runs s and reads on to its first row, so that what the server refuses at once is an error here and not later.
// o, when set, is told once when the rows are closed or their end is reached, or right away when query fails.
func query(ctx context.Context, q querier, s backends.Stmt, o owner) (*rows, error) {
	args, err := argumentsOf(connOf(q), s)
	if err != nil {
		if o != nil {
			return nil, o.rowsEnded(err)
		}
		return nil, err
	}
	native, _ := q.Query(ctx, s.SQL, describedAnew(connOf(q), s, args)...) // its error comes again from the rows
	return openRows(ctx, native, o)
}

// describedAnew returns what pgx is called with for s: where it would read the rows as they were described when the text came first, and the
// server would not say that they are others now, args with a mode in which the server describes them along with each answer.
func describedAnew(conn *pgx.Conn, s backends.Stmt, args []any) []any {
	if conn == nil || len(args) > 0 || !kit.NamesRows(s.SQL) || !keeps(conn) {
		return args
	}
	data := conn.PgConn().CustomData()
	mode, known := data[describingKey]
	if !known {
		mode = pgx.QueryExecModeCacheDescribe
		if conn.Config().DescriptionCacheCapacity <= 0 {
			mode = pgx.QueryExecModeDescribeExec
		}
		data[describingKey] = mode
	}
	return []any{mode}
}

// keeps reports whether pgx keeps on conn how the rows of a text were described.
func keeps(conn *pgx.Conn) bool {
	mode := modeOf(conn)
	return mode == pgx.QueryExecModeCacheStatement || mode == pgx.QueryExecModeCacheDescribe
}

// Where a connection keeps its mode, and that of describedAnew: asking pgx copies the whole configuration.
const (
	modeKey       = "github.com/drey-db/drey mode"
	describingKey = "github.com/drey-db/drey describing mode"
)

// modeOf returns how statements are sent on conn; of a mocked connection pgx's default.
func modeOf(conn *pgx.Conn) pgx.QueryExecMode {
	if conn == nil {
		return pgx.QueryExecModeCacheStatement
	}
	data := conn.PgConn().CustomData()
	mode, known := data[modeKey].(pgx.QueryExecMode)
	if !known {
		mode = conn.Config().DefaultQueryExecMode
		data[modeKey] = mode
	}
	return mode
}

// connOf returns the connection under q; nil when q does not tell, as a mocked transaction.
func connOf(q querier) *pgx.Conn {
	switch q := q.(type) {
	case *pgx.Conn:
		return q
	case interface{ Conn() *pgx.Conn }:
		return q.Conn()
	}
	return nil
}
