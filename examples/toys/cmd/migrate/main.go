// Command migrate keeps the revisions of the toys' database, from the directory examples/toys.
//
//	go run ./cmd/migrate revision --autogenerate -m "..." --url postgresql://admin:secret@localhost:5432/toys
//	go run ./cmd/migrate upgrade
package main

import (
	"context"
	"os"
	"strings"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
	"github.com/drey-db/drey/repo"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/database/migrations"
)

func main() {
	cmd := cli.New(open, migrate.Config{MetaData: database.MetaData, FS: migrations.FS, Dir: "database/migrations"})
	cmd.Use = "migrate"
	os.Exit(cli.Code(cmd.Execute()))
}

// open speaks to PostgreSQL by pgx, and to SQLite by database/sql.
func open(ctx context.Context, url string) (*repo.Engine, error) {
	c := database.Config{Backend: "pgx", URL: url}
	if strings.HasPrefix(url, "sqlite") {
		c.Backend = "sqlite"
	}
	d, err := database.Open(ctx, c)
	return d.Engine, err
}
