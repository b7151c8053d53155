package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/internal/sqlstate"
)

// patience bounds one statement of the server's own housekeeping.
const patience = 30 * time.Second

// timeZone is far from UTC, and off it by half an hour.
const timeZone = "Asia/Kolkata"

// Database returns the URL of a fresh, empty database, in the form of [Postgres.URL]. When the test and its cleanups are
// over the database is dropped, connections still open to it are cut. A run that is killed leaves its databases on a
// server named by DREY_TEST_POSTGRES; their names begin with drey_.
func (p *Postgres) Database(tb testing.TB) string {
	tb.Helper()
	name := "drey_" + strings.ToLower(rand.Text())
	tb.Cleanup(func() {
		if err := p.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("pgtest: dropping a database: %v", err)
		}
	})
	// template0: nobody is ever connected to it, so that tests may create databases at the same time.
	err := p.exec("CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
		"ALTER DATABASE "+name+" SET timezone TO '"+timeZone+"'")
	if err != nil {
		tb.Fatalf("pgtest: creating a database: %v", err)
	}
	u := *p.admin
	u.Path = "/" + name
	return u.String()
}

// connect waits until the server has a connection free: tests of pools may have them all.
func (p *Postgres) connect(ctx context.Context) (*pgx.Conn, error) {
	for {
		conn, err := pgx.Connect(ctx, p.admin.String())
		var refusal *pgconn.PgError
		if err == nil || !errors.As(err, &refusal) || refusal.Code != sqlstate.TooManyConnections || ctx.Err() != nil {
			return conn, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// exec runs statements one by one on a connection of their own.
func (p *Postgres) exec(statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
