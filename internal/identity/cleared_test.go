package identity

import (
	"reflect"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

// TestClearedEntitiesAreToldFromNewOnes has the allocator use addresses again: those that nobody held since are no
// entities of the map.
func TestClearedEntitiesAreToldFromNewOnes(t *testing.T) {
	t.Parallel()
	m, err := mapper.Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	var im Map
	kept := fill20000(&im, m)
	im.Clear()
	require.True(t, im.IsDetached(unsafe.Pointer(kept)))
	require.Eventually(t, func() bool {
		runtime.GC()
		im.detached.cleared.mutex.Lock()
		defer im.detached.cleared.mutex.Unlock()
		return im.detached.cleared.weak != nil
	}, 10*time.Second, time.Millisecond)
	runtime.GC()
	require.True(t, im.IsDetached(unsafe.Pointer(kept)))
	for range 20_000 {
		fresh := &hero{}
		require.False(t, im.IsDetached(unsafe.Pointer(fresh)))
	}
	runtime.KeepAlive(kept)
}

// fill20000 loads heroes and returns one of them.
func fill20000(im *Map, m *mapper.Mapping) (kept *hero) {
	for i := range 20_000 {
		kept = &hero{ID: int64(i)}
		im.Load(m, KeyOf(m, unsafe.Pointer(kept)), unsafe.Pointer(kept), m.All)
	}
	return kept
}
