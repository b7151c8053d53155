package migrate_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// programs are what the test binary is when a variable of that name is set.
var programs = map[string]func() int{asProcess: process}

func TestMain(m *testing.M) {
	for variable, program := range programs {
		if os.Getenv(variable) != "" {
			os.Exit(program())
		}
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit))
}

// files are revisions of both dialects, by id: the text in front of "+goose Up" is made of id, parents and message.
func files(revisions ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i, text := range revisions {
		header, body, _ := strings.Cut(text, "\n")
		fields := strings.SplitN(header, " ", 3) // id parents message; - for no parents
		parents := strings.ReplaceAll(strings.Trim(fields[1], "-"), "+", " ")
		content := fmt.Sprintf("-- %s\n-- drey: revision %s\n-- drey: parents %s\n%s", fields[2], fields[0], parents, body)
		for _, dialect := range []string{"postgres", "sqlite"} {
			fsys[fmt.Sprintf("%s/%d_%s.sql", dialect, i+1, fields[0])] = &fstest.MapFile{Data: []byte(content)}
		}
	}
	return fsys
}

var linear = []string{
	"aaa - first\n-- +goose Up\nCREATE TABLE heroes (id integer PRIMARY KEY, name text NOT NULL);\n-- +goose Down\nDROP TABLE heroes;\n",
	"bbb aaa second\n-- +goose Up\nINSERT INTO heroes VALUES (1, 'sandy');\nINSERT INTO heroes VALUES (2, 'it''s; x');\n-- +goose Down\nDELETE FROM heroes;\n",
	"ccc bbb third\n-- +goose Up\nALTER TABLE heroes ADD COLUMN power integer;\n-- +goose Down\nALTER TABLE heroes DROP COLUMN power;\n",
}

func migrator(t testing.TB, engine *repo.Engine, c migrate.Config) *migrate.Migrator {
	t.Helper()
	m, err := migrate.New(engine, c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	return m
}

func currently(t testing.TB, m *migrate.Migrator) []string {
	t.Helper()
	list, err := m.Current(t.Context())
	require.NoError(t, err)
	found := make([]string, len(list))
	for i, r := range list {
		found[i] = r.ID
	}
	return found
}

func rows(t testing.TB, engine *repo.Engine, query string) int64 {
	t.Helper()
	n, err := repo.Scalar[int64](t.Context(), engine, builder.Text(query))
	require.NoError(t, err)
	return n
}

func TestUpgradeAndDowngrade(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		var events []string
		m := migrator(t, engine, migrate.Config{FS: files(linear...), OnEvent: func(e migrate.Event) {
			events = append(events, fmt.Sprintf("%s %s %d/%d line %d", e.Kind, e.Revision, e.N, e.Of, e.Line))
		}})
		require.Empty(t, currently(t, m))
		require.NoError(t, m.Upgrade(ctx, "+1"))
		require.Equal(t, []string{"aaa"}, currently(t, m))
		require.Equal(t, []string{"step started aaa 1/1 line 0", "statement done aaa 1/1 line 5", "step done aaa 1/1 line 0"}, events)
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.NoError(t, m.Upgrade(ctx, "a"))
		require.Equal(t, []string{"ccc"}, currently(t, m))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes WHERE power IS NULL"))
		history, err := m.History(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"ccc (third)", "bbb (second)", "aaa (first)"}, []string{history[0].String(), history[1].String(), history[2].String()})
		require.True(t, history[0].Head && history[0].Current && history[2].Applied && !history[2].Current)
		require.NoError(t, m.Downgrade(ctx, "-1"))
		require.NoError(t, m.Downgrade(ctx, "ccc"))
		require.Equal(t, []string{"bbb"}, currently(t, m))
		require.Error(t, m.Downgrade(ctx, "-3"))
		require.Error(t, m.Upgrade(ctx, "+2"))
		require.NoError(t, m.Downgrade(ctx, "base"))
		require.Empty(t, currently(t, m))
		require.NoError(t, m.Downgrade(ctx, "base"))
	})
}

// Power is what the models say of heroes after the third revision.
type hero struct {
	ID    int64  `db:"id,pk"`
	Name  string `db:"name"`
	Power *int32 `db:"power"`
}

func (hero) TableName() string { return "heroes" }

type stronger struct {
	ID    int64   `db:"id,pk"`
	Title string  `db:"title,was=name"`
	Power *int32  `db:"power,index"`
	Team  *string `db:"team"`
}

func (stronger) TableName() string { return "heroes" }

func TestAutogenerate(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, dir := t.Context(), t.TempDir()
		first := migrate.Config{Dir: dir, MetaData: schema.MustOf(builder.Model[hero]())}
		m := migrator(t, engine, first)
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "sqlite"), 0o755))
		made, err := m.Revision(ctx, migrate.NewRevision{Message: "create heroes", Autogenerate: true})
		require.NoError(t, err)
		require.Contains(t, []int{1, 2}, len(made))
		_, err = m.Revision(ctx, migrate.NewRevision{Message: "again", Autogenerate: true})
		var behind *migrate.NotAtHeadError
		require.ErrorAs(t, err, &behind)
		require.NoError(t, m.Upgrade(ctx, "head"))
		d, err := m.Check(ctx)
		require.NoError(t, err)
		require.Empty(t, d.String())
		none, err := m.Revision(ctx, migrate.NewRevision{Message: "again", Autogenerate: true})
		require.NoError(t, err)
		require.Empty(t, none)
		_, err = engine.Exec(ctx, builder.Text("INSERT INTO heroes (id, name) VALUES (7, 'sandy')"))
		require.NoError(t, err)

		second := migrate.Config{Dir: dir, MetaData: schema.MustOf(builder.Model[stronger]())}
		m = migrator(t, engine, second)
		made, err = m.Revision(ctx, migrate.NewRevision{Message: "title", Autogenerate: true})
		require.NoError(t, err)
		require.NotEmpty(t, made)
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes WHERE title = 'sandy'"))
		d, err = m.Check(ctx)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.NoError(t, m.Downgrade(ctx, "-1"))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes WHERE name = 'sandy'"))
		require.NoError(t, m.Downgrade(ctx, "base"))

		var script strings.Builder
		require.NoError(t, m.SQL(ctx, &script, "", "head"))
		require.Contains(t, script.String(), "CREATE TABLE")
	})
}

// A revision is not written for a dialect whose folder lacks what it follows: histories would not fit together.
func TestRevisionKeepsHistoriesApart(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		dir := t.TempDir()
		other := "sqlite"
		if engine.Dialect().Name == other {
			other = "postgres"
		}
		m := migrator(t, engine, migrate.Config{Dir: dir})
		_, err := m.Revision(t.Context(), migrate.NewRevision{Message: "first"})
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Join(dir, other), 0o755))
		made, err := m.Revision(t.Context(), migrate.NewRevision{Message: "second"})
		require.NoError(t, err)
		require.Len(t, made, 1)

		m = migrator(t, engine, migrate.Config{Dir: t.TempDir()})
		require.Empty(t, m.Revisions())
		_, err = m.Find("+1")
		require.ErrorContains(t, err, "goes from where the database is")
	})
}

func TestWhatAMoveWouldDo(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{FS: files(linear...)})
		names := func(list []migrate.Revision, err error) (ids []string) {
			require.NoError(t, err)
			for _, r := range list {
				ids = append(ids, r.ID)
			}
			return ids
		}
		require.Equal(t, []string{"aaa", "bbb", "ccc"}, names(m.Revisions(), nil))
		require.Equal(t, []string{"aaa", "bbb"}, names(m.Pending(ctx, "bbb")))
		require.Empty(t, currently(t, m))
		require.NoError(t, m.Upgrade(ctx, "bbb"))
		require.Empty(t, names(m.Pending(ctx, "aaa")))
		require.Equal(t, []string{"bbb"}, names(m.Passed(ctx, "-1")))
		require.Equal(t, []string{"bbb", "aaa"}, names(m.Passed(ctx, "base")))
		require.Equal(t, []string{"ccc"}, names(m.Find("head")))
		require.Empty(t, names(m.Find("base")))
	})
}

func TestRevisionWithoutTransaction(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, word := t.Context(), "CONCURRENTLY"
		if engine.Dialect().Name == "sqlite" {
			word = ""
		}
		m := migrator(t, engine, migrate.Config{FS: files(linear[0],
			"iii aaa index\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX "+word+" heroes_names ON heroes (name);\n-- +goose Down\nDROP INDEX "+word+" heroes_names;\n")})
		for range 2 {
			require.NoError(t, m.Upgrade(ctx, "head"))
			require.Equal(t, []string{"iii"}, currently(t, m))
			require.NoError(t, m.Downgrade(ctx, "-1"))
			require.Equal(t, []string{"aaa"}, currently(t, m))
		}
	})
}

// StampSQL says what Stamp does.
func TestStampSQL(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{FS: files(append(slices.Clone(linear), "side aaa aside\n-- +goose Up\n")...)})
		stamped := func(stamp func()) string {
			require.NoError(t, m.Stamp(ctx, "heads"))
			sent(t, engine, "INSERT INTO drey_version (revision, checksum, message) VALUES ('gone', '', '')")
			stamp()
			list, err := repo.Scalars[string](ctx, engine, builder.Text("SELECT concat(revision, ' ', checksum, ' ', message) FROM drey_version ORDER BY 1"))
			require.NoError(t, err)
			return strings.Join(list, "\n")
		}
		for _, target := range []string{"bbb", "heads", "base", "side", "aaa"} {
			byText := stamped(func() {
				var text strings.Builder
				require.NoError(t, m.StampSQL(ctx, &text, target))
				for statement := range strings.SplitSeq(strings.TrimSuffix(text.String(), ";\n"), ";\n") {
					if statement != "BEGIN" && statement != "COMMIT" {
						sent(t, engine, statement)
					}
				}
			})
			require.Equal(t, stamped(func() { require.NoError(t, m.Stamp(ctx, target)) }), byText, target)
			require.NotContains(t, byText, "gone")
		}
		require.ErrorContains(t, m.StampSQL(ctx, io.Discard, "nowhere"), "nowhere")
	})
}
