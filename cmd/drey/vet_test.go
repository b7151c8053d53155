package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The command is a tool of go vet: it finds what the analyzers find, and fails then alone. It is built without the race
// detector, which these tests may run under: it would take minutes to look at what is imported.
func TestVet(t *testing.T) {
	t.Setenv("GOFLAGS", "-buildvcs=false")
	drey := filepath.Join(t.TempDir(), "drey")
	built, err := exec.CommandContext(t.Context(), "go", "build", "-o", drey, ".").CombinedOutput()
	require.NoError(t, err, string(built))
	for dir, finding := range map[string]string{
		"../../vet/testdata/dropped": "there are mistakes: see above", "../../examples/quickstart": "", "./nothere": "nothing was looked at, for the reason above",
	} {
		said, err := exec.CommandContext(t.Context(), drey, "vet", dir).CombinedOutput()
		require.Equal(t, finding != "", err != nil, string(said))
		require.Contains(t, string(said), finding)
	}
}

func TestVetHelps(t *testing.T) {
	var said bytes.Buffer
	root := command()
	root.SetArgs([]string{"vet", "--help"})
	root.SetOut(&said)
	require.NoError(t, root.Execute())
	require.Contains(t, said.String(), "drey vet ./...")
}

func TestFindings(t *testing.T) {
	for said, want := range map[string]bool{
		"a b/c.go:1:2: dropped": true, "# x\nc.go:1:2: dropped": true, `C:\a\c.go:1:2: dropped`: true, "vet: ./c.go:1:2: undefined: x": false, "nothing": false,
		"# x\n# [x]\n./c.go:3:15: undefined: y\n": false, "# x\n# [x]\n./c.go:3:15: undefined: y\n# z\nc.go:1:2: dropped\n": true,
	} {
		require.Equal(t, want, found([]byte(said)), said)
	}
}
