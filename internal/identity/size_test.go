package identity

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestSizes holds what a session keeps for each entity: the garbage collector reads all of it.
func TestSizes(t *testing.T) {
	t.Parallel()
	require.EqualValues(t, 112, unsafe.Sizeof(Entry{}))
	require.EqualValues(t, 16, unsafe.Sizeof(slot{}))
}
