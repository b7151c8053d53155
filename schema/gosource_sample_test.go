package schema_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// sample is a database that nobody wrote models for.
type sample struct {
	name, file string
	beforehand []string // what is no table, and so is not reflected
	engine     func(t *testing.T) (url string, engine *repo.Engine)
	option     schema.ReflectOption
}

var samples = []sample{
	{"rental", "rental.postgres.sql", []string{"CREATE DOMAIN year_of_release AS integer CHECK (VALUE BETWEEN 1888 AND 2155)"}, onPostgres, nil},
	{"musicpostgres", "music.sql", nil, onPostgres, nil},
	{"musicsqlite", "music.sql", nil, onSQLite, nil},
	{"sales", "sales.postgres.sql", []string{"CREATE SCHEMA sales", "CREATE SEQUENCE sales.tickets"}, onPostgres, schema.InSchema("sales")},
	{"trade", "trade.sqlite.sql", nil, onSQLite, nil},
	{"adopted", "adopted.postgres.sql", nil, onPostgres, nil},
	{"crew", "crew.postgres.sql", []string{"CREATE SCHEMA ship", `CREATE SCHEMA "Old Ship"`}, onPostgres, nil},
}

func onPostgres(t *testing.T) (string, *repo.Engine) {
	url := pgtest.URL(t)
	engine, err := repo.Open(t.Context(), url, repo.WithBackend(pgxbackend.Backend{}))
	require.NoError(t, err)
	return url, engine
}

func onSQLite(t *testing.T) (string, *repo.Engine) {
	url := "sqlite:///" + filepath.Join(t.TempDir(), "a.db")
	engine, err := repo.Open(t.Context(), url, repo.WithBackend(sqlxbackend.Backend{}))
	require.NoError(t, err)
	return url, engine
}

// database is a sample's database.
func (s sample) database(t *testing.T) (string, *repo.Engine) {
	url, engine := s.engine(t)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	text, err := os.ReadFile(filepath.Join("testdata", "gosource", s.file))
	require.NoError(t, err)
	if s.option != nil {
		execAll(t, engine, s.beforehand...)
	}
	execAll(t, engine, strings.Split(string(text), ";\n")...)
	return url, engine
}

func execAll(t *testing.T, engine *repo.Engine, statements ...string) {
	t.Helper()
	require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error {
		for _, sql := range statements {
			if _, err := s.Exec(t.Context(), builder.Text(sql)); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	}))
}

// TestGoSourceOfSamplesMapsBack reflects databases, compiles their structs in a module of their own, compares each with its
// database, makes an empty one of them, and copies every row.
func TestGoSourceOfSamplesMapsBack(t *testing.T) {
	var all []generated
	for _, s := range samples {
		url, engine := s.database(t)
		var options []schema.ReflectOption
		if s.option != nil {
			options = append(options, s.option)
		}
		g := reflected(t, s.name, url, engine, options...)
		empty, target := s.engine(t)
		execAll(t, target, s.beforehand...)
		require.NoError(t, target.Close())
		g.to, g.copies = empty, copies(t, s.name, g.source)
		all = append(all, g)
	}
	mapsBack(t, all)
	for _, g := range all {
		if names := namesAt(t, g.from); strings.HasPrefix(g.from, "sqlite") {
			require.Subset(t, namesAt(t, g.to), names, "%s: what is built of the models has the names of what they were made of", g.name)
		} else {
			require.Equal(t, names, namesAt(t, g.to), "%s: what is built of the models is called as what they were made of", g.name)
		}
	}
}

// namesAt are the names of constraints and indexes of the database at url, as far as somebody gave them.
func namesAt(t *testing.T, url string) []string {
	t.Helper()
	on, query := enginetest.SQLite, "SELECT tbl_name || '.' || name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"
	if strings.HasPrefix(url, "postgres") {
		on, query = enginetest.Pgx, `SELECT k.conrelid::regclass || '.' || k.conname FROM pg_constraint k WHERE k.conrelid <> 0 AND k.connamespace::regnamespace::text NOT LIKE 'pg_%'
			UNION SELECT i.tablename || '.' || i.indexname FROM pg_indexes i WHERE schemaname NOT LIKE 'pg_%' ORDER BY 1`
	}
	list, err := repo.Scalars[string](t.Context(), on.Open(t, url), builder.Text(query))
	require.NoError(t, err)
	return list
}

// generated is the source of a package that was made of the database at from; the one at to is empty.
type generated struct {
	name, from, to, copies string
	source                 []byte
}

// reflected is what is made of a database, which it describes without a difference.
func reflected(t *testing.T, name, url string, engine *repo.Engine, options ...schema.ReflectOption) generated {
	t.Helper()
	m, err := schema.Reflect(t.Context(), engine, options...)
	require.NoError(t, err)
	same, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, same.String(), "%s: what was reflected is what is there", name)
	source, err := m.GoSource(name)
	require.NoError(t, err)
	return generated{name: name, from: url, source: source}
}

// mapsBack compiles packages in a module of their own, with a program that compares each with its databases and copies rows.
func mapsBack(t *testing.T, all []generated) {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	var imports, calls, env []string
	for _, g := range all {
		write(t, filepath.Join(dir, g.name, "models.go"), g.source)
		imports = append(imports, fmt.Sprintf("%q", "sample/"+g.name))
		calls = append(calls, fmt.Sprintf("check(%q, %s.MetaData%s)", g.name, g.name, g.copies))
		env = append(env, g.name+"_from="+g.from, g.name+"_to="+g.to)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	text := strings.Replace(string(mod), "module github.com/drey-db/drey", "module sample", 1)
	write(t, filepath.Join(dir, "go.mod"), []byte(text+"\nrequire github.com/drey-db/drey v0.0.0\n\nreplace github.com/drey-db/drey => "+root+"\n"))
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	write(t, filepath.Join(dir, "go.sum"), sum)
	program, err := os.ReadFile(filepath.Join("testdata", "gosource", "main.go.txt"))
	require.NoError(t, err)
	program = []byte(strings.NewReplacer("/*imports*/", strings.Join(imports, "\n"), "/*calls*/", strings.Join(calls, "\n")).Replace(string(program)))
	write(t, filepath.Join(dir, "main.go"), program)
	cmd := exec.CommandContext(t.Context(), "go", "run", "-mod=mod", "-gcflags=sample/...=-N -l", ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), append(env, "GOWORK=off")...)
	out, err := cmd.CombinedOutput()
	if keep := os.Getenv("DREY_KEEP_GOSOURCE"); keep != "" {
		require.NoError(t, os.CopyFS(keep, os.DirFS(dir)))
	}
	require.NoError(t, err, "%s", out)
	require.Equal(t, len(all), strings.Count(string(out), ": nothing differs, every row is alike\n"), "%s", out)
}

func write(t *testing.T, path string, text []byte) {
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, text, 0o600))
}

// copies is what copies the rows of each type.
func copies(t *testing.T, pkg string, source []byte) (text string) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	require.NoError(t, err)
	for _, decl := range file.Decls {
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, spec := range g.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && isStruct(s.Type) {
					text += fmt.Sprintf(", rows[%s.%s]{}", pkg, s.Name.Name)
				}
			}
		}
	}
	return text
}

func isStruct(x ast.Expr) bool { _, ok := x.(*ast.StructType); return ok }
