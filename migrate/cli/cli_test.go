package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func TestTheWalk(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			require.Equal(t, "base\n", r.run("current"))
			require.Regexp(t, `^wrote (postgres|sqlite)/\d{14}_ID_create_heroes.sql\n$`, r.run("revision", "--autogenerate", "-m", "create heroes"))
			require.Equal(t, "[1/1] up ID create heroes ... ok N ms\n", r.run("upgrade"))
			require.Equal(t, "nothing to do: the database is at ID (create heroes)\n", r.run("upgrade", "head"))
			require.Equal(t, "nothing differs from the models: no revision is written\n", r.run("revision", "--autogenerate", "-m", "again"))
			require.Equal(t, "the database is as the models are\n", r.run("check"))

			r.metaData = schema.MustOf(builder.Model[titled]())
			err := r.try("check")
			require.Equal(t, 3, cli.Code(err))
			require.Equal(t, "heroes.name: DropColumn text NOT NULL\nheroes.title: AddColumn text NOT NULL\n", sorted(r.out.String()))
			err = r.try("revision", "--autogenerate", "-m", "title")
			var lost *migrate.DestructiveError
			require.ErrorAs(t, err, &lost)
			require.ErrorContains(t, err, "--allow heroes.name")
			require.ErrorContains(t, err, "if heroes.title is what heroes.name was: --rename heroes.name:heroes.title")
			r.run("revision", "--autogenerate", "-m", "title", "--rename", "heroes.name:title")
			require.NotContains(t, r.err.String(), "NOT NULL")
			require.Contains(t, r.run("upgrade", "--dry-run"), `RENAME`)
			require.Equal(t, "ID (current) create heroes\n", r.run("current"))
			require.Equal(t, "[1/1] up ID title ... ok N ms\n", r.run("upgrade", "+1"))
			require.Equal(t, "", r.run("upgrade", "--dry-run"))
			require.Equal(t, "ID -> ID (head, current) title\nbase -> ID (applied) create heroes\n", r.run("history"))
			require.Equal(t, "[1/1] down ID title ... ok N ms\n", r.run("downgrade", "-1"))
			require.Equal(t, "[1/1] down ID create heroes ... ok N ms\n", r.run("downgrade", "base"))
			require.Contains(t, r.run("upgrade", "--sql"), "CREATE TABLE")
			require.Contains(t, r.run("downgrade", "--sql", "head:base"), "DROP TABLE")
			require.Equal(t, "ID (head) title\n", r.run("heads"))
			require.Equal(t, "stamped ID (head, current) title\n", r.run("stamp", "head"))
			require.Equal(t, "stamped base\n", r.run("stamp", "base"))
		})
	}
}

func sorted(text string) string {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) > 1 && lines[0] > lines[1] {
		lines[0], lines[1] = lines[1], lines[0]
	}
	return strings.Join(lines, "")
}

func TestStepsBackAreReadAsTyped(t *testing.T) {
	for name, typed := range map[string][]string{
		"alone":               {"downgrade", "-1"},
		"before a flag":       {"downgrade", "-1", "--json=false"},
		"behind a flag":       {"downgrade", "--lock-timeout", "1s", "-1"},
		"of a parent's flags": {"--json=false", "downgrade", "-1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
			r.run("revision", "-m", "a")
			r.run("upgrade")
			require.Equal(t, "[1/1] down ID a ... ok N ms\n", r.run(typed...))
		})
	}
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	for i := range 11 {
		r.run("revision", "-m", fmt.Sprint("number ", i))
	}
	r.run("upgrade")
	r.answers = "n\n"
	require.Error(t, r.try("downgrade", "-10"))
	require.Contains(t, r.err.String(), "downgrade -10 takes back 10 revisions")
	require.Contains(t, r.run("downgrade", "-10", "--yes"), "number 1 ")
	require.Error(t, r.try("downgrade", "-1")) // which is base
	require.Contains(t, r.err.String(), "downgrade -1 takes back 1 revision, with the rows")
	r.answers = ""
	err := r.try("downgrade", "-1", "base")
	require.ErrorContains(t, err, "-1 and base are two targets")
	require.Equal(t, 2, cli.Code(err))
	require.ErrorContains(t, r.try("upgrade", "-1"), "run: drey downgrade -1")
}

// A program of another purpose has the commands in its tree.
func TestInTheTreeOfAHost(t *testing.T) {
	for _, traverse := range []bool{false, true} {
		r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
		var configured []string
		host := func(args ...string) (string, string, error) {
			var config string
			root := &cobra.Command{Use: "app", TraverseChildren: traverse, PersistentPreRun: func(*cobra.Command, []string) { configured = append(configured, config) }}
			root.PersistentFlags().StringVar(&config, "config", "", "")
			db := cli.New(r.open, migrate.Config{Dir: r.dir, MetaData: r.metaData})
			db.Use = "db"
			root.AddCommand(db)
			var out, err bytes.Buffer
			root.SetOut(&out)
			root.SetErr(&err)
			root.SetArgs(append([]string{"db"}, args...))
			return out.String(), err.String(), errors.Join(root.Execute(), nil)
		}
		t.Setenv("DREY_URL", r.url)
		_, _, err := host("revision", "--autogenerate", "-m", "a")
		require.NoError(t, err)
		_, _, err = host("upgrade")
		require.NoError(t, err)
		_, _, err = host("downgrade", "-1", "--config", "here")
		require.NoError(t, err)
		require.Equal(t, "here", configured[len(configured)-1], "the host's flags are read before its hooks run")
		require.Equal(t, "base\n", r.run("current"))
		_, _, err = host("revision", "--autogenerate", "-m", "b")
		require.ErrorContains(t, err, "run: app db upgrade heads")
	}
}

func TestFromTheArgumentsOfTheProcess(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	r.run("revision", "-m", "a")
	r.run("upgrade")
	args := os.Args
	defer func() { os.Args = args }()
	os.Args = []string{"migrate", "downgrade", "-1", "--url", r.url}
	var out bytes.Buffer
	cmd := cli.New(r.open, migrate.Config{Dir: r.dir})
	cmd.SetOut(&out)
	require.NoError(t, cmd.Execute())
	require.Contains(t, out.String(), "[1/1] down")
}

func TestCodes(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	for _, wrong := range [][]string{
		{"chek"}, {"upgrade", "a", "b"}, {"upgrade", "--nonsense"}, {"revision"}, {"downgrade"}, {"downgrade", "--sql", "base"},
		{"upgrade", "--sql", "--dry-run"}, {"revision", "-m", "a", "--rename", "x"}, {"erd", "--format", "png"}, {"show"}, {"upgrade", "--lock-timeout", "x"},
	} {
		require.Equal(t, 2, cli.Code(r.try(wrong...)), "%v", wrong)
	}
	for _, failing := range [][]string{{"upgrade", "nowhere"}, {"stamp", "+1"}, {"downgrade", "-3"}, {"show", "abc"}, {"merge"}} {
		require.Equal(t, 1, cli.Code(r.try(failing...)), "%v", failing)
	}
	require.Equal(t, 0, cli.Code(nil))
	require.Equal(t, 1, cli.Code(errors.New("else")))
	r.url = ""
	require.Equal(t, 2, cli.Code(r.try("current")))
	require.Equal(t, "Error: no database is named: give --url, or set DREY_URL\n", r.err.String())
}

// An error is told once, with the next command; the usage only where that was wrong.
func TestErrorsAreToldOnce(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	err := r.try("upgrade", "abc")
	require.Empty(t, r.out.String())
	require.Equal(t, "Error: "+err.Error()+"\n", r.err.String())
	require.ErrorContains(t, err, "run: drey history")
	_ = r.try("upgrade", "--nonsense")
	require.Contains(t, r.out.String(), "Usage:") // cobra puts it on stderr where nobody sets an output
	_ = r.try("chek")
	require.Equal(t, "Error: there is no command \"chek\"; run: drey check\n", r.err.String())
}

func TestNoPasswordIsShown(t *testing.T) {
	const url = "postgresql://u:qZ8vhunter2@127.0.0.1:1/heroes"
	r := newTerminal(t, url, pgxbackend.Backend{}, builder.Model[hero]())
	t.Setenv("DREY_URL", url)
	for _, args := range [][]string{
		{"current"}, {"upgrade", url}, {url}, {"upgrade", "--nonsense", url}, {"show", url, url}, {"upgrade", "--nonsense=" + url}, {"stamp", url},
		{"upgrade", "--lock-timeout", url}, {"erd", "--format", url}, {"revision", "-m", "x", "--rename", url}, {"upgrade", "--help"},
	} {
		err := r.try(args...)
		require.NotContains(t, fmt.Sprint(err, r.out.String(), r.err.String()), "qZ8vhunter2", "%v", args)
	}
}

// How a URL is written is told as it is: it has no password.
func TestAnExampleOfAURLIsNoSecret(t *testing.T) {
	r := newTerminal(t, "localhost:5432/heroes", pgxbackend.Backend{}, builder.Model[hero]())
	require.ErrorContains(t, r.try("current"), "write postgresql://user:password@host:5432/database")
}

func TestProgramsWithoutModelsSayWhatToRun(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	r.metaData = nil
	for _, args := range [][]string{{"check"}, {"create-all"}, {"drop-all", "--yes"}, {"revision", "--autogenerate", "-m", "a"}} {
		require.ErrorContains(t, r.try(args...), "go run ./cmd/migrate "+args[0])
	}
	r.run("revision", "-m", "a")
}

func TestCompletion(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	r.run("revision", "-m", "first of all")
	first := strings.Trim(idInPath.FindString(r.out.String()), "_")
	t.Setenv("DREY_URL", r.url)
	complete := func(args ...string) string {
		cmd := cli.New(r.open, migrate.Config{Dir: r.dir})
		var out bytes.Buffer
		cmd.SetOut(&out)
		cmd.SetErr(&bytes.Buffer{})
		cmd.SetArgs(append([]string{"__complete"}, args...))
		require.NoError(t, cmd.Execute())
		return out.String()
	}
	require.Equal(t, "head\nheads\nbase\n"+first+"\tfirst of all\n:4\n", complete("upgrade", ""))
	require.Equal(t, first+"\tfirst of all\n:4\n", complete("downgrade", first[:4]))
	require.Contains(t, complete("downgrade", "--"), "--dry-run")
	require.NotContains(t, complete("downgrade", "--"), "step-digit")
	for _, shell := range []string{"bash", "zsh", "fish"} {
		require.NotEmpty(t, r.run("completion", shell))
	}
}

// A revision that was cut off is shown, and goes on as the user says.
func TestACutOffRevisionIsShownAndGoesOn(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend)
			r.run("revision", "-m", "outside")
			paths, err := filepath.Glob(filepath.Join(r.dir, "*", "*_outside.sql"))
			require.NoError(t, err)
			require.Len(t, paths, 1)
			text, err := os.ReadFile(paths[0])
			require.NoError(t, err)
			script := strings.Replace(string(text), "-- +goose Up\n", "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE k (n integer);\nINSERT INTO other VALUES (1);\n", 1)
			require.NoError(t, os.WriteFile(paths[0], []byte(script), 0o600))
			require.Error(t, r.try("upgrade"))
			require.Equal(t, "base\nID (head) outside\n  half applied: the first statement is carried out; run: drey upgrade ID\n", r.run("current"))
			require.ErrorContains(t, r.try("upgrade", "--skip"), "there is none on this way")
			engine := e.Open(t, r.url)
			for _, text := range []string{"CREATE TABLE other (n integer)", "UPDATE drey_version SET progress = 3"} {
				_, err := engine.Exec(t.Context(), builder.Text(text))
				require.NoError(t, err)
			}
			require.Equal(t, "base -> ID (head) outside\n  half applied: the first statement is carried out, and the next one was begun; run: drey upgrade ID\n", r.run("history"))
			require.Contains(t, r.run("current", "--json"), `"interrupted":{"down":false,"done":1,"statement":"INSERT INTO other VALUES (1);"}`)
			require.Equal(t, 2, cli.Code(r.try("upgrade", "--skip", "--retry")))
			require.Equal(t, 2, cli.Code(r.try("upgrade", "--skip", "--dry-run")))
			require.Equal(t, "[1/1] up ID outside ... ok N ms\n", r.run("upgrade", "--retry"))
			require.Equal(t, "ID (head, current) outside\n", r.run("current"))
			n, err := repo.Scalar[int64](t.Context(), engine, builder.Text("SELECT count(*) FROM other"))
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
		})
	}
}
