package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// swallow has a trigger swallow rows of a table that a condition on NEW names.
func (db *database) swallow(t *testing.T, table, when string) {
	t.Helper()
	if db.backend.Dialect.Name == builder.SQLite().Name {
		db.exec(t, fmt.Sprintf("CREATE TRIGGER swallow_%[1]s BEFORE INSERT ON %[1]s WHEN %[2]s BEGIN SELECT RAISE(IGNORE); END", table, when))
		return
	}
	db.exec(t, "CREATE OR REPLACE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
	db.exec(t, fmt.Sprintf("CREATE TRIGGER swallow BEFORE INSERT ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION swallow()", table, when))
}

// SwallowedRowsAreMissed: what a trigger keeps back ends the transaction, one row or several, in bulk or not. Where COMMIT rides with the rows
// it has happened before the answer is read, and the error says so, and why.
func SwallowedRowsAreMissed(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	db.swallow(t, "heroes", "NEW.name = 'b'")
	db.swallow(t, "toys", "NEW.label = 'b'")
	three := []*Hero{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	add := func(entities ...any) func(s *repo.Session) error {
		return func(s *repo.Session) error { return s.Add(entities...) }
	}
	flushed := func(s *repo.Session) error {
		return errors.Join(s.Add(&Toy{Label: "a"}, &Toy{Label: "b"}), s.Flush(ctx))
	}
	for what, fn := range map[string]func(s *repo.Session) error{
		"several": add(&Hero{Name: "a"}, &Hero{Name: "b"}), "one": add(&Hero{Name: "b"}),
		"several with made keys": add(&Toy{Label: "a"}, &Toy{Label: "b"}), "one with a made key": add(&Toy{Label: "b"}),
		"flushed":  flushed,
		"inserted": func(s *repo.Session) error { return repo.InsertAll(ctx, s, three) },
		"inserted behind another": func(s *repo.Session) error {
			return errors.Join(s.Add(&Toy{Label: "a"}), s.Flush(ctx), repo.InsertAll(ctx, s, three[1:2]))
		},
		"upserted": func(s *repo.Session) error { return repo.UpsertAll(ctx, s, three) },
	} {
		says(t, db.Begin(ctx, fn, repo.WithCheckedCommit()), " of ", " rows ")
		expect(t, what+": SELECT count(*) FROM heroes", db.stored(t, "SELECT count(*) FROM heroes"), int64(0))
		expect(t, what+": SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	}
	err := db.Begin(ctx, add(&Toy{Label: "a"}, &Toy{Label: "b"}))
	expect(t, "whether it was committed", errors.Is(err, repo.ErrCommitUnknown), b.Pipelined)
	says(t, err, " of ", " rows came back: a trigger or a rule of the table leaves rows out: mend it, or write them by SQL")
	if b.Pipelined {
		says(t, err, "it was committed")
	}
	db.idle(t)
}

// TablesThatTakeNoCopy: rows that row-level security keeps COPY from are inserted, first in a transaction and later.
func TablesThatTakeNoCopy(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return // it has no roles
	}
	db := b.open(t)
	ctx := t.Context()
	role := "drey_writer_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	for _, sql := range []string{
		"CREATE ROLE " + role, "GRANT INSERT ON heroes, teams TO " + role, "ALTER TABLE heroes ENABLE ROW LEVEL SECURITY",
		"CREATE POLICY writing ON heroes FOR INSERT TO " + role + " WITH CHECK (app_src = 'own')",
	} {
		db.exec(t, sql)
	}
	t.Cleanup(func() {
		for _, sql := range []string{"DROP OWNED BY ", "DROP ROLE "} {
			_, err := db.Exec(context.Background(), builder.Text(sql+role))
			must(t, err)
		}
	})
	as := repo.WithHooks(repo.Hooks{AfterBegin: func(ctx context.Context, c backends.Runner) error {
		_, err := c.Exec(ctx, backends.Stmt{SQL: "SET LOCAL ROLE " + role})
		return err
	}})
	own := func(names ...string) (rows []*Hero) {
		for _, name := range names {
			rows = append(rows, &Hero{Name: name, AppSrc: "own", Stamps: Stamps{CreatedAt: noon, UpdatedOn: noon}})
		}
		return rows
	}
	team := []*Team{{Code: "x", Year: 1, Name: "one"}, {Code: "x", Year: 2, Name: "two"}}
	behind := value(repo.New(db.Pool()))(t)
	must(t, behind.Begin(ctx, func(s *repo.Session) error { // nobody knows yet what the tables take
		return errors.Join(repo.InsertAll(ctx, s, team), repo.InsertAll(ctx, s, own("a", "b")))
	}, as))
	for _, names := range [][]string{{"c", "d"}, {"e", "f", "g"}} {
		must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, own(names...)) }, as))
	}
	refusedRows := db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Hero{{Name: "x", AppSrc: "other"}}) }, as)
	says(t, refusedRows, "row-level security")
	expect(t, "stored: SELECT count(*) FROM heroes", db.stored(t, "SELECT count(*) FROM heroes"), int64(7))
	expect(t, "stored: SELECT count(*) FROM teams", db.stored(t, "SELECT count(*) FROM teams"), int64(2))
	db.log.take()
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, own("h")) }, as))
	expect(t, "it is remembered", strings.Contains(db.log.sent(), "COPY"), false)
	db.idle(t)
}
