package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program runs, and may be run again.
func Example() {
	dir, err := os.MkdirTemp("", "first")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	url := "sqlite:///" + filepath.Join(dir, "heroes.db")
	for range 2 {
		fmt.Println(run(context.Background(), url))
	}
	// Output:
	// Sandy Cheeks
	// <nil>
	// Sandy Cheeks
	// <nil>
}

func TestTheProgramIsThatOfTheReadme(t *testing.T) {
	program, err := os.ReadFile("main.go")
	require.NoError(t, err)
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, code, found := strings.Cut(string(program), "package main\n")
	require.True(t, found)
	require.Contains(t, string(readme), "```go\npackage main\n"+code+"```\n", "README.md shows another program")
}
