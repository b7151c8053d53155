package mapper

import (
	"reflect"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKept(t *testing.T) {
	var kept Kept[int, string]
	_, ok := kept.Get(1)
	require.False(t, ok)
	require.Equal(t, "a", kept.Put(1, "a"))
	require.Equal(t, "a", kept.Put(1, "b"), "the first answer stays")
	var all sync.WaitGroup
	for n := range 4 * mostKept {
		all.Go(func() {
			want := strconv.Itoa(2 + n%(2*mostKept))
			put := kept.Put(2+n%(2*mostKept), want)
			if got, ok := kept.Get(2 + n%(2*mostKept)); put != want || ok && got != want {
				t.Errorf("%q and %q for %q", put, got, want)
			}
		})
	}
	all.Wait()
	require.Len(t, *kept.known.Load(), mostKept, "there are never more")
	require.Zero(t, testing.AllocsPerRun(10, func() { kept.Get(1) }))
}

func TestColumnsIn(t *testing.T) {
	m, err := Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	some := SetOf(nil).With(0).With(2)
	require.Equal(t, []*Column{m.Columns[0], m.Columns[2]}, m.ColumnsIn(some))
	require.Empty(t, m.ColumnsIn(Set{}))
	list := m.ColumnsIn(some)
	require.Same(t, &list[0], &m.ColumnsIn(some)[0], "one set is one list")
	require.Equal(t, len(list), cap(list), "who appends gets a list of its own")
	require.Zero(t, testing.AllocsPerRun(10, func() { m.ColumnsIn(some) }))
}
