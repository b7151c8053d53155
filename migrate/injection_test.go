package migrate_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/conformance"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// Whatever stands where migrations have a name or a message is that, or is refused by migrate; the canaries sing on.
func TestNamesAreNeverSQL(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, _ *repo.Engine) {
		on := backendOf(t)
		url := on.URL(t)
		engine := on.Open(t, url)
		for _, sql := range []string{"CREATE TABLE canaries (id integer PRIMARY KEY)", "INSERT INTO canaries VALUES (1), (2), (3)"} {
			require.NoError(t, send(t, engine, sql))
		}
		for i, injection := range conformance.Injections {
			if i%15 == 0 || strings.Contains(injection, "canaries") && strings.ContainsAny(injection, "\\\n\r") { // a revision is dear
				injected(t, on, url, engine, injection, i)
				require.EqualValues(t, 3, rows(t, engine, "SELECT count(*) FROM canaries"), injection)
			}
		}
	})
}

// injected goes with a text in all places through what is written of a revision, by an upgrade and by scripts.
func injected(t *testing.T, on enginetest.Backend, url string, engine *repo.Engine, text string, i int) {
	t.Helper()
	ctx, id := t.Context(), "r"+strconv.Itoa(i)
	none := func(_ context.Context, _ *repo.Session) error { return nil }
	for place, c := range map[string]migrate.Config{
		"table":       {Table: text, FS: headed(id, "message")},
		"long table":  {Table: "versions of " + text, FS: headed(id, "message")},
		"header":      {Table: "plain", FS: headed(id+"h", text)},
		"id":          {Table: "plain", FS: headed("i"+text, "message")},
		"step":        {Table: "plain", GoSteps: []migrate.GoStep{{Revision: "s" + text, Message: "message", Up: none, Down: none}}},
		"step's word": {Table: "plain", GoSteps: []migrate.GoStep{{Revision: id + "m", Message: text, Up: none, Down: none}}},
	} {
		m, err := migrate.New(engine, c)
		if err != nil {
			require.ErrorContains(t, err, "migrate: ", "%s %q", place, text)
			continue
		}
		revision := m.Heads()[0].ID
		require.NoError(t, m.Upgrade(ctx, "head"), "%s %q", place, text)
		require.Equal(t, []string{revision}, currently(t, m), "%s %q", place, text)
		scripted(t, on, url, m, place, text)
		require.Equal(t, []string{revision}, currently(t, m), "%s %q by scripts", place, text)
		require.NoError(t, m.Downgrade(ctx, "base"))
		require.NoError(t, m.Forget(ctx))
	}
	m := migrator(t, engine, migrate.Config{Table: "plain", Dir: t.TempDir(), FS: nil})
	for _, n := range []migrate.NewRevision{{Message: text}, {Message: "m", Label: text}, {Message: "m", Parents: []string{text}}} {
		if list, err := m.Revision(ctx, n); err != nil {
			require.ErrorContains(t, err, "migrate: ", "%q", text)
		} else {
			require.NotEmpty(t, list)
		}
	}
	if len(m.Heads()) > 0 {
		require.NoError(t, m.Upgrade(ctx, "heads"), text)
		scripted(t, on, url, m, "a new revision", text)
	}
	for _, target := range []func() error{
		func() error { return m.Upgrade(ctx, text) }, func() error { return m.Downgrade(ctx, text) }, func() error { return m.Stamp(ctx, text) },
		func() error { return m.SQL(ctx, &strings.Builder{}, text, text) }, func() error { return m.Settle(ctx, text, true) },
	} {
		if err := target(); err != nil {
			require.ErrorContains(t, err, "migrate: ", "%q", text)
		}
	}
	require.NoError(t, m.Forget(ctx))
}

// headed is a revision without statements, as files of both dialects.
func headed(id, message string) fstest.MapFS {
	file := &fstest.MapFile{Data: []byte("-- " + message + "\n-- drey: revision " + id + "\n-- +goose Up\n-- +goose Down\n")}
	return fstest.MapFS{"postgres/1_a.sql": file, "sqlite/1_a.sql": file}
}

// scripted takes back and applies what a Migrator has by scripts that another program runs, as the database's own client does.
func scripted(t *testing.T, on enginetest.Backend, url string, m *migrate.Migrator, place, text string) {
	t.Helper()
	ctx := t.Context()
	for _, write := range []func(w *strings.Builder) error{
		func(w *strings.Builder) error { return m.DryRun(ctx, w, "base", true) },
		func(w *strings.Builder) error { return m.StampSQL(ctx, w, "base") },
		func(w *strings.Builder) error { return m.DryRun(ctx, w, "heads", false) },
		func(w *strings.Builder) error { return m.StampSQL(ctx, w, "heads") },
	} {
		var script strings.Builder
		require.NoError(t, write(&script), "%s %q", place, text)
		require.NoError(t, client(t, on, url, script.String(), true), "%s %q:\n%s", place, text, &script)
	}
}
