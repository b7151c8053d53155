package vet_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/drey-db/drey/vet"
)

// Each analyzer says what its packages of testdata want, and nothing else; the others say nothing there.
func TestAnalyzers(t *testing.T) {
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	all := map[string]*analysis.Analyzer{
		"dropped": vet.Dropped, "prototype": vet.Prototype, "unclosed": vet.Unclosed, "shared": vet.Shared, "loop": vet.Loop,
		"hook": vet.Hook, "tag": vet.Tag,
	}
	require.Len(t, vet.Analyzers(), len(all))
	require.NoError(t, analysis.Validate(vet.Analyzers()))
	for name, analyzer := range all {
		t.Run(name, func(t *testing.T) {
			found := 0
			for _, result := range analysistest.Run(t, root, analyzer, "./vet/testdata/"+name+"/...") {
				require.NoError(t, result.Err)
				found += len(result.Diagnostics)
			}
			require.NotZero(t, found)
		})
	}
}
