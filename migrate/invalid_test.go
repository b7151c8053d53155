package migrate_test

import (
	"io"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// What the caller gets wrong is ErrInvalidRequest; what files and the database are is not.
func TestCallersMistakesAreInvalidRequests(t *testing.T) {
	engine := enginetest.SQLite.Open(t, "sqlite:///:memory:")
	ctx := t.Context()
	made := func(c migrate.Config) error { _, err := migrate.New(engine, c); return err }
	with := func(c migrate.Config, do func(*migrate.Migrator) error) error {
		m, err := migrate.New(engine, c)
		require.NoError(t, err)
		defer m.Close()
		return do(m)
	}
	files := migrate.Config{FS: fstest.MapFS{"sqlite/1_a.sql": {Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT nonsense;\n")}}}
	upgrade := func(target string) error {
		return with(files, func(m *migrate.Migrator) error { return m.Upgrade(ctx, target) })
	}
	revise := func(n migrate.NewRevision) error {
		return with(migrate.Config{Dir: t.TempDir()}, func(m *migrate.Migrator) error { _, err := m.Revision(ctx, n); return err })
	}
	_, nilEngine := migrate.New(nil, migrate.Config{})
	_, nope := schema.Reflect(ctx, engine, schema.Only("nope"))
	for what, err := range map[string]error{
		"a nil engine":        nilEngine,
		"a nil MetaData":      (*schema.MetaData)(nil).CreateAll(ctx, engine),
		"no table":            nope,
		"no model":            schema.CreateAll(ctx, engine),
		"LockTimeout":         made(migrate.Config{LockTimeout: -1}),
		"Table":               made(migrate.Config{Table: "\x00"}),
		"a GoStep":            made(migrate.Config{GoSteps: []migrate.GoStep{{Revision: "a"}}}),
		"an unknown revision": upgrade("zzz"),
		"a direction":         upgrade("-1"),
		"too far":             upgrade("+2"),
		"no target":           upgrade(""),
		"no folder":           with(migrate.Config{Dir: t.TempDir() + "/none"}, func(m *migrate.Migrator) error { return m.Upgrade(ctx, "head") }),
		"SQL":                 with(files, func(m *migrate.Migrator) error { return m.SQL(ctx, io.Discard, "zzz", "head") }),
		"Stamp":               with(files, func(m *migrate.Migrator) error { return m.Stamp(ctx, "-1") }),
		"Settle":              with(files, func(m *migrate.Migrator) error { return m.Settle(ctx, "a", true) }),
		"Merge":               with(files, func(m *migrate.Migrator) error { _, err := m.Merge(ctx, "x"); return err }),
		"no message":          revise(migrate.NewRevision{}),
		"a label":             revise(migrate.NewRevision{Message: "x", Label: "a b"}),
		"no models":           revise(migrate.NewRevision{Message: "x", Autogenerate: true}),
		"a closed Migrator":   with(files, func(m *migrate.Migrator) error { _ = m.Close(); return m.Upgrade(ctx, "head") }),
	} {
		require.ErrorIs(t, err, repo.ErrInvalidRequest, what)
	}
	require.NotErrorIs(t, upgrade("head"), repo.ErrInvalidRequest)
}
