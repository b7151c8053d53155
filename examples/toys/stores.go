package main

import (
	"context"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/peers/bunstore"
	"github.com/drey-db/drey/examples/toys/peers/gormstore"
	"github.com/drey-db/drey/examples/toys/settings"
)

// open opens the store that the settings name, with its tables up to date. An application of your own has openDrey alone.
func open(ctx context.Context, s settings.Settings) (database.Store, error) {
	if s.Backend != "gorm" && s.Backend != "bun" {
		return openDrey(ctx, s)
	}
	if err := tables(ctx, s); err != nil {
		return nil, err
	}
	if s.Backend == "bun" {
		return bunstore.Open(s.URL, s.Pool), nil
	}
	return gormstore.Open(s.URL, s.Pool)
}

// openDrey opens drey.
func openDrey(ctx context.Context, s settings.Settings) (database.Drey, error) {
	d, err := database.Open(ctx, database.Config{Backend: s.Backend, URL: s.URL, Pool: s.Pool, Traced: s.Traces != "none"})
	if err != nil {
		return d, err
	}
	if err := d.Migrate(ctx); err != nil {
		_ = d.Close()
		return d, err
	}
	return d, nil
}

// tables makes the tables of a peer by drey, on pgx.
func tables(ctx context.Context, s settings.Settings) error {
	s.Backend = "pgx"
	d, err := openDrey(ctx, s)
	if err != nil {
		return err
	}
	return d.Close()
}
