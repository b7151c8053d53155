package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
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
	return p.Filled(tb)
}

// Filled is Database where statements were run. The first test that asks for them has them run, and others get a copy.
func (p *Postgres) Filled(tb testing.TB, statements ...string) string {
	tb.Helper()
	name, err := p.filled(strings.Join(statements, ";\n"))
	if err != nil {
		tb.Fatalf("pgtest: filling a database: %v", err)
	}
	return p.copyOf(tb, name)
}

// emptiest is what databases that others are copied from are copied from.
const emptiest = "template0"

// copyOf makes a database that lasts as long as tb, of one to which nobody is connected.
func (p *Postgres) copyOf(tb testing.TB, template string) string {
	tb.Helper()
	name := newName()
	tb.Cleanup(func() {
		if err := p.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("pgtest: dropping a database: %v", err)
		}
	})
	err := p.exec(p.copying(name, template), "ALTER DATABASE "+name+" SET timezone TO '"+timeZone+"'")
	if err != nil {
		tb.Fatalf("pgtest: creating a database: %v", err)
	}
	return p.database(name)
}

func newName() string { return "drey_" + strings.ToLower(rand.Text()) }

func creating(name, template string) string {
	return "CREATE DATABASE " + name + " TEMPLATE " + template + " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
}

// copying is creating of a template of ours.
func (p *Postgres) copying(name, template string) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return creating(name, template) + p.strategy
}

// database is the URL of the database with that name.
func (p *Postgres) database(name string) string {
	u := *p.admin
	u.Path = "/" + name
	return u.String()
}

// walCopies is the first version that copies databases through its log where it is not told otherwise, which takes it twice the time, and
// leaves out what the first connection has prepared for the next ones.
const walCopies = 15

// filled returns the name of a database in which statements were run, once for all who ask.
func (p *Postgres) filled(statements string) (string, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if name, ok := p.templates[statements]; ok {
		return name, nil
	}
	name := newName()
	if err := p.exec(creating(name, emptiest)); err != nil {
		return "", err
	}
	if p.templates == nil {
		p.templates = map[string]string{}
	}
	err := onConnection(p.database(name), func(ctx context.Context, conn *pgx.Conn) error {
		if version, err := strconv.Atoi(conn.PgConn().ParameterStatus("server_version")[:2]); err == nil && version >= walCopies {
			p.strategy = " STRATEGY FILE_COPY"
		}
		_, err := conn.PgConn().Exec(ctx, statements).ReadAll()
		return err
	})
	if err == nil {
		p.templates[statements] = name
	}
	return name, err
}

// forget drops the databases that others were copied from.
func (p *Postgres) forget() (failed error) {
	for _, name := range p.templates {
		failed = errors.Join(failed, p.exec("DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"))
	}
	return failed
}

// exec runs statements one by one, on a connection that stays for the next ones.
func (p *Postgres) exec(statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := p.own.take(ctx, p.admin.String())
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return errors.Join(err, conn.Close(ctx))
		}
	}
	p.own.give(conn)
	return nil
}

// onConnection calls do with a connection of its own.
func onConnection(url string, do func(ctx context.Context, conn *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return do(ctx, conn)
}

// connect waits until the server has a connection free: tests of pools may have them all.
func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	for {
		conn, err := pgx.Connect(ctx, url)
		var refusal *pgconn.PgError
		if err == nil || !errors.As(err, &refusal) || refusal.Code != sqlstate.TooManyConnections || ctx.Err() != nil {
			return conn, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}
