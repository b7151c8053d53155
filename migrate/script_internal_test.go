package migrate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The time that a file of many statements takes is in proportion to them. Only the growth is compared, so that a slow machine fails
// nothing.
func TestManyStatements(t *testing.T) {
	few, many := readingTakes(t, 5_000), readingTakes(t, 40_000)
	require.Less(t, many, 32*few, "eight times the statements; had each to look at all others, 64 times as long")
}

// readingTakes returns how long a script of so many statements takes to be read, and summed up after each of them.
func readingTakes(t *testing.T, count int) time.Duration {
	t.Helper()
	var text strings.Builder
	text.WriteString("-- drey: revision a\n-- +goose NO TRANSACTION\n-- +goose Up\n")
	for i := range count {
		fmt.Fprintf(&text, "INSERT INTO heroes (id, name) VALUES (%d, 'somebody');\n\n", i)
	}
	text.WriteString("-- +goose Down\n")
	n, err := readFile("a.sql", []byte(text.String()))
	require.NoError(t, err)
	began := time.Now()
	s, err := scriptOf(t.Context(), n, false)
	require.NoError(t, err)
	require.Len(t, s.statements, count)
	for i, line := range s.lines {
		require.Equal(t, 4+2*i, line)
	}
	for done := range count {
		s.sum(done)
	}
	took := time.Since(began)
	for _, done := range []int{0, 1, 2, 77, count} {
		require.Equal(t, sumOf(s.statements[:done]), s.sum(done))
	}
	return took
}

// A line that goose cannot read is named.
func TestALineThatIsTooLongIsNamed(t *testing.T) {
	for size, want := range map[int]string{longestLine + 10: "a.sql:5: the line has 4194314 bytes", longestLine - 100: ""} {
		text := "-- drey: revision a\n-- +goose Up\nSELECT 1;\n\n" + "SELECT '" + strings.Repeat("x", size-len("SELECT '';")) + "';\n-- +goose Down\n"
		n, err := readFile("a.sql", []byte(text))
		require.NoError(t, err)
		if _, err = scriptOf(t.Context(), n, false); want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, want)
		}
	}
}
