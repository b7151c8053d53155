package database

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/migratetest"

	"github.com/drey-db/drey/examples/toys/database/migrations"
)

// Each revision goes up, down and up again with nothing lost, and the tables are as the models say.
func TestRevisions(t *testing.T) {
	for backend, url := range map[string]func() string{
		"sqlite": func() string { return "sqlite:///" + t.TempDir() + "/toys.db" },
		"pgx":    func() string { return pgtest.URL(t) },
	} {
		t.Run(backend, func(t *testing.T) {
			d, err := Open(t.Context(), Config{Backend: backend, URL: url(), Pool: 5})
			require.NoError(t, err)
			defer d.Close()
			migratetest.Roundtrip(t, d.Engine, migrate.Config{MetaData: MetaData, FS: migrations.FS})
		})
	}
}
