package migrate_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// folder is a file of each dialect.
func folder(name, content string) fstest.MapFS {
	return fstest.MapFS{"postgres/" + name: {Data: []byte(content)}, "sqlite/" + name: {Data: []byte(content)}}
}

// filesCase is files, and what New says of them.
type filesCase struct {
	name    string
	files   fstest.MapFS
	says    []string
	refused bool
}

func (c filesCase) judge(t *testing.T) {
	t.Run(c.name, func(t *testing.T) {
		enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
			m, err := migrate.New(engine, migrate.Config{FS: c.files})
			if !c.refused {
				require.NoError(t, err)
				require.NoError(t, m.Upgrade(t.Context(), "head"))
				return
			}
			require.Error(t, err)
			for _, part := range c.says {
				require.ErrorContains(t, err, part)
			}
		})
	})
}

// Files that are no revisions are told by New, which sends nothing.
func TestMalformedFilesAreToldByNew(t *testing.T) {
	for _, c := range []filesCase{
		{"empty", folder("1_x.sql", ""), []string{"1_x.sql", `"-- +goose Up"`}, true},
		{"blank", folder("1_x.sql", "\n\n"), []string{`"-- +goose Up"`}, true},
		{"no Up", folder("1_x.sql", "-- x\n-- drey: revision x\nCREATE TABLE x (id int);\n"), []string{`"-- +goose Up"`, "write it in front"}, true},
		{"no id", folder("1_x.sql", "-- x\n-- +goose Up\n"), []string{"-- drey: revision <id>"}, true},
		{"an empty id", folder("1_x.sql", "-- drey: revision\n-- +goose Up\n"), []string{"1_x.sql:1", "is empty", "give another"}, true},
		{"an id of two words", folder("1_x.sql", "-- drey: revision a b\n-- +goose Up\n"), []string{"1_x.sql:1", `"a b"`}, true},
		{"an id with @", folder("1_x.sql", "-- drey: revision a@b\n-- +goose Up\n"), []string{`"a@b"`}, true},
		{"an id that is a word", folder("1_x.sql", "-- drey: revision head\n-- +goose Up\n"), []string{`"head"`, "give another"}, true},
		{"a label that is a word", folder("1_x.sql", "-- drey: revision a\n-- drey: label base\n-- +goose Up\n"), []string{"1_x.sql:2", `"base"`}, true},
		{"an unknown word", folder("1_x.sql", "-- drey: revison a\n-- +goose Up\n"), []string{"1_x.sql:1", "revison", "parents, label"}, true},
		{"a header without a colon", folder("1_x.sql", "-- drey: revision a\n-- drey parents b\n-- +goose Up\n"), []string{"1_x.sql:2", `write "-- drey: parents b"`}, true},
		{"a header without a blank", folder("1_x.sql", "-- drey: revision a\n--drey: irreversible lost\n-- +goose Up\n"), []string{"1_x.sql:2", `write "-- drey: irreversible lost"`}, true},
		{"a header in capitals", folder("1_x.sql", "-- Drey: revision a\n-- +goose Up\n"), []string{"1_x.sql:1", `write "-- drey: revision a"`}, true},
		{"parents of commas", folder("1_x.sql", "-- drey: revision a\n-- drey: parents , \n-- +goose Up\n"), []string{"1_x.sql:2", "names no revision", "leave the line out"}, true},
		{"a word said twice", folder("1_x.sql", "-- drey: revision a\n-- drey: revision b\n-- +goose Up\n"), []string{"1_x.sql:2", "second time"}, true},
		{"a switch that is neither", folder("1_x.sql", "-- drey: revision a\n-- drey: foreign_keys yes\n-- +goose Up\n"), []string{"on or off"}, true},
		{"garbage", folder("1_x.sql", "-- drey: revision a\n\x01 rubbish;\n-- +goose Up\n"), []string{"1_x.sql:2", "rubbish", "move it behind"}, true},
		{"a header too late", folder("1_x.sql", "-- drey: revision a\n-- +goose Up\n-- drey: foreign_keys on\n"), []string{"1_x.sql:3", "move it in front"}, true},
		{"a statement without an end", folder("1_x.sql", "-- drey: revision a\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n"), []string{"1_x.sql:3", "StatementEnd behind"}, true},
		{"a statement without an end, and a way back", folder("1_x.sql", "-- drey: revision a\n-- +goose Up\nSELECT 1;\n-- +goose StatementBegin\nSELECT 1;\n-- +goose Down\n"), []string{"1_x.sql:4", "StatementEnd behind"}, true},
		{"two statements with one end", folder("1_x.sql", "-- drey: revision a\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementEnd\n"), []string{"1_x.sql:3", "StatementEnd behind"}, true},
		{"a statement without an end on the way back", folder("1_x.sql", "-- drey: revision a\n-- +goose Up\n-- +goose Down\n-- +goose StatementBegin\nSELECT 1;\n"), []string{"1_x.sql:4"}, true},
		{"Latin 1", folder("1_x.sql", "-- drey: revision a\n-- +goose Up\nSELECT '\xe9';\n"), []string{"1_x.sql", "UTF-8"}, true},
		{"UTF-16", folder("1_x.sql", "\xff\xfe-\x00-\x00"), []string{"UTF-8"}, true},
		{"a byte order mark and CR LF", folder("1_x.sql", "\uFEFF-- x\r\n-- drey: revision a\r\n-- +goose Up\r\nSELECT 1;\r\n"), nil, false},
		{"small letters", folder("1_x.sql", "-- x\n-- drey:revision a\n--+goose up\nSELECT 1;\n--  +goose  down\n"), nil, false},
		{"goose's lines in the header", folder("1_x.sql", "-- +goose NO TRANSACTION\n-- x\n-- drey: revision a\n-- +goose Up\n"), nil, false},
		{"two of one id", files("a - x\n-- +goose Up\n", "a - y\n-- +goose Up\n"), []string{"a is there twice", "1_a.sql", "2_a.sql"}, true},
		{"an unknown parent", files("a zzz x\n-- +goose Up\n"), []string{"zzz", "not there", "add its file"}, true},
		{"a circle", files("a b x\n-- +goose Up\n", "b a y\n-- +goose Up\n"), []string{"circle", "drey: parents"}, true},
		{"its own parent", files("a a x\n-- +goose Up\n"), []string{"circle"}, true},
	} {
		c.judge(t)
	}
}

// A file in a folder of revisions that ends with .sql is a revision, or told.
func TestFilesThatAreNoRevisionsAreToldByNew(t *testing.T) {
	for _, c := range []filesCase{
		{"a name without a number", folder("x.sql", "-- drey: revision a\n-- +goose Up\n"), []string{"x.sql", "<number>_x.sql"}, true},
		{"a name of other letters", folder("1_x.SQL", "-- drey: revision a\n-- +goose Up\n"), []string{"1_x.SQL", "small letters", "/1_x.sql"}, true},
		{"a name that is a number", folder("1.sql", "-- drey: revision a\n-- +goose Up\n"), []string{"/1.sql", "/1_<name>.sql"}, true},
		{"another script", folder("x.sql", "SELECT 1;\n"), []string{"/x.sql is no revision", "/<number>_x.sql", "move it out"}, true},
		{"a file of Flyway's", folder("V1__init.sql", "SELECT 1;\n"), []string{"/V1__init.sql is no revision", "/1_init.sql", "-- drey: revision <id>", "-- +goose Up"}, true},
		{"a file of golang-migrate's", folder("0001_init.up.sql", "SELECT 1;\n"), []string{"/0001_init.up.sql", "-- +goose Up"}, true},
		{"a file of dbmate's", folder("2024_init.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n"), []string{"/2024_init.sql:1", "-- migrate:up", "-- +goose Up"}, true},
		{"a number and a dash", folder("0001-init.sql", "SELECT 1;\n"), []string{"/0001-init.sql is no revision", "/0001_init.sql"}, true},
		{"another script in capitals", folder("X.SQL", "SELECT 1;\n"), []string{"/X.SQL is no revision", "/<number>_X.sql"}, true},
		{"a file that is no SQL", folder("README.md", "SELECT 1;\n"), nil, false},
		{"a script in a folder below", folder("seeds/x.sql", "SELECT 1;\n"), nil, false},
		{"what an editor leaves", folder(".x.sql", "SELECT 1;\n"), nil, false},
		{"a copy of an editor's", folder("x.sql~", "SELECT 1;\n"), nil, false},
	} {
		c.judge(t)
	}
}

// What goose cannot read is told before anything is written, where it is behind other revisions and on the way back too.
func TestSectionsThatCannotBeReadAreToldFirst(t *testing.T) {
	for _, c := range []struct{ name, revision, says string }{
		{"no semicolon", "-- +goose Up\nSELECT 1\n", "missing semicolon"},
		{"no semicolon on the way back", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 1\n", "missing semicolon"},
		{"no begin", "-- +goose Up\nSELECT 1;\n-- +goose StatementEnd\n", "StatementBegin"},
		{"two ups", "-- +goose Up\nSELECT 1;\n-- +goose Up\n", "duplicate"},
		{"an unknown annotation", "-- +goose Up\n-- +goose Sideways\n", "Sideways"},
		{"a semicolon in a literal", "-- +goose Up\nINSERT INTO heroes (id, name) VALUES (1, 'a;\nb');\n", "2_bad.sql:5: goose ends the statement"},
		{"a function without marks", "-- +goose Up\nCREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n", "2_bad.sql:5: goose ends the statement"},
		{"a lost statement", "-- +goose Up\n-- +goose StatementBegin\n-- nothing\n-- +goose StatementEnd\nCREATE TABLE lost (id int);\n", "loses"},
		{"an unset variable", "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${DREY_IS_NOT_SET?set it}';\n", "set it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				m := migrator(t, engine, migrate.Config{FS: files(linear[0], "bad aaa bad\n"+c.revision)})
				err := m.Upgrade(t.Context(), "head")
				require.Error(t, err)
				require.Empty(t, currently(t, m), "what is in front of it was applied")
				require.ErrorContains(t, err, c.says)
				require.ErrorContains(t, err, "2_bad.sql")
				for _, word := range []string{"1_revision.sql", "stateMachine", "https:"} {
					require.NotContains(t, err.Error(), word)
				}
			})
		})
	}
}

// Functions with semicolons stand between marks; variables are set from outside, and what they are is told nobody.
func TestMarksAndVariables(t *testing.T) {
	t.Setenv("DREY_TEST_SECRET", "pass;word")
	function := "-- +goose StatementBegin\nCREATE FUNCTION one() RETURNS int AS $$\nBEGIN\n  -- a comment;\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n-- +goose StatementEnd\n"
	trigger := "-- +goose StatementBegin\nCREATE TRIGGER one AFTER INSERT ON heroes BEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\n-- +goose StatementEnd\n"
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			var events []migrate.Event
			engine := e.Open(t, e.URL(t))
			up := function
			if isSQLite(engine) {
				up = trigger
			}
			m := migrator(t, engine, migrate.Config{OnEvent: func(e migrate.Event) { events = append(events, e) }, FS: files(linear[0],
				"env aaa env\n-- +goose Up\n"+up+"-- +goose ENVSUB ON\nINSERT INTO heroes (id, name)\nVALUES (1, '${DREY_TEST_SECRET}');\nINSERT INTO heroes (id, name) VALUES (1, '${DREY_TEST_SECRET}');\n-- +goose ENVSUB OFF\n")})
			err := m.Upgrade(t.Context(), "head")
			require.ErrorIs(t, err, repo.ErrUniqueViolation)
			var failed *migrate.StepError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, "INSERT INTO heroes (id, name) VALUES (1, '${DREY_TEST_SECRET}');", failed.Statement)
			last := events[len(events)-2]
			require.Equal(t, migrate.StatementDone, last.Kind)
			require.Contains(t, last.Statement, "VALUES (1, '${DREY_TEST_SECRET}');")
			require.Equal(t, failed.Line, last.Line+2)
			for _, e := range events {
				require.NotContains(t, e.Statement, "pass;word")
			}
			require.NotContains(t, err.Error(), "pass;word")
		})
	}
}

// Messages and labels are kept, or refused, and never part of the header.
func TestMessagesOfRevisions(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		m := migrator(t, engine, migrate.Config{Dir: t.TempDir()})
		made, err := m.Revision(t.Context(), migrate.NewRevision{Message: "it's --\n \"odd\"; -- really", Label: "billing"})
		require.NoError(t, err)
		for _, message := range []string{"use +goose Up here\n-- +goose Up", "+goose Up", "drey: revision x", "---"} {
			_, err := m.Revision(t.Context(), migrate.NewRevision{Message: message})
			require.ErrorContains(t, err, "say it in other words", message)
		}
		for _, label := range []string{"a b", "head", "a@b", "billing"} {
			_, err := m.Revision(t.Context(), migrate.NewRevision{Message: "x", Label: label})
			require.ErrorContains(t, err, label)
			require.NotContains(t, err.Error(), "say it in other words")
		}
		for _, n := range []migrate.NewRevision{{Message: "x", Allow: []string{"*"}}, {Message: "x", Renames: map[string]string{"a": "b"}}} {
			_, err := m.Revision(t.Context(), n)
			require.ErrorContains(t, err, "set Autogenerate, or leave them out")
		}
		history, err := m.History(t.Context())
		require.NoError(t, err)
		require.Len(t, history, 1)
		require.Equal(t, made[0].Message, history[0].Message)
		require.Equal(t, `it's -- "odd"; -- really`, history[0].Message)
		require.NoError(t, m.Upgrade(t.Context(), "billing"))
	})
}

// A revision's files are all written, or none.
func TestFilesAreAllWrittenOrNone(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "postgres"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sqlite"), 0o755))
	m := migrator(t, engine, migrate.Config{Dir: dir})
	if os.Getuid() != 0 {
		require.NoError(t, os.Chmod(filepath.Join(dir, "sqlite"), 0o555))
		_, err := m.Revision(t.Context(), migrate.NewRevision{Message: "x"})
		require.Error(t, err)
		left, err := os.ReadDir(filepath.Join(dir, "postgres"))
		require.NoError(t, err)
		require.Empty(t, left)
		require.NoError(t, os.Chmod(filepath.Join(dir, "sqlite"), 0o755))
	}
	made, err := m.Revision(t.Context(), migrate.NewRevision{Message: "x"})
	require.NoError(t, err)
	require.Len(t, made, 2)
}

// Every statement passes the engine's hooks: those of revisions, of code, and our own.
func TestEveryStatementPassesTheHooks(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			var reported []string
			engine, err := repo.Open(t.Context(), e.URL(t), repo.WithBackend(e.Backend), repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
				reported = append(reported, e.SQL)
			}))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			m := migrator(t, engine, migrate.Config{FS: files(linear[0], linear[1], strings.Replace(linear[2], "-- +goose Up", "-- +goose NO TRANSACTION\n-- +goose Up", 1))})
			require.NoError(t, m.Upgrade(t.Context(), "head"))
			require.NoError(t, m.Downgrade(t.Context(), "base"))
			for _, part := range []string{"CREATE TABLE heroes", "INSERT INTO heroes", "ALTER TABLE heroes ADD", "ALTER TABLE heroes DROP", "DROP TABLE heroes", "INSERT INTO \"drey_version\"", "DELETE FROM \"drey_version\""} {
				require.Contains(t, strings.Join(reported, "\n"), part)
			}
		})
	}
}
