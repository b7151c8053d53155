package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"

	"github.com/drey-db/drey/examples/toys/database"
)

// laboratory is a server with a database for each backend, and the application on each, near the database and far from it.
type laboratory struct {
	dir          string
	admin        *url.URL
	proxies      []*proxy
	applications map[place]*application
	users, toys  []uuid.UUID // which are there from the start
	databases    []string
	supervisor   int    // the process of the server
	busy         string // the load of the machine before the first measurement
}

// place is where an application runs: on a backend, so far from its database.
type place struct {
	backend string
	delay   time.Duration
}

// What there is to read: so much that a planner who has seen it does not read whole tables, however much they grow meanwhile.
const (
	someUsers   = 10_000
	someToys    = 10_000
	toysOfAUser = 3
)

func openLaboratory(ctx context.Context, o options) (l *laboratory, err error) {
	l = &laboratory{applications: map[place]*application{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.close())
		}
	}()
	l.busy = load()
	server, err := pgtest.Serve()
	if err != nil {
		return l, err
	}
	if l.admin, err = url.Parse(server.URL()); err != nil {
		return l, err
	}
	if l.supervisor, err = supervisor(ctx, server.URL()); err != nil {
		return l, err
	}
	if l.dir, err = os.MkdirTemp("", "loadtest"); err != nil {
		return l, err
	}
	program, err := build(ctx, l.dir)
	if err != nil {
		return l, err
	}
	if err := l.fill(ctx); err != nil {
		return l, err
	}
	return l, l.start(ctx, program, o)
}

// model is the database that the others are copies of.
const model = "toys_load"

// fill makes the model.
func (l *laboratory) fill(ctx context.Context) error {
	if err := l.create(ctx, model, ""); err != nil {
		return err
	}
	d, err := database.Open(ctx, database.Config{Backend: "pgx", URL: l.at(model, nil), Pool: 1})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	list := l.people()
	if err := d.Engine.Begin(ctx, func(s *repo.Session) error { return s.Add(list...) }); err != nil {
		return err
	}
	for _, user := range list {
		l.users = append(l.users, user.(*database.User).ID)
	}
	return l.analyze(ctx)
}

// analyze has the planner see what there is.
func (l *laboratory) analyze(ctx context.Context) error {
	c, err := pgx.Connect(ctx, l.at(model, nil))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, "VACUUM ANALYZE")
	return err
}

// people are users with toys.
func (l *laboratory) people() (list []any) {
	var toys []*database.Toy
	for i := range someToys {
		toy := &database.Toy{ID: uuid.Must(uuid.NewV7()), Name: fmt.Sprintf("toy %d", i)}
		toys, l.toys = append(toys, toy), append(l.toys, toy.ID)
	}
	for i := range someUsers {
		user := &database.User{Name: fmt.Sprintf("user %d", i)}
		for n := range toysOfAUser {
			user.Toys = append(user.Toys, toys[(i+n*97)%someToys])
		}
		list = append(list, user)
	}
	return list
}

// start starts the application on each backend, at each distance.
func (l *laboratory) start(ctx context.Context, program string, o options) error {
	for _, delay := range o.delays {
		p, err := startProxy(l.admin.Host, delay)
		if err != nil {
			return err
		}
		l.proxies = append(l.proxies, p)
		for i, backend := range o.backends {
			name := fmt.Sprintf("%s_%d_%d", model, i, delay.Milliseconds())
			if err := l.create(ctx, name, model); err != nil {
				return err
			}
			a, err := launch(ctx, program, backend, l.at(name, p), o.pool)
			if err != nil {
				return err
			}
			l.applications[place{backend, delay}] = a
		}
	}
	return nil
}

// at is the URL of a database, through a proxy when that delays.
func (l *laboratory) at(name string, p *proxy) string {
	u := *l.admin
	u.Path = "/" + name
	if p != nil && p.oneWay > 0 {
		u.Host = p.address()
	}
	return u.String()
}

// create makes a database anew.
func (l *laboratory) create(ctx context.Context, name, from string) error {
	l.databases = append(l.databases, name)
	like := ""
	if from != "" {
		like = " TEMPLATE " + from
	}
	return l.execute(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)", "CREATE DATABASE "+name+like)
}

// execute runs statements on the server.
func (l *laboratory) execute(ctx context.Context, statements ...string) error {
	c, err := pgx.Connect(ctx, l.admin.String())
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	for _, sql := range statements {
		if _, err := c.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// close ends all that was started, and leaves nothing behind.
func (l *laboratory) close() (err error) {
	for _, a := range l.applications {
		err = errors.Join(err, a.end())
	}
	for _, p := range l.proxies {
		err = errors.Join(err, p.close())
	}
	for _, name := range l.databases {
		err = errors.Join(err, l.execute(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"))
	}
	if l.dir != "" {
		err = errors.Join(err, os.RemoveAll(l.dir))
	}
	return errors.Join(err, pgtest.Stop())
}

// serverVersion is what the server says of itself, without how it was compiled.
func (l *laboratory) serverVersion(ctx context.Context) (version string, err error) {
	c, err := pgx.Connect(ctx, l.admin.String())
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close(ctx) }()
	err = c.QueryRow(ctx, "SELECT version()").Scan(&version)
	version, _, _ = strings.Cut(version, " on ")
	return version, err
}
