package pgxconn

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// transaction is what the statements of a unit go through once it has begun: pgx's own, or one that pgx does not know of.
type transaction interface {
	querier
	Conn() *pgx.Conn
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
}

// begunInText is a transaction whose BEGIN stood in one text with its first statement.
type begunInText struct {
	querier
	conn *pgx.Conn
}

func (t begunInText) Conn() *pgx.Conn { return t.conn }

func (t begunInText) Commit(ctx context.Context) error {
	tag, err := t.conn.Exec(ctx, "commit")
	if err == nil && tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return t.ended(ctx, err)
}

func (t begunInText) Rollback(ctx context.Context) error {
	_, err := t.conn.Exec(ctx, "rollback")
	return t.ended(ctx, err)
}

// ended closes a connection on which the transaction may be open still.
func (t begunInText) ended(ctx context.Context, err error) error {
	if err != nil && t.conn.PgConn().TxStatus() != 'I' {
		_ = t.conn.Close(ctx) // it is being thrown away
	}
	return err
}

// native returns the transaction as pgx's own. An empty text in BEGIN's place tells pgx of one that is open.
func (t begunInText) native(ctx context.Context) (pgx.Tx, error) {
	return t.conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: ";"})
}
