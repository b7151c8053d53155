package values

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// plain is a connection that drey has no part in. Everything goes over it as text.
type plain struct {
	t    testing.TB
	conn *pgx.Conn
}

// newPlain returns a connection with settings.
func newPlain(t testing.TB, url string, sets ...string) *plain {
	config, err := pgx.ParseConfig(url)
	require.NoError(t, err)
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	conn, err := pgx.ConnectConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(context.WithoutCancel(t.Context())) })
	p := &plain{t: t, conn: conn}
	p.must(sets...)
	return p
}

// must runs statements that are right.
func (p *plain) must(statements ...string) {
	_, err := p.rows(strings.Join(statements, "; "))
	require.NoError(p.t, err, statements)
}

// rows is the first column of the last statement's rows, in text.
func (p *plain) rows(sql string) (list []*string, err error) {
	results, err := p.conn.PgConn().Exec(p.t.Context(), sql).ReadAll()
	if err != nil || len(results) == 0 {
		return nil, err
	}
	for _, row := range results[len(results)-1].Rows {
		var text *string
		if row[0] != nil {
			s := string(row[0])
			text = &s
		}
		list = append(list, text)
	}
	return list, nil
}

// one is the only answer of a query.
func (p *plain) one(sql string) (string, error) {
	list, err := p.rows(sql)
	if err != nil || len(list) == 0 || list[0] == nil {
		return "", err
	}
	return *list[0], nil
}

// state is the code of an error of PostgreSQL.
func state(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}
