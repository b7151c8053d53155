package pgtest

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestACluster(t *testing.T) {
	needPrograms(t)
	began := time.Now()
	c, err := startCluster("")
	require.NoError(t, err)
	t.Logf("a cluster after %v", time.Since(began).Round(time.Millisecond))
	p := &Postgres{admin: c.url, cluster: c}
	t.Run("a database", func(t *testing.T) {
		began = time.Now()
		p.Database(t)
		t.Logf("a database after %v", time.Since(began).Round(time.Millisecond))
	})
	require.DirExists(t, c.dir)
	require.NoError(t, p.stop())
	require.NoDirExists(t, c.dir)
	require.Error(t, p.exec("SELECT 1"))
}

func TestAStartThatFailsSaysWhyAndLeavesNothing(t *testing.T) {
	tmp, err := os.MkdirTemp("/tmp", "drey-start-") // not t.TempDir: PostgreSQL's user may not see that
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(tmp)) })
	require.NoError(t, os.Chmod(tmp, 0o777))
	t.Setenv("TMPDIR", tmp)

	c, err := supervise("/nowhere")
	require.NoError(t, err)
	require.ErrorContains(t, c.start(""), "/nowhere/initdb")
	require.Error(t, c.stop())
	left, err := os.ReadDir(tmp)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestEnvironmentDropsWhatLeadsProgramsAstray(t *testing.T) {
	got := environment([]string{"PATH=/bin", "PGDATA=/else", "PGPORT=1", "LC_ALL=xx", "HOME=/root"})
	require.Equal(t, []string{"LC_ALL=C", "PATH=/bin", "HOME=/root"}, got)
}

// needPrograms ends a test that makes clusters where there are no programs to make them with, whatever server there is.
func needPrograms(t *testing.T) {
	t.Helper()
	if _, err := installed(); err != nil {
		refuse(t, err)
	}
}
