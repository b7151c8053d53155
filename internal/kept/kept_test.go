package kept

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMap(t *testing.T) {
	var kept Map[int, string]
	_, ok := kept.Get(1)
	require.False(t, ok)
	require.Equal(t, "a", kept.Put(1, "a"))
	require.Equal(t, "a", kept.Put(1, "b"), "the first answer stays")
	var all sync.WaitGroup
	for n := range 4 * most {
		all.Go(func() {
			want := strconv.Itoa(2 + n%(2*most))
			put := kept.Put(2+n%(2*most), want)
			if got, ok := kept.Get(2 + n%(2*most)); put != want || ok && got != want {
				t.Errorf("%q and %q for %q", put, got, want)
			}
		})
	}
	all.Wait()
	require.Len(t, *kept.known.Load(), most, "there are never more")
	require.True(t, kept.Full())
	require.False(t, new(Map[int, string]).Full())
	require.Zero(t, testing.AllocsPerRun(10, func() { kept.Get(1) }))
}
