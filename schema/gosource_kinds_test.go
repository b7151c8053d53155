package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// TestReflectedIsWhatIsThere reads tables made by hand and finds them to be what they are.
func TestReflectedIsWhatIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		on         func(*testing.T) (string, *repo.Engine)
		statements []string
	}{
		"SQLite: a where in small letters, a foreign key without columns, constraints without names": {onSQLite, []string{
			"create table a (id integer primary key, x text unique, y int, unique (x, y))",
			"create table b (id integer primary key, a_id int references a, z varchar(3))",
			"create unique index b_z on b (lower(z))\nwhere z is not null", "create index b_a on b (a_id) where z <> ''",
		}},
		"PostgreSQL: a unique constraint that foreign keys refer to, classes of operators, NULLs first": {onPostgres, []string{
			"CREATE TABLE a (id serial PRIMARY KEY, x text CONSTRAINT ax UNIQUE)",
			"CREATE TABLE b (x text REFERENCES a (x) DEFERRABLE INITIALLY DEFERRED, d jsonb)",
			"CREATE INDEX b_d ON b USING gin (d jsonb_path_ops)", "CREATE INDEX b_x ON b (x text_pattern_ops NULLS FIRST)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			_, engine := c.on(t)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			execAll(t, engine, c.statements...)
			m, err := schema.Reflect(t.Context(), engine)
			require.NoError(t, err)
			diff, err := m.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, diff.String())
			for _, table := range m.Tables() {
				if table.Name == "a" {
					require.NotEmpty(t, table.Uniques)
				}
				for _, fk := range table.ForeignKeys {
					require.NotEmpty(t, fk.RefColumns)
					require.Equal(t, engine.Dialect().Name == "postgres", fk.Deferrable)
				}
			}
		})
	}
}
