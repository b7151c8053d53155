package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

func TestBranches(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	r.run("revision", "-m", "root")
	first := strings.Trim(idInPath.FindString(r.out.String()), "_")
	r.run("revision", "-m", "left", "--label", "billing")
	r.run("revision", "-m", "right", "--parent", first)
	require.Contains(t, r.run("branches"), "ID root -> ID, ID\nID (billing, head) left\n")
	var several *migrate.HeadsError
	err := r.try("upgrade")
	require.ErrorAs(t, err, &several)
	require.ErrorContains(t, err, "drey merge -m")
	require.Equal(t, "[1/2] up ID root ... ok N ms\n[2/2] up ID left ... ok N ms\n", r.run("upgrade", "billing@head"))
	require.Regexp(t, `^wrote sqlite/\d{14}_ID_join.sql\n$`, r.run("merge", "-m", "join"))
	require.Contains(t, r.run("upgrade"), "[2/2] up ID join")
	require.Equal(t, "revision: ID\nmessage:  left\nfollows:  ID\nlabel:    billing\nfile:     ", strings.SplitAfter(r.run("show", "billing"), "file:     ")[0])
}

func TestARenameIsAskedFor(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	r.run("revision", "--autogenerate", "-m", "create heroes")
	r.run("upgrade")
	r.metaData = schema.MustOf(builder.Model[titled]())
	r.answers = "\n"
	var lost *migrate.DestructiveError
	require.ErrorAs(t, r.try("revision", "--autogenerate", "-m", "title"), &lost)
	require.Contains(t, r.err.String(), "is heroes.title what heroes.name was? [y/N] ")
	r.answers = "y\n"
	r.run("revision", "--autogenerate", "-m", "title")
	files, err := filepath.Glob(filepath.Join(r.dir, "sqlite", "*_title.sql"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	require.Contains(t, string(text), "RENAME COLUMN")
}

// A folder that the revision is not written into is named: its history would end there.
func TestAnotherDialectIsNamed(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	require.NoError(t, os.Mkdir(filepath.Join(r.dir, "postgres"), 0o755))
	r.run("revision", "-m", "for both")
	require.Empty(t, r.err.String())
	r.run("upgrade")
	r.run("revision", "--autogenerate", "-m", "create heroes")
	require.Contains(t, r.err.String(), "postgres has no such revision: only its own database can say how the change is written there. Before the next revision, run the same command with --url of a server of PostgreSQL")
	first, err := filepath.Glob(filepath.Join(r.dir, "sqlite", "*_create_heroes.sql"))
	require.NoError(t, err)
	r.run("upgrade")
	r.run("revision", "-m", "by hand")
	require.Contains(t, r.err.String(), "postgres has no such revision: it follows "+strings.Trim(idInPath.FindString(filepath.Base(first[0])), "_")+" (create heroes), which has no file there. Run the commands that wrote it")
	require.NotContains(t, r.err.String(), "only its own database")
}

// The first revision names a folder that is there and empty as well; one that is not there is nobody's concern.
func TestAnotherDialectIsNamedFromTheFirstRevisionOn(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	require.NoError(t, os.Mkdir(filepath.Join(r.dir, "postgres"), 0o755))
	r.run("revision", "--autogenerate", "-m", "create heroes")
	require.Contains(t, r.err.String(), "postgres has no such revision: only its own database can say")
	require.Contains(t, r.err.String(), "needs no such folder: delete it")
	alone := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	alone.run("revision", "--autogenerate", "-m", "create heroes")
	require.Empty(t, alone.err.String())
}

// Who follows the notes in their order has one history in both folders, though two revisions were written for one of them first.
func TestAFolderCatchesUp(t *testing.T) {
	postgres, lite := onBoth(t, enginetest.Pgx, builder.Model[hero]())
	require.NoError(t, os.MkdirAll(filepath.Join(postgres.dir, "postgres"), 0o755))
	commands := [][]string{{"revision", "--autogenerate", "-m", "create heroes"}, {"revision", "-m", "by hand"}}
	for _, r := range []*terminal{lite, postgres} {
		for _, args := range commands {
			r.run(args...)
			r.run("upgrade")
		}
	}
	require.NotContains(t, postgres.err.String(), "has no such revision")
	for _, args := range commands {
		files, err := filepath.Glob(filepath.Join(lite.dir, "*", "*_"+strings.ReplaceAll(args[len(args)-1], " ", "_")+".sql"))
		require.NoError(t, err)
		require.Len(t, files, 2)
		require.Equal(t, idInPath.FindString(filepath.Base(files[0])), idInPath.FindString(filepath.Base(files[1])))
	}
	require.Equal(t, postgres.run("heads"), lite.run("heads"))
}

// searched can be written for PostgreSQL alone.
type searched struct {
	ID    int64
	Words string `db:"words,type=tsvector,check=words @@ 'x'"`
}

func (searched) TableName() string { return "searched" }

// What cannot be written for the folder of another dialect says for which, and what to do.
func TestWhatAnotherDialectLacksIsToldAsSuch(t *testing.T) {
	r := newTerminal(t, enginetest.Pgx.URL(t), enginetest.Pgx.Backend, builder.Model[searched]())
	for _, folder := range []string{"postgres", "sqlite"} {
		require.NoError(t, os.Mkdir(filepath.Join(r.dir, folder), 0o755))
	}
	err := r.try("revision", "--autogenerate", "-m", "create searched")
	require.ErrorContains(t, err, "the same change cannot be written for sqlite, which has the folder")
	require.ErrorContains(t, err, "needs no such folder: delete it")
	require.NoError(t, os.Remove(filepath.Join(r.dir, "sqlite")))
	require.Contains(t, r.run("revision", "--autogenerate", "-m", "create searched"), "wrote postgres/")
}

// aged is hero with a column that its rows have no value for.
type aged struct {
	hero
	Age  int32 `db:"age"`
	Team *int32
	Rank int32 `db:"rank,default=1"`
	Rev  int64 `db:"rev,version"` // 1 in the rows that are there
}

// A new column that the rows have no value for is told before the upgrade is refused.
func TestAColumnWithoutValuesIsTold(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			r.run("revision", "--autogenerate", "-m", "create heroes")
			require.Empty(t, r.err.String())
			r.run("upgrade")
			r.metaData = schema.MustOf(builder.Model[aged]())
			r.run("revision", "--autogenerate", "-m", "age")
			require.Equal(t, 1, strings.Count(r.err.String(), "NOT NULL and has no default"))
			require.Contains(t, r.err.String(), "heroes.age is NOT NULL and has no default: the upgrade is refused where heroes has rows.")
		})
	}
}

// A merge tells of each file that it writes.
func TestAMergeTellsOfAllFiles(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	require.NoError(t, os.Mkdir(filepath.Join(r.dir, "postgres"), 0o755))
	r.run("revision", "-m", "root")
	r.run("revision", "-m", "ours")
	r.run("revision", "-m", "theirs", "--parent", "head-1")
	require.Regexp(t, `^wrote sqlite/\d+_ID_join.sql\nwrote postgres/\d+_ID_join.sql\n$`, r.run("merge", "-m", "join"))
}

// What --allow names and nothing that changes is called is told.
func TestAnAllowOfNothingIsTold(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[aged]())
	r.run("revision", "--autogenerate", "-m", "create heroes")
	r.run("upgrade")
	r.metaData = schema.MustOf(builder.Model[hero]())
	err := r.try("revision", "--autogenerate", "-m", "no age", "--allow", "heroes.agee", "--allow", "heroes.rank")
	require.ErrorContains(t, err, "Nothing that changes is called heroes.agee, which --allow names")
	require.NotContains(t, err.Error(), "called heroes.rank")
}

// onBoth are two programs on one folder of revisions, each on a database of its own.
func onBoth(t *testing.T, e enginetest.Backend, models ...any) (postgres, lite *terminal) {
	t.Helper()
	postgres, lite = newTerminal(t, e.URL(t), e.Backend, models...), newTerminal(t, sqlite(t), sqlxbackend.Backend{}, models...)
	lite.dir = postgres.dir
	require.NoError(t, os.Mkdir(filepath.Join(lite.dir, "sqlite"), 0o755))
	return postgres, lite
}

// Where the note about the folder that has no such revision is followed, both histories are one: the same ids, one head, no empty file.
func TestTheSameCommandOnTheOtherDatabase(t *testing.T) {
	for _, e := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLPq} {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			postgres, lite := onBoth(t, e, builder.Model[hero]())
			require.Equal(t, 2, strings.Count(postgres.run("revision", "--autogenerate", "-m", "create heroes"), "wrote "))
			for _, r := range []*terminal{postgres, lite} {
				r.run("upgrade")
				r.metaData = schema.MustOf(builder.Model[aged]())
			}
			again := []string{"revision", "--autogenerate", "-m", "add age"}
			require.Regexp(t, `^wrote sqlite/\d+_ID_add_age.sql\n$`, lite.run(again...))
			require.Contains(t, lite.err.String(), "postgres has no such revision")
			require.Regexp(t, `^wrote postgres/\d+_ID_add_age.sql\n$`, postgres.run(again...))
			require.NotContains(t, postgres.err.String(), "has no such revision")
			files, err := filepath.Glob(filepath.Join(lite.dir, "*", "*_add_age.sql"))
			require.NoError(t, err)
			require.Len(t, files, 2)
			require.Equal(t, idInPath.FindString(filepath.Base(files[0])), idInPath.FindString(filepath.Base(files[1])))
			for _, r := range []*terminal{postgres, lite} {
				require.Contains(t, r.run("upgrade"), "up ID add age ... ok")
				require.Equal(t, "the database is as the models are\n", r.run("check"))
			}
			require.Equal(t, 2, strings.Count(lite.run("revision", "-m", "by hand"), "wrote "))
			require.Equal(t, 1, strings.Count(postgres.run("heads"), "\n"))
		})
	}
}

// A folder whose history has gone on gets no second head from the other's.
func TestAHistoryThatHasGoneOnKeepsItsHead(t *testing.T) {
	postgres, lite := onBoth(t, enginetest.Pgx, builder.Model[hero]())
	postgres.run("revision", "--autogenerate", "-m", "create heroes")
	lite.run("upgrade")
	lite.metaData = schema.MustOf(builder.Model[aged]())
	lite.run("revision", "--autogenerate", "-m", "add age")
	require.Regexp(t, `^wrote postgres/\d+_ID_other.sql\n$`, postgres.run("revision", "-m", "other"))
	require.Contains(t, postgres.err.String(), "sqlite has no such revision: its history does not end with what this one follows")
	require.Equal(t, "ID (head) add age\n", lite.run("heads"))
	require.Equal(t, "ID (head) other\n", postgres.run("heads"))
	require.Equal(t, 2, strings.Count(lite.run("revision", "-m", "aside", "--parent", "head-1"), "wrote "), "a branch is one on purpose")
}

// What is named twice is refused.
func TestAParentIsNamedOnce(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{})
	r.run("revision", "-m", "root")
	require.ErrorContains(t, r.try("revision", "-m", "again", "--parent", "head", "--parent", "head"), "is named twice")
	require.Equal(t, "ID (head) root\n", r.run("heads"))
}
