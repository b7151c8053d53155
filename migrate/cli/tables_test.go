package cli_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
)

func TestTables(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			require.Contains(t, r.run("create-all", "--sql"), "CREATE TABLE")
			require.Equal(t, "", r.run("reflect"))
			r.run("create-all")
			require.Contains(t, r.run("reflect"), "CREATE TABLE")
			require.Contains(t, r.run("reflect", "--go", "--package", "stored"), "package stored\n")
			require.Contains(t, r.run("erd"), "erDiagram")
			require.Contains(t, r.run("erd", "--format", "dot", "--from-database"), "heroes")
			require.ErrorContains(t, r.try("drop-all"), "drop-all drops 1 table of the models, with all rows: if that is meant, run the command again with --yes")
			r.answers = "n\n"
			require.ErrorContains(t, r.try("drop-all"), "nothing was done")
			require.Contains(t, r.run("reflect"), "CREATE TABLE")
			r.answers = "y\n"
			r.run("drop-all")
			require.Equal(t, "", r.run("reflect"))
		})
	}
}

// What stamp and drop-all would send is printed, and nothing is done.
func TestStampAndDropAllAsSQL(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			r.run("revision", "--autogenerate", "-m", "create heroes")
			r.run("upgrade")
			require.Equal(t, "DROP TABLE \"heroes\";\nDROP TABLE IF EXISTS \"drey_version\";\n", r.run("drop-all", "--sql"))
			require.Contains(t, r.run("stamp", "head", "--sql"), "DELETE FROM \"drey_version\";\nINSERT INTO \"drey_version\"")
			require.Contains(t, r.run("stamp", "base", "--sql", "--json"), "{\"sql\":\"BEGIN;")
			require.Equal(t, "ID (head, current) create heroes\n", r.run("current"))
			require.Equal(t, "the database is as the models are\n", r.run("check"))
		})
	}
}

// Behind drop-all no revision is applied, so that an upgrade makes everything again; where it is refused, all stays as it was.
func TestDropAllForgetsRevisions(t *testing.T) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			r.run("revision", "--autogenerate", "-m", "create heroes")
			for range 2 {
				require.Equal(t, "[1/1] up ID create heroes ... ok N ms\n", r.run("upgrade"))
				require.Equal(t, "the tables of the models are gone, and no revision is applied\n", r.run("drop-all", "--yes"))
				require.Equal(t, "base\n", r.run("current"))
			}
			r.run("upgrade")
			engine := e.Open(t, r.url)
			_, err := engine.Exec(t.Context(), builder.Text("CREATE TABLE capes (hero bigint REFERENCES heroes (id))"))
			require.NoError(t, err)
			require.ErrorContains(t, r.try("drop-all", "--yes"), "capes")
			require.Equal(t, "ID (head, current) create heroes\n", r.run("current"))
			r.dir = filepath.Join(r.dir, "nowhere")
			_, err = engine.Exec(t.Context(), builder.Text("DROP TABLE capes"))
			require.NoError(t, err)
			r.run("drop-all", "--yes") // needs no revisions
		})
	}
}
