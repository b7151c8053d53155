package migrate_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// The transaction of a GoStep is the revision's: code that ends it, or panics, leaves nothing behind.
func TestCodeDoesNotEndTheTransaction(t *testing.T) {
	insert := func(ctx context.Context, s *repo.Session) {
		if _, err := s.Exec(ctx, builder.Text("INSERT INTO heroes VALUES (9, 'x')")); err != nil {
			panic(err)
		}
	}
	for name, c := range map[string]struct {
		code func(ctx context.Context, s *repo.Session) error
		want string
	}{
		"commits": {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); return s.Commit(ctx) }, "return nil, and it is committed"},
		"commits and hides it": {func(ctx context.Context, s *repo.Session) error {
			insert(ctx, s)
			_ = s.Commit(ctx)
			return context.Canceled
		}, "context canceled"},
		"rolls back": {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); return s.Rollback(ctx) }, "return an error, and it is rolled back"},
		"closes":     {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); return s.Close() }, "return an error, and it is rolled back"},
		"panics":     {func(ctx context.Context, s *repo.Session) error { insert(ctx, s); panic("overboard") }, "its code panicked: overboard, at "},
		"panics itself": {func(ctx context.Context, s *repo.Session) error {
			insert(ctx, s)
			var none []int
			_ = none[len(name(ctx))]
			return nil
		}, "code_test.go:"},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				m := migrator(t, engine, migrate.Config{FS: files(linear[0]), GoSteps: []migrate.GoStep{{Revision: "code", Parent: "aaa", Up: c.code}}})
				err := m.Upgrade(t.Context(), "head")
				require.ErrorContains(t, err, c.want)
				var failed *migrate.StepError
				require.ErrorAs(t, err, &failed)
				require.NotContains(t, err.Error(), "goose")
				require.Equal(t, []string{"aaa"}, currently(t, m))
				require.Zero(t, rows(t, engine, "SELECT count(*) FROM heroes"))
			})
		})
	}
}

func name(context.Context) string { return "" }

// A lock that is not there any more at the end kept nobody out, and is told.
func TestALockThatWasLostIsTold(t *testing.T) {
	for _, on := range enginetest.Backends() {
		if on.Name == enginetest.SQLite.Name {
			continue // has no such lock
		}
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			engine := on.Open(t, on.URL(t))
			m := migrator(t, engine, migrate.Config{FS: files("out - outside\n-- +goose NO TRANSACTION\n-- +goose Up\nSELECT pg_advisory_unlock_all();\n-- +goose Down\n")})
			require.ErrorContains(t, m.Upgrade(t.Context(), "head"), "give migrations the URL of the server itself")
			require.Equal(t, []string{"out"}, currently(t, m))
		})
	}
}
