package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing/fstest"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

func ExampleEditedError() {
	ctx := context.Background()
	engine := upgraded(ctx)
	defer engine.Close()
	edited := with("sqlite/1_heroes.sql", string(revisions["sqlite/1_heroes.sql"].Data)+"-- edited\n")
	err := must(migrate.New(engine, migrate.Config{FS: edited})).Upgrade(ctx, "head")
	var e *migrate.EditedError
	fmt.Println(errors.As(err, &e), e.Revision, filepath.Base(e.Path))
	// Output: true 3f2a9c81d04e 1_heroes.sql
}

func ExampleMissingError() {
	ctx := context.Background()
	engine := upgraded(ctx)
	defer engine.Close()
	_, err := must(migrate.New(engine, migrate.Config{FS: fstest.MapFS{"sqlite/1_heroes.sql": revisions["sqlite/1_heroes.sql"]}})).Current(ctx)
	var e *migrate.MissingError
	fmt.Println(errors.As(err, &e), e.Revision)
	// Output: true 9d1c6be0a742
}

func ExampleHeadsError() {
	fmt.Println(&migrate.HeadsError{Heads: []migrate.Revision{{ID: "a1"}, {ID: "b2", Message: "theirs"}}})
	// Output: migrate: there are 2 heads, a1 and b2 (theirs): join them with: drey merge -m "...", or name one of them, or "heads" for all
}

func ExampleNotAtHeadError() {
	fmt.Println(&migrate.NotAtHeadError{Want: []string{"9d1c6be0a742"}})
	// Output: migrate: the database is at base and the revisions end at 9d1c6be0a742: run: drey upgrade heads
}

func ExampleIrreversibleError() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	oneWay := with("sqlite/2_sandy.sql", "-- drey: revision 9d1c6be0a742\n-- drey: parents 3f2a9c81d04e\n-- +goose Up\nINSERT INTO heroes (name) VALUES ('sandy');\n")
	m := must(migrate.New(engine, migrate.Config{FS: oneWay}))
	fmt.Println(m.Upgrade(ctx, "head"))
	var e *migrate.IrreversibleError
	fmt.Println(errors.As(m.Downgrade(ctx, "base"), &e), e.Reason)
	fmt.Println(must(m.Current(ctx)))
	// Output:
	// <nil>
	// true its file has no line "-- +goose Down"
	// [9d1c6be0a742]
}

func ExampleDestructiveError() {
	fmt.Println(&migrate.DestructiveError{Changes: []schema.Change{{Kind: schema.DropColumn, Table: "heroes", Name: "power", Destructive: true}}})
	// Output:
	// migrate: rows or values can be lost:
	//   heroes.power: DropColumn
	// If that is meant, run: drey revision --autogenerate -m "..." --allow heroes.power
	// If something was renamed, say so: --rename old:new, or was=old in the tag
}

func ExampleLockedError() {
	fmt.Println(&migrate.LockedError{Holder: "process 4711 of admin", Waited: 60e9})
	// Output: migrate: a lock was not given within 1m0s, process 4711 of admin has it; nothing was changed by this step: wait for it or end it, then run: drey upgrade
}

// What fails is rolled back, and says where; behind it is the database's refusal.
func ExampleStepError() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	broken := with("sqlite/2_sandy.sql", "-- drey: revision 9d1c6be0a742\n-- drey: parents 3f2a9c81d04e\n-- +goose Up\nINSERT INTO heroes (name) VALUES (NULL);\n")
	m := must(migrate.New(engine, migrate.Config{FS: broken}))
	err := m.Upgrade(ctx, "head")
	var e *migrate.StepError
	fmt.Println(errors.As(err, &e), e.Revision, e.Line, e.Statement, errors.Is(err, backends.ErrNotNullViolation))
	fmt.Println(must(m.Current(ctx)))
	// Output:
	// true 9d1c6be0a742 4 INSERT INTO heroes (name) VALUES (NULL); true
	// [3f2a9c81d04e (create heroes)]
}
