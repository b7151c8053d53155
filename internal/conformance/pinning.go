package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// EnginesPinAConnection: what is set on a pinned connection lasts, sessions and hooks work on it, and closing it gives it back.
func EnginesPinAConnection(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	own := value(db.Pin(ctx))(t)
	value(own.Exec(ctx, builder.Text("CREATE TEMPORARY TABLE kept (n integer)")))(t)
	expect(t, "the hooks know", db.log.take() != nil, true)
	must(t, own.Begin(ctx, func(s *repo.Session) error {
		_, err := s.Exec(ctx, builder.Text("INSERT INTO kept VALUES (1)"))
		return err
	}))
	expect(t, "the temporary table", value(repo.Scalar[int64](ctx, own, builder.Text("SELECT n FROM kept")))(t), int64(1))
	value(own.Exec(ctx, builder.Text("DROP TABLE kept")))(t)
	must(t, own.Close())
	_, err := own.Exec(ctx, builder.Text("SELECT 1"))
	refused(t, err, repo.ErrClosed)
	expect(t, "the engine goes on", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
}
