package cli_test

import (
	"bytes"
	"context"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

func sqlite(t testing.TB) string { return "sqlite:///" + t.TempDir() + "/a.db" }

func opener(b backends.Backend) func(context.Context, string) (*repo.Engine, error) {
	return func(ctx context.Context, url string) (*repo.Engine, error) {
		return repo.Open(ctx, url, repo.WithBackend(b))
	}
}

type hero struct {
	ID   int64  `db:"id,pk"`
	Name string `db:"name"`
}

func (hero) TableName() string { return "heroes" }

// titled is hero with its name called title.
type titled struct {
	ID    int64  `db:"id,pk"`
	Title string `db:"title"`
}

func (titled) TableName() string { return "heroes" }

// terminal runs commands.
type terminal struct {
	t        testing.TB
	url, dir string
	open     func(context.Context, string) (*repo.Engine, error)
	metaData *schema.MetaData
	fs       fs.FS  // what the program was built with, where it reads that
	answers  string // on a terminal, where there are some
	out, err bytes.Buffer
}

func newTerminal(t testing.TB, url string, b backends.Backend, models ...any) *terminal {
	return &terminal{t: t, url: url, dir: t.TempDir(), open: opener(b), metaData: schema.MustOf(models...)}
}

// try runs a command as a program of its own would.
func (r *terminal) try(args ...string) error {
	c := migrate.Config{Dir: r.dir, FS: r.fs, MetaData: r.metaData}
	cmd := cli.New(r.open, c)
	if r.answers != "" {
		cmd = cli.NewOnTerminal(r.open, c)
		cmd.SetIn(strings.NewReader(r.answers))
	}
	r.out.Reset()
	r.err.Reset()
	cmd.SetOut(&r.out)
	cmd.SetErr(&r.err)
	wants := !slices.Contains([]string{"init", "erd"}, args[0]) || slices.Contains(args, "--from-database") || r.metaData == nil
	if wants && r.url != "" {
		args = append(args, "--url", r.url)
	}
	cmd.SetArgs(args)
	return cmd.ExecuteContext(r.t.Context())
}

var (
	id       = regexp.MustCompile(`\b[0-9a-f]{12}\b`)
	idInPath = regexp.MustCompile(`_[0-9a-f]{12}_`)
	duration = regexp.MustCompile(`\b\d+(\.\d)? m?s\b`)
)

// run runs a command that succeeds, and returns what it printed, with ids and times taken out.
func (r *terminal) run(args ...string) string {
	r.t.Helper()
	require.NoError(r.t, r.try(args...), "%s%s", &r.out, &r.err)
	text := idInPath.ReplaceAllString(id.ReplaceAllString(r.out.String(), "ID"), "_ID_")
	return strings.ReplaceAll(duration.ReplaceAllString(text, "N ms"), r.dir+"/", "")
}
