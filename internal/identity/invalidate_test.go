package identity

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestDoubt(t *testing.T) {
	m := mapping[hero](t)
	var known Map
	entity := &hero{ID: 1, Name: "a", Total: 5}
	e := known.Attach(m, KeyOf(m, unsafe.Pointer(entity)), entity)
	fresh := known.Add(m, &hero{Name: "new"})
	entity.Name = "mine"
	known.InvalidateAll(mapping[counted](t))
	require.False(t, e.Expired, "another type's")
	known.InvalidateAll(m)
	require.True(t, e.Expired)
	require.False(t, fresh.Expired, "it has no row")
	require.Equal(t, "mine", entity.Name)

	row := &hero{ID: 1, Name: "theirs", Total: 9}
	require.True(t, e.Receive(unsafe.Pointer(row), m.All, false))
	require.False(t, e.Expired)
	require.Equal(t, hero{ID: 1, Name: "mine", Total: 9}, *entity, "an edit stays, the rest is believed")
	require.True(t, e.Modified())
}
