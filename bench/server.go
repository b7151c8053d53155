package main

import (
	"context"
	"errors"
	"net/url"

	"github.com/jackc/pgx/v5"

	"github.com/drey-db/drey/internal/pgtest"
)

const databaseName = "drey_bench"

// serve answers the address of a database of our own, with all tables, and what ends it.
func serve(ctx context.Context) (at *url.URL, stop func() error, err error) {
	server, err := pgtest.Serve()
	if err != nil {
		return nil, nil, err
	}
	if at, err = url.Parse(server.URL()); err != nil {
		return nil, nil, errors.Join(err, pgtest.Stop())
	}
	admin := *at
	stop = func() error {
		return errors.Join(execute(ctx, &admin, "DROP DATABASE IF EXISTS "+databaseName+" WITH (FORCE)"), pgtest.Stop())
	}
	err = execute(ctx, &admin, "DROP DATABASE IF EXISTS "+databaseName+" WITH (FORCE)", "CREATE DATABASE "+databaseName,
		"ALTER DATABASE "+databaseName+" SET jit = off", "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
	at.Path = "/" + databaseName
	if err == nil {
		err = fillTables(ctx, at)
	}
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return at, stop, nil
}

// fillTables makes the tables and lets the planner know them.
func fillTables(ctx context.Context, at *url.URL) error {
	return execute(ctx, at, schema, "VACUUM ANALYZE", "CHECKPOINT")
}

// execute runs statements on a connection of its own.
func execute(ctx context.Context, at *url.URL, statements ...string) error {
	c, err := pgx.Connect(ctx, at.String())
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
