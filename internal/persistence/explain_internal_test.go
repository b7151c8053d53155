package persistence

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheServersNameOfATypeIsTheTags(t *testing.T) {
	for _, c := range []struct {
		tag, named string
		same       bool
	}{
		{"role", "role", true},
		{"role", "acorn.role", true},
		{"acorn.role", "role", true},
		{`"Mood"`, `"Mood"`, true},
		{`"Mood"`, `acorn."Mood"`, true},
		{`"Mood"`, "mood", false},
		{`"a.b"`, "b", false},
		{"ROLE", "role", true},
		{"numeric(9, 2)", "numeric", true},
		{"timestamptz", "timestamp with time zone", true},
		{"int", "integer", true},
		{"role", "rank", false},
		{"", "role", false},
	} {
		require.Equal(t, c.same, sameType(c.tag, c.named), "%s and %s", c.tag, c.named)
	}
}
