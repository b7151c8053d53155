package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing/fstest"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

// A revision that is made from the models, and one whose statements are yours.
func ExampleMigrator_Revision() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	dir := must(os.MkdirTemp("", "migrate"))
	defer os.RemoveAll(dir)
	m := must(migrate.New(engine, migrate.Config{Dir: dir, MetaData: schema.MustOf(builder.Model[hero]())}))
	made := must(m.Revision(ctx, migrate.NewRevision{Message: "create heroes", Autogenerate: true}))
	_, up, _ := strings.Cut(string(must(os.ReadFile(made[0].Path))), "-- +goose Up\n")
	up, _, _ = strings.Cut(up, "\n")
	fmt.Println(up)
	fmt.Println(m.Upgrade(ctx, "head"))
	fmt.Println(len(must(m.Revision(ctx, migrate.NewRevision{Message: "again", Autogenerate: true}))), "more")
	fmt.Println(len(must(m.Revision(ctx, migrate.NewRevision{Message: "rows"}))), "of your own")
	// Output:
	// CREATE TABLE `heroes` (`id` integer NOT NULL, `name` text NOT NULL, `power` integer NULL, PRIMARY KEY (`id`));
	// <nil>
	// 0 more
	// 1 of your own
}

// What loses values is refused until it is allowed; a rename is said.
func ExampleNewRevision() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	dir := must(os.MkdirTemp("", "migrate"))
	defer os.RemoveAll(dir)
	_ = must(engine.Exec(ctx, builder.Text("CREATE TABLE heroes (id integer NOT NULL PRIMARY KEY, title text NOT NULL, power integer)")))
	m := must(migrate.New(engine, migrate.Config{Dir: dir, MetaData: schema.MustOf(builder.Model[hero]())}))
	_, err := m.Revision(ctx, migrate.NewRevision{Message: "name", Autogenerate: true})
	var lost *migrate.DestructiveError
	fmt.Println(errors.As(err, &lost), lost.Changes[0])
	made, err := m.Revision(ctx, migrate.NewRevision{Message: "name", Autogenerate: true, Renames: map[string]string{"heroes.title": "heroes.name"}})
	fmt.Println(len(made), err)
	// Output:
	// true heroes.title: DropColumn text NOT NULL
	// 1 <nil>
}

func ExampleMigrator_Merge() {
	ctx, engine := context.Background(), memory()
	defer engine.Close()
	dir := must(os.MkdirTemp("", "migrate"))
	defer os.RemoveAll(dir)
	m := must(migrate.New(engine, migrate.Config{Dir: dir}))
	root := must(m.Revision(ctx, migrate.NewRevision{Message: "root"}))
	for _, message := range []string{"ours", "theirs"} {
		_ = must(m.Revision(ctx, migrate.NewRevision{Message: message, Parents: []string{root[0].ID}}))
	}
	var several *migrate.HeadsError
	fmt.Println(errors.As(m.Upgrade(ctx, "head"), &several), len(several.Heads))
	joined := must(m.Merge(ctx, "join"))
	fmt.Println(len(joined.Parents), m.Upgrade(ctx, "head"))
	// Output:
	// true 2
	// 2 <nil>
}

func ExampleMigrator_Unbuilt() {
	dir := must(os.MkdirTemp("", "migrations"))
	defer os.RemoveAll(dir)
	engine := memory()
	defer engine.Close()
	_ = must(must(migrate.New(engine, migrate.Config{Dir: dir})).Revision(context.Background(), migrate.NewRevision{Message: "create heroes"}))

	built := must(migrate.New(engine, migrate.Config{Dir: dir, FS: fstest.MapFS{}})) // an embed.FS of before
	fmt.Println(len(built.Unbuilt()))
	// Output: 1
}
