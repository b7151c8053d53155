package vet

import (
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHooksOfOtherLibrariesAreKnownByWhatTheyTake(t *testing.T) {
	taking := func(path string) *types.Signature {
		pkg := types.NewPackage(path, "x")
		db := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "DB", nil), types.NewStruct(nil, nil), nil)
		return types.NewSignatureType(nil, nil, nil, types.NewTuple(types.NewVar(token.NoPos, nil, "tx", types.NewPointer(db))), nil, false)
	}
	require.True(t, takesForeign(taking("gorm.io/gorm")))
	require.True(t, takesForeign(taking("github.com/uptrace/bun")))
	require.False(t, takesForeign(taking("example.org/own")), "one's own method of that name")
	for theirs, ours := range foreign {
		require.Contains(t, hooks, ours, theirs)
	}
}
