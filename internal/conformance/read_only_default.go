package conformance

import (
	"database/sql"
	"maps"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ADefaultOfReadOnlyHolds: where the URL, or the database, says that transactions are read-only, those of a session are, at every level, as
// are statements without one; whoever turns it off for a transaction writes.
func ADefaultOfReadOnlyHolds(t *testing.T, b Backend) {
	if !b.Socket {
		return // SQLite has no such default
	}
	u := value(backends.ParseURL(b.URL(t)))(t)
	db := &database{Engine: value(repo.OpenURL(t.Context(), u, repo.WithBackend(b.Backend)))(t), backend: b}
	t.Cleanup(func() { must(t, db.Close()) })
	db.exec(t, b.spell("CREATE TABLE vaults (id {counted}, name varchar(9) NOT NULL UNIQUE, code varchar(20) NOT NULL)"))
	u.Query = maps.Clone(u.Query)
	u.Query.Set("default_transaction_read_only", "on")
	guarded := value(repo.OpenURL(t.Context(), u, repo.WithBackend(b.Backend)))(t)
	t.Cleanup(func() { must(t, guarded.Close()) })
	ctx, add := t.Context(), func(s *repo.Session) error { return s.Add(&Vault{Name: "a"}) }
	for _, level := range []sql.IsolationLevel{sql.LevelDefault, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable} {
		s := guarded.Session(repo.WithIsolation(level))
		must(t, add(s))
		refused(t, s.Commit(ctx), repo.ErrReadOnly)
		must(t, s.Rollback(ctx))
		expect(t, "the level", value(repo.Scalar[string](ctx, s, builder.Text("SELECT current_setting('transaction_isolation')")))(t), levelNames[level])
		must(t, s.Close())
	}
	_, err := guarded.Exec(ctx, builder.Insert(builder.Model[Vault]()).Values(&Vault{Name: "a"}))
	refused(t, err, repo.ErrReadOnly)
	must(t, guarded.Begin(ctx, func(s *repo.Session) error {
		if _, err := s.Exec(ctx, builder.Text("SET TRANSACTION READ WRITE")); err != nil {
			return err
		}
		return add(s)
	}))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Vault{Name: "b"}) }))
	expect(t, "rows", value(repo.Count(ctx, db, builder.Select(builder.Model[Vault]())))(t), int64(2))
}

// levelNames are PostgreSQL's names of levels; the default is read committed.
var levelNames = map[sql.IsolationLevel]string{
	sql.LevelDefault: "read committed", sql.LevelReadCommitted: "read committed", sql.LevelRepeatableRead: "repeatable read", sql.LevelSerializable: "serializable",
}
