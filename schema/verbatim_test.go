package schema

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
)

// unsaidTables have whatever no model can say, on columns that a plan may have to drop for a while. The schema stands for %.
const unsaidTables = `
CREATE TYPE %mood AS ENUM ('low', 'high');
CREATE TABLE %p (k1 int, k2 int, PRIMARY KEY (k1, k2));
CREATE TABLE %q1 (id int PRIMARY KEY, k1 int, k2 int, CONSTRAINT q1_fk FOREIGN KEY (k1, k2) REFERENCES %p ON DELETE SET NULL (k2));
CREATE TABLE %q2 (id int PRIMARY KEY, k1 int, k2 int, CONSTRAINT q2_fk FOREIGN KEY (k1, k2) REFERENCES %p MATCH FULL);
CREATE TABLE %q3 (id int PRIMARY KEY, k1 int, k2 int);
INSERT INTO %q3 VALUES (1, 2, 3);
ALTER TABLE %q3 ADD CONSTRAINT q3_fk FOREIGN KEY (k1, k2) REFERENCES %p ON UPDATE CASCADE NOT VALID;
CREATE TABLE %q4 (id int PRIMARY KEY, k1 int, k2 int, CONSTRAINT q4_fk FOREIGN KEY (k1, k2) REFERENCES %p DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE %q5 (id int PRIMARY KEY, k1 int, k2 int, CONSTRAINT q5_fk FOREIGN KEY (k1, k2) REFERENCES %p);
COMMENT ON CONSTRAINT q5_fk ON %q5 IS 'it''s the fifth';
CREATE TABLE %q6 (id int PRIMARY KEY, k1 int NOT NULL, k2 int, CONSTRAINT q6_fk FOREIGN KEY (k1, k2) REFERENCES %p ON DELETE SET NULL (k2) ON UPDATE SET NULL);
CREATE TABLE %q7 (k1 int PRIMARY KEY, k2 int, CONSTRAINT q7_fk FOREIGN KEY (k1, k2) REFERENCES %p ON DELETE SET NULL);
CREATE TABLE %g (id int PRIMARY KEY, a int, s int, b int GENERATED ALWAYS AS (a * 2) STORED, m %mood, CONSTRAINT g_bu UNIQUE (b) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO %g (id, a) VALUES (1, -1);
ALTER TABLE %g ADD CONSTRAINT g_bx EXCLUDE USING btree (b WITH =), ADD CONSTRAINT g_bn CHECK (b > 0) NOT VALID, ADD CONSTRAINT g_bi CHECK (b <> 7) NO INHERIT, ADD CONSTRAINT g_mn CHECK (m <> 'low') NOT VALID;
COMMENT ON CONSTRAINT g_bu ON %g IS 'one each';
CREATE INDEX g_bf ON %g (b) INCLUDE (a) WITH (fillfactor = 50);
CREATE UNIQUE INDEX g_bd ON %g (b) NULLS NOT DISTINCT;
CREATE INDEX g_mf ON %g ((m = 'low')) WITH (fillfactor = 60);
COMMENT ON INDEX %g_bf IS 'half full';
ALTER TABLE %g CLUSTER ON g_bf;
CREATE STATISTICS %g_bs ON a, b, s FROM %g;
ALTER TABLE %g ALTER b SET STATISTICS 77;
ALTER TABLE %g ALTER b SET (n_distinct = -0.5);
GRANT SELECT (b) ON %g TO PUBLIC`

// saidByPostgres is what PostgreSQL itself says of the tables of the schema own, but for the types of their columns.
const saidByPostgres = `
SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint')) FROM pg_constraint WHERE connamespace = 'own'::regnamespace
UNION ALL SELECT concat_ws(' ', pg_get_indexdef(indexrelid), obj_description(indexrelid, 'pg_class'), c.reloptions, x.indisclustered) FROM pg_index x JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'own'::regnamespace
UNION ALL SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'own'::regnamespace
UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, attstattarget, attoptions, attacl, attgenerated) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE relnamespace = 'own'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY 1`

// changed are changes of a model, and the objects that they take away.
var changed = map[string]struct {
	change func(t *atlas.Table)
	enum   []string
	gone   []string
}{
	"type of what is referred to": {change: retypeAll("k1")},
	"type of what is generated from": {change: func(t *atlas.Table) {
		if t.Name == "g" {
			retypeAll("a")(t)
		}
	}},
	"a column goes that statistics are of, and a generated one is made anew": {gone: []string{"g_bs", "g s "}, change: func(t *atlas.Table) {
		t.Columns = slices.DeleteFunc(t.Columns, func(c atlas.Column) bool { return c.Name == "s" })
		if t.Name == "g" {
			retypeAll("a")(t)
		}
	}},
	"values of an enum": {enum: []string{"high", "low"}},
	"a generated column goes": {gone: []string{"g_b", "g b "}, change: func(t *atlas.Table) {
		t.Columns = slices.DeleteFunc(t.Columns, func(c atlas.Column) bool { return c.Generated != "" })
		if t.Name == "g" {
			t.Uniques, t.Indexes = nil, slices.DeleteFunc(t.Indexes, func(i atlas.Index) bool { return strings.HasPrefix(i.Name, "g_b") })
			t.Checks = slices.DeleteFunc(t.Checks, func(c atlas.Check) bool { return strings.HasPrefix(c.Name, "g_b") })
		}
	}},
	"foreign keys go": {gone: []string{"_fk"}, change: func(t *atlas.Table) { t.ForeignKeys = nil }},
	"indexes go":      {gone: []string{"INDEX g_bf", "INDEX g_bd", "INDEX g_mf"}, change: func(t *atlas.Table) { t.Indexes = nil }},
	"checks go":       {gone: []string{"CHECK"}, change: func(t *atlas.Table) { t.Checks = nil }},
	"a unique goes":   {gone: []string{"g_bu"}, change: func(t *atlas.Table) { t.Uniques = nil }},
}

func retypeAll(column string) func(*atlas.Table) {
	return func(t *atlas.Table) {
		for i := range t.Columns {
			if t.Columns[i].Name == column {
				t.Columns[i].Type = "bigint"
			}
		}
	}
}

// What no model can say of a constraint, an index, statistics or a column is there behind a plan that drops and makes them again, and behind
// the way back.
func TestWhatNoModelSaysOutlivesPlans(t *testing.T) {
	for name, c := range changed {
		for i, prefix := range []string{"", "own."} {
			t.Run(name+" "+prefix, func(t *testing.T) {
				t.Parallel()
				on := enginetest.Backends()[(i+len(name))%3]
				url := on.URL(t)
				engine := on.Open(t, url)
				_, err := engine.Runner().Exec(t.Context(), backends.Stmt{SQL: "CREATE SCHEMA own"})
				require.NoError(t, err)
				if prefix == "" {
					engine = on.Open(t, url+"&search_path=own")
				}
				for text := range strings.SplitSeq(strings.ReplaceAll(unsaidTables, "%", prefix), ";\n") {
					_, err := engine.Runner().Exec(t.Context(), backends.Stmt{SQL: text})
					require.NoError(t, err, text)
				}
				found, err := Reflect(t.Context(), engine, InSchema("own"))
				require.NoError(t, err)
				model := deepClone(*found.found)
				for i := range model.Tables {
					if c.change != nil {
						c.change(&model.Tables[i])
					}
				}
				if c.enum != nil {
					model.Enums[0].Values = c.enum
				}
				before := saidOf(t, engine)
				p, err := (&MetaData{found: &model, dialect: "postgres"}).Plan(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, p.Irreversible)
				require.NotEmpty(t, p.Up)
				sendTogether(t, engine, p.Up)
				left := slices.DeleteFunc(slices.Clone(before), func(said string) bool {
					return slices.ContainsFunc(c.gone, func(part string) bool { return strings.Contains(said, part) })
				})
				require.Equal(t, left, saidOf(t, engine), strings.Join(p.Up, ";\n"))
				sendTogether(t, engine, p.Down)
				require.Equal(t, before, saidOf(t, engine), strings.Join(p.Down, ";\n"))
			})
		}
	}
}

func saidOf(t *testing.T, engine *repo.Engine) []string {
	t.Helper()
	list, err := repo.Scalars[string](t.Context(), engine, builder.Text(saidByPostgres))
	require.NoError(t, err)
	return list
}

func sendTogether(t *testing.T, engine *repo.Engine, statements []string) {
	t.Helper()
	require.NoError(t, inOne(t, engine, statements), strings.Join(statements, ";\n"))
}
