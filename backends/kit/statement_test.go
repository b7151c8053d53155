package kit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func TestVerb(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"select 1": "SELECT", " \n(SELECT 1)": "SELECT", "-- x\nINSERT": "INSERT", "/* a */ /* b */Update t": "UPDATE",
		"": "", "-- only": "", "/* open": "", "123": "", "with(": "WITH",
	} {
		require.Equal(t, want, kit.Verb(sql), sql)
	}
}

func TestImplicitIsPlainReadingAndWriting(t *testing.T) {
	t.Parallel()
	plain := []backends.Stmt{{SQL: "select 1"}, {SQL: "/* a */ WITH x AS (SELECT 1) SELECT * FROM x"}, {SQL: "insert into t values (1)"}}
	require.True(t, kit.Implicit(plain))
	for _, word := range []string{"SAVEPOINT a", "lock table t", "declare c cursor for select 1", "create table t ()", ""} {
		require.False(t, kit.Implicit(append(plain[:3:3], backends.Stmt{SQL: word})), word)
	}
}
