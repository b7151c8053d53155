package pgtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplicationServesStopsAndPromotes(t *testing.T) {
	t.Parallel()
	r := Replicated(t, 2)
	r.Exec(0, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)")
	count := func(server int) string { return r.query(server, "SELECT count(*)::text FROM t") }
	r.CatchUp(1, 0)
	r.CatchUp(2, 0)
	require.Equal(t, "1", count(1))

	r.Pause(1)
	r.Exec(0, "INSERT INTO t VALUES (2)")
	r.CatchUp(2, 0)
	require.Equal(t, []string{"1", "2"}, []string{count(1), count(2)}, "a paused standby shows what it has shown")
	r.Resume(1)
	r.CatchUp(1, 0)
	require.Equal(t, "2", count(1))

	r.Stop(2)
	r.Start(2)
	r.CatchUp(2, 0)
	require.Equal(t, "2", count(2))

	r.Leave(2)
	r.CatchUp(1, 0)
	r.Stop(0)
	r.Promote(1)
	r.Follow(2, 1)
	r.Exec(1, "INSERT INTO t VALUES (3)")
	r.CatchUp(2, 1)
	require.Equal(t, "3", count(2))
}
