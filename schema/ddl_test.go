package schema_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/builder"
)

var update = flag.Bool("update", false, "write the files of testdata anew")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update")
	require.Equal(t, string(want), text)
}

func TestDDL(t *testing.T) {
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		statements, err := metadata().DDL(d)
		require.NoError(t, err)
		text := strings.Join(statements, ";\n") + ";\n"
		golden(t, "ddl."+d.Name+".sql", text)
		again, err := metadata().DDL(d)
		require.NoError(t, err)
		require.Equal(t, statements, again)
		if d.Name == "postgres" {
			_, err := pgquery.Parse(text)
			require.NoError(t, err)
		}
	}
}
