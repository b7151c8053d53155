package cli_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing/fstest"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
	"github.com/drey-db/drey/repo"
)

// written is what an embed.FS would hold.
var written = fstest.MapFS{"sqlite/1_heroes.sql": {Data: []byte(`-- create heroes
-- drey: revision 3f2a9c81d04e

-- +goose Up
CREATE TABLE heroes (id integer PRIMARY KEY);

-- +goose Down
DROP TABLE heroes;
`)}}

func openSQLite(ctx context.Context, url string) (*repo.Engine, error) {
	return repo.Open(ctx, url, repo.WithBackend(sqlxbackend.Backend{}))
}

// The commands of migrations are commands of a program that has others.
func ExampleNew() {
	dir, err := os.MkdirTemp("", "cli")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	app := &cobra.Command{Use: "app"}
	db := cli.New(openSQLite, migrate.Config{FS: written})
	db.Use = "db"
	app.AddCommand(db)

	app.SetArgs([]string{"db", "history", "--url", "sqlite:///" + filepath.Join(dir, "heroes.db")})
	fmt.Println(app.Execute())
	// Output:
	// base -> 3f2a9c81d04e (head) create heroes
	// <nil>
}

// A main function ends with os.Exit(cli.Code(cmd.Execute())).
func ExampleCode() {
	cmd := cli.New(openSQLite, migrate.Config{FS: written})
	cmd.SilenceErrors = true
	cmd.SetArgs([]string{"upgrade", "nowhere", "--url", "sqlite:///:memory:"})
	err := cmd.Execute()
	fmt.Println(cli.Code(nil), cli.Code(errors.New("boom")), cli.Code(err), err)
	// Output: 0 1 1 migrate: there is no revision "nowhere": run: drey history
}
