package main

import (
	"context"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/settings"
)

// open opens the store that the settings name, with its tables up to date.
func open(ctx context.Context, s settings.Settings) (database.Store, error) {
	return openDrey(ctx, s)
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
