package oracle_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRules holds the rules to those that are told: to users in the documentation, and by name where oracle.py plays as
// one of them says.
func TestRules(t *testing.T) {
	var names, played []string
	for _, r := range rules {
		if names = append(names, r.name); r.allows == nil {
			played = append(played, r.name)
		}
	}
	slices.Sort(names)
	text, err := os.ReadFile("../../docs/coming-from-sqlalchemy.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(text), "\n## Where rows differ\n")
	require.True(t, found)
	var reported []string
	for _, line := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(section, -1) {
		reported = append(reported, line[1])
	}
	slices.Sort(reported)
	require.Equal(t, names, reported, "rules_test.go and the documentation list other rules")

	program, err := os.ReadFile("oracle.py")
	require.NoError(t, err)
	generator, err := os.ReadFile("generate_test.go")
	require.NoError(t, err)
	for _, name := range played {
		require.Contains(t, string(program)+string(generator), name, "no allowance, and nobody plays so")
	}
}
