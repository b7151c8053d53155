package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// revisions is what an embed.FS would hold: two files that follow each other.
var revisions = fstest.MapFS{
	"sqlite/1_heroes.sql": {Data: []byte("-- create heroes\n-- drey: revision 3f2a9c81d04e\n\n" +
		"-- +goose Up\nCREATE TABLE heroes (id integer PRIMARY KEY, name text NOT NULL);\n\n-- +goose Down\nDROP TABLE heroes;\n")},
	"sqlite/2_sandy.sql": {Data: []byte("-- add sandy\n-- drey: revision 9d1c6be0a742\n-- drey: parents 3f2a9c81d04e\n\n" +
		"-- +goose Up\nINSERT INTO heroes (name) VALUES ('sandy');\n\n-- +goose Down\nDELETE FROM heroes;\n")},
}

// memory returns an engine on a database in memory.
func memory() *repo.Engine {
	engine, err := repo.Open(context.Background(), "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		panic(err)
	}
	return engine
}

// must is for examples, which have nobody to return an error to.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func Example() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Upgrade(ctx, "head"))
	fmt.Println(must(m.Current(ctx)))
	fmt.Println(m.Downgrade(ctx, "-1"))
	fmt.Println(must(m.Current(ctx)))
	fmt.Println(m.Close())
	// Output:
	// <nil>
	// [9d1c6be0a742 (add sandy)]
	// <nil>
	// [3f2a9c81d04e (create heroes)]
	// <nil>
}

func ExampleNew() {
	engine := memory()
	defer engine.Close()
	_, err := migrate.New(engine, migrate.Config{FS: fstest.MapFS{"sqlite/1_x.sql": {Data: []byte("-- +goose Up\n")}}})
	fmt.Println(err)
	// Output: migrate: sqlite/1_x.sql has no line "-- drey: revision <id>": write one, with an id that no other revision has
}

// Events are for logs and progress bars.
func ExampleConfig() {
	engine := memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions, OnEvent: func(e migrate.Event) {
		if e.Kind == migrate.StepDone {
			fmt.Printf("%d of %d: %s, %v\n", e.N, e.Of, e.Message, e.Err)
		}
	}}))
	fmt.Println(m.Upgrade(context.Background(), "head"))
	// Output:
	// 1 of 2: create heroes, <nil>
	// 2 of 2: add sandy, <nil>
	// <nil>
}

func ExampleEvent() {
	engine := memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions, OnEvent: func(e migrate.Event) { fmt.Println(e.Kind, e.Revision, e.Line) }}))
	fmt.Println(m.Upgrade(context.Background(), "+1"))
	// Output:
	// step started 3f2a9c81d04e 0
	// statement done 3f2a9c81d04e 5
	// step done 3f2a9c81d04e 0
	// <nil>
}

func ExampleEventKind() {
	fmt.Println(migrate.Waiting, "/", migrate.StepStarted, "/", migrate.StatementDone, "/", migrate.StepDone)
	// Output: waiting / step started / statement done / step done
}

// A revision that is code, in the transaction that records it.
func ExampleGoStep() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions, GoSteps: []migrate.GoStep{{
		Revision: "shout", Parent: "9d1c6be0a742", Message: "names are shouted",
		Up: func(ctx context.Context, s *repo.Session) error {
			_, err := s.Exec(ctx, builder.Text("UPDATE heroes SET name = upper(name)"))
			return err
		},
	}}}))
	fmt.Println(m.Upgrade(ctx, "head"))
	fmt.Println(must(repo.Scalar[string](ctx, engine, builder.Text("SELECT name FROM heroes"))))
	// Output:
	// <nil>
	// SANDY
}

func ExampleMigrator_Upgrade() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	for _, target := range []string{"3f2a", "3f2a+1", "head", "+1"} {
		fmt.Println(target, m.Upgrade(ctx, target))
	}
	// Output:
	// 3f2a <nil>
	// 3f2a+1 <nil>
	// head <nil>
	// +1 migrate: "+1" is out of reach: run: drey history
}

func ExampleMigrator_Downgrade() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Upgrade(ctx, "head"), m.Downgrade(ctx, "3f2a"), m.Downgrade(ctx, "base"))
	fmt.Println(must(m.Current(ctx)))
	// Output:
	// <nil> <nil> <nil>
	// []
}

func ExampleMigrator_Current() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(must(m.Current(ctx)), m.Upgrade(ctx, "+1"), must(m.Current(ctx)))
	// Output: [] <nil> [3f2a9c81d04e (create heroes)]
}

func ExampleMigrator_History() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Upgrade(ctx, "+1"))
	for _, r := range must(m.History(ctx)) {
		fmt.Println(r, r.Parents, r.Head, r.Applied)
	}
	// Output:
	// <nil>
	// 9d1c6be0a742 (add sandy) [3f2a9c81d04e] true false
	// 3f2a9c81d04e (create heroes) [] false true
}

func ExampleMigrator_Heads() {
	engine := memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Heads(), m.Revisions())
	// Output: [9d1c6be0a742 (add sandy)] [3f2a9c81d04e (create heroes) 9d1c6be0a742 (add sandy)]
}

func ExampleMigrator_Revisions() {
	engine := memory()
	defer engine.Close()
	for _, r := range must(migrate.New(engine, migrate.Config{FS: revisions})).Revisions() {
		fmt.Println(r.ID, r.Path)
	}
	// Output:
	// 3f2a9c81d04e migrations/sqlite/1_heroes.sql
	// 9d1c6be0a742 migrations/sqlite/2_sandy.sql
}

func ExampleMigrator_Find() {
	engine := memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(must(m.Find("head-1")), must(m.Find("9d1c")))
	// Output: [3f2a9c81d04e (create heroes)] [9d1c6be0a742 (add sandy)]
}

func ExampleMigrator_Pending() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Upgrade(ctx, "+1"), must(m.Pending(ctx, "head")), must(m.Passed(ctx, "base")))
	// Output: <nil> [9d1c6be0a742 (add sandy)] [3f2a9c81d04e (create heroes)]
}

func ExampleMigrator_Passed() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Upgrade(ctx, "head"), must(m.Passed(ctx, "base")))
	// Output: <nil> [9d1c6be0a742 (add sandy) 3f2a9c81d04e (create heroes)]
}

// A database that has the tables already is told so.
func ExampleMigrator_Stamp() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	_ = must(engine.Exec(ctx, builder.Text("CREATE TABLE heroes (id integer PRIMARY KEY, name text NOT NULL)")))
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Stamp(ctx, "3f2a"), must(m.Current(ctx)))
	fmt.Println(m.Upgrade(ctx, "head"))
	// Output:
	// <nil> [3f2a9c81d04e (create heroes)]
	// <nil>
}

func ExampleMigrator_Check() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions, MetaData: schema.MustOf(builder.Model[hero]())}))
	_, err := m.Check(ctx)
	var behind *migrate.NotAtHeadError
	fmt.Println(errors.As(err, &behind), behind.Want)
	fmt.Println(m.Upgrade(ctx, "head"))
	diff := must(m.Check(ctx))
	fmt.Println(diff.Empty())
	fmt.Println(diff.Changes[len(diff.Changes)-1])
	// Output:
	// true [9d1c6be0a742]
	// <nil>
	// false
	// heroes.power: AddColumn integer
}

// The statements for someone else to run, from base to the head, without a database.
func ExampleMigrator_SQL() {
	engine := memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	var script strings.Builder
	fmt.Println(m.SQL(context.Background(), &script, "3f2a", "head"))
	for _, line := range strings.Split(script.String(), "\n") {
		if !strings.Contains(line, "drey_version") {
			fmt.Println(line)
		}
	}
	// Output:
	// <nil>
	// -- run it so that it stops at the first error: sqlite3 -bail DATABASE < FILE
	//
	// -- up 9d1c6be0a742 (add sandy)
	// PRAGMA foreign_keys = OFF;
	// BEGIN;
	// INSERT INTO heroes (name) VALUES ('sandy');
	// COMMIT;
	// PRAGMA foreign_keys = ON;
}

func ExampleMigrator_Close() {
	engine := memory()
	defer engine.Close()
	m := must(migrate.New(engine, migrate.Config{FS: revisions}))
	fmt.Println(m.Close(), m.Upgrade(context.Background(), "head"))
	// Output: <nil> migrate: the Migrator is closed: make another with migrate.New
}

func ExampleRevision() {
	fmt.Println(migrate.Revision{ID: "3f2a9c81d04e", Message: "create heroes"})
	// Output: 3f2a9c81d04e (create heroes)
}

// with are revisions of which one file is another one.
func with(file, text string) fstest.MapFS {
	changed := fstest.MapFS{}
	for name, f := range revisions {
		changed[name] = f
	}
	changed[file] = &fstest.MapFile{Data: []byte(text)}
	return changed
}

// upgraded returns an engine whose database has all revisions.
func upgraded(ctx context.Context) *repo.Engine {
	engine := memory()
	if err := must(migrate.New(engine, migrate.Config{FS: revisions})).Upgrade(ctx, "head"); err != nil {
		panic(err)
	}
	return engine
}
