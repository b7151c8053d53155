package prototype

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/ast"
)

type toy struct{ ID int }

func (toy) TableName() string { return "toys" }

// TestPrototypesAreInterned asks for one table in many goroutines.
func TestPrototypesAreInterned(t *testing.T) {
	made := make(chan *ast.Table)
	for range 8 {
		go func() {
			table, err := TableFor(reflect.TypeFor[toy](), "raced")
			if err == nil && ast.ColumnOf(ColumnAt(&table.Prototype.(*toy).ID)) == nil {
				table = nil
			}
			made <- table
		}()
	}
	first := <-made
	require.NotNil(t, first)
	for range 7 {
		require.Same(t, first, <-made)
	}
	_, ok := TableOf(toy{})
	require.False(t, ok)
	_, ok = TableOf([]int{})
	require.False(t, ok)
	_, ok = TableOf(nil)
	require.False(t, ok)
}
