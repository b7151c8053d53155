package sqlxbackend

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"
)

// BeginTx implements driver.ConnBeginTx. lib/pq says READ WRITE where READ ONLY is not asked for, which overrides
// default_transaction_read_only; this leaves it to the server. A context that ends while the transaction is open ends the connection.
func (t socketConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, ends := t.Conn.(driver.Tx) // lib/pq's connection is its transaction
	level := sql.IsolationLevel(opts.Isolation)
	if opts.ReadOnly || !ends || t.socket == nil || level != sql.LevelDefault && !slices.Contains(databases[postgres].isolations, level) {
		return t.forwarded.BeginTx(ctx, opts)
	}
	text := "BEGIN"
	if level != sql.LevelDefault {
		text += " ISOLATION LEVEL " + strings.ToUpper(level.String())
	}
	if _, err := t.forwarded.ExecContext(ctx, text, nil); err != nil {
		return nil, err
	}
	return watchedTx{tx, context.AfterFunc(ctx, t.abort)}, nil
}

// watchedTx is a transaction whose connection ends with its context.
type watchedTx struct {
	driver.Tx
	unwatch func() bool
}

// Commit implements driver.Tx. What does not return is still ended with the context.
func (w watchedTx) Commit() error {
	defer w.unwatch()
	return w.Tx.Commit()
}

// Rollback implements driver.Tx.
func (w watchedTx) Rollback() error {
	defer w.unwatch()
	return w.Tx.Rollback()
}
