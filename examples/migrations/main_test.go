package main

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// transcript is what the program prints, but for ids, times and the folders of files.
const transcript = `$ migrate revision --autogenerate -m create_heroes
wrote FILE_create_heroes.sql
$ migrate upgrade head
[1/1] up ID create_heroes ... ok N ms
$ migrate revision --autogenerate -m add_power
wrote FILE_add_power.sql
$ migrate upgrade head
[1/1] up ID add_power ... ok N ms
$ migrate history
ID -> ID (head, current) add_power
base -> ID (applied) create_heroes
$ migrate check
the database is as the models are
spongebob has kept the alias
sandy has kept the alias
$ migrate downgrade -1
[1/1] down ID add_power ... ok N ms
$ migrate upgrade
[1/1] up ID add_power ... ok N ms
$ migrate downgrade ID
[1/1] down ID add_power ... ok N ms
$ migrate current
ID (current) create_heroes
$ migrate downgrade base --yes
[1/1] down ID create_heroes ... ok N ms
`

func TestRun(t *testing.T) {
	for name, args := range map[string]func() []string{
		"sqlite":     func() []string { return nil },
		"postgresql": func() []string { return []string{"-url", pgtest.URL(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, run(t.Context(), &out, args()), "%s", &out)
			text := regexp.MustCompile(`wrote \S+/\d{14}_[0-9a-f]{12}_`).ReplaceAllString(out.String(), "wrote FILE_")
			text = regexp.MustCompile(`\b[0-9a-f]{12}\b`).ReplaceAllString(text, "ID")
			require.Equal(t, transcript, regexp.MustCompile(`\d+(\.\d)? m?s\b`).ReplaceAllString(text, "N ms"))
		})
	}
}
