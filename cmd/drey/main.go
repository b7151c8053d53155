// Command drey keeps the revisions of databases that are written down as SQL files: upgrade, downgrade, history, stamp, reflect
// and what else needs no models; drey vet finds mistakes in programs. What compares with models needs a program that knows them, which drey init writes.
//
//	go install github.com/drey-db/drey/cmd/drey@latest
//	drey upgrade --url postgresql://user:password@localhost:5432/heroes
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // postgresql+pgx for database/sql
	_ "github.com/lib/pq"              // postgresql+pq for database/sql
	_ "modernc.org/sqlite"             // sqlite for database/sql

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
	"github.com/drey-db/drey/repo"
)

func main() {
	servesVet(os.Args[1:])
	os.Exit(cli.Code(command().Execute()))
}

func command() *cobra.Command {
	root := cli.New(open, migrate.Config{})
	root.Version = version()
	root.AddCommand(vetCommand(), versionCommand())
	return root
}

// versionCommand prints what --version does.
func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version of this command", Args: cobra.NoArgs, ValidArgsFunction: cobra.NoFileCompletions,
		Run: func(cmd *cobra.Command, _ []string) {
			_, _ = fmt.Fprintln(cmd.OutOrStdout(), cmd.Root().Name(), "version", version())
		},
	}
}

// version is that of the module that the command was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "(unknown)"
}

// open speaks to a database by pgx, or by database/sql where the URL names a driver of it.
func open(ctx context.Context, url string) (*repo.Engine, error) {
	scheme, _, _ := strings.Cut(url, ":")
	if scheme == "postgresql" || scheme == "postgres" {
		return repo.Open(ctx, url, repo.WithBackend(pgxbackend.Backend{}))
	}
	return repo.Open(ctx, url, repo.WithBackend(sqlxbackend.Backend{}))
}
