package sqltext_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/sqltext"
)

// TestMayWrite: what changes something says so in its first word, or behind WITH.
func TestMayWrite(t *testing.T) {
	for text, want := range map[string]bool{
		"select 1": false, "(select 1)": false, "-- delete\nselect 1": false, "values (1)": false, "explain select 1": false, "": false,
		"with a as (select 1) select * from a":                                       false,
		"with a as (select 'delete', \"update\" from t) select * from a":             false,
		"with a as (select replace(name, 'a', 'b') from t) select * from a":          false,
		"with a as (delete from t returning *) select * from a":                      true,
		"with a as (select 1) insert into t select * from a":                         true,
		"with a as (select 1) merge into t using a on true when matched then delete": true,
		"with a as (select 1) replace /* it */ into t select * from a":               true,
		"insert into t values (1)":                                                   true, "update t set a = 1": true, "DELETE FROM t": true, "truncate t": true, "create table t (n int)": true,
		"merge into t using u on true when matched then delete": true, "replace into t values (1)": true, "call p()": true,
	} {
		require.Equal(t, want, sqltext.Template.MayWrite(text), text)
		require.Equal(t, want, sqltext.SQLite.MayWrite(text), text)
	}
}
