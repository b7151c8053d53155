package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/schema"
)

// beyond are statements that make what no model says, each with what is told of it.
var beyond = map[string][][2]string{
	"postgres": {
		{"CREATE TABLE parted (id integer, day date) PARTITION BY RANGE (day); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')", "parted: PARTITION BY RANGE (day)|parted_1: PARTITION OF parted FOR VALUES"},
		{"CREATE TABLE child (more text) INHERITS (cases)", "child: INHERITS (cases)"},
		{"ALTER TABLE cases ADD CONSTRAINT apart EXCLUDE USING btree (v WITH =)", "cases.apart: EXCLUDE USING btree"},
		{"CREATE DOMAIN mark AS integer CHECK (VALUE > 0)", "mark: domain"}, {"CREATE TYPE pair AS (a integer, b integer)", "pair: type"},
		{"CREATE TYPE span AS RANGE (subtype = float8)", "span: range type"}, {`CREATE COLLATION nordic FROM "C"`, "nordic: collation"},
		{"CREATE STATISTICS pairs (dependencies) ON id, v FROM cases", "cases.pairs: statistics"}, {"CREATE OPERATOR ### (leftarg = integer, rightarg = integer, function = int4pl)", "###: operator"},
		{"CREATE TEXT SEARCH CONFIGURATION own (COPY = english)", "own: text search configuration"},
		{"ALTER TABLE cases ADD CONSTRAINT late UNIQUE (v) DEFERRABLE", "cases.late: DEFERRABLE"}, {"ALTER TABLE cases ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (v)", "cases.one: NULLS NOT DISTINCT"},
		{"ALTER TABLE cases ADD CONSTRAINT wide UNIQUE (v) INCLUDE (id)", "cases.wide: INCLUDE (id)"}, {"ALTER TABLE cases SET (fillfactor = 70)", "cases: WITH (fillfactor=70)"},
		{"CREATE INDEX full_ix ON cases (v) WITH (fillfactor = 70)", "cases.full_ix: WITH (fillfactor=70)"},
		{"ALTER TABLE cases ALTER v SET STORAGE EXTERNAL", "cases.v: STORAGE EXTERNAL"}, {"ALTER TABLE cases ALTER v SET STATISTICS 500", "cases.v: STATISTICS 500"},
		{"ALTER TABLE cases ALTER v SET COMPRESSION pglz", "cases.v: COMPRESSION pglz"}, {"ALTER TABLE cases ALTER v SET (n_distinct = 5)", "cases.v: WITH (n_distinct=5)"},
		{"ALTER TABLE cases ALTER id SET INCREMENT BY 5", "cases.id: SEQUENCE INCREMENT 5"}, {"CREATE UNLOGGED TABLE fast (id integer)", "fast: UNLOGGED"},
		{"ALTER TABLE cases ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON cases USING (true)", "cases: ROW LEVEL SECURITY|cases.own: policy"},
		{"CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW;END'; CREATE TRIGGER tr BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION tf(); ALTER TABLE cases DISABLE TRIGGER tr", "cases.tr: trigger|cases.tr: DISABLE TRIGGER|tf: function"},
		{"CREATE RULE silent AS ON DELETE TO cases DO INSTEAD NOTHING", "cases.silent: rule"}, {"CREATE MATERIALIZED VIEW seen AS SELECT 1 AS one", "seen: materialized view"}, {"CREATE SEQUENCE own", "own: sequence"},
		{"CREATE INDEX by_v ON cases (v); CLUSTER cases USING by_v", "cases.by_v: CLUSTER"}, {"CREATE TYPE mood AS ENUM ('a'); COMMENT ON TYPE mood IS 'how'", "mood: COMMENT 'how'"},
		{"CREATE INDEX by_v ON cases (v); COMMENT ON INDEX by_v IS 'quick'", "cases.by_v: COMMENT 'quick'"}, {"ALTER TABLE cases ADD CONSTRAINT soft CHECK (v <> '') NOT VALID", "cases.soft: NOT VALID"},
		{"CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE remote (id integer OPTIONS (column_name 'other')) SERVER far", "remote: FOREIGN TABLE|remote.id: OPTIONS (column_name=other)"},
	},
	"sqlite": {
		{"CREATE VIRTUAL TABLE words USING fts5(body)", "words: virtual table"}, {"CREATE TABLE other (id integer PRIMARY KEY AUTOINCREMENT)", "other.id: AUTOINCREMENT"},
		{"CREATE TABLE other (a text, b text, PRIMARY KEY (a DESC, b))", "other: PRIMARY KEY ( A DESC , B )"},
		{"CREATE TABLE other (id integer PRIMARY KEY, c integer REFERENCES cases DEFERRABLE)", "other.c: DEFERRABLE"}, {"CREATE TABLE other (id integer) STRICT", "other: STRICT"},
		{"CREATE TABLE other (id integer PRIMARY KEY) WITHOUT ROWID", "other: WITHOUT ROWID"}, {"CREATE TABLE other (id integer, b AS (id + 1))", "other.b: VIRTUAL"},
		{"CREATE TABLE other (id integer UNIQUE ON CONFLICT REPLACE)", "other.id: ON CONFLICT REPLACE"}, {"CREATE VIEW seen AS SELECT 1", "seen: view"},
	},
}

// What a database has and no model says is told: by Diff, by Reflect, and in the source that it makes.
func TestWhatNoModelSaysIsTold(t *testing.T) {
	for dialect, on := range map[string]enginetest.Backend{"postgres": enginetest.Pgx, "sqlite": enginetest.SQLite} {
		for _, c := range beyond[dialect] {
			t.Run(c[1], func(t *testing.T) {
				t.Parallel()
				engine := on.Open(t, on.URL(t))
				m := casesOf(builder.Model[caseText]())
				require.NoError(t, m.CreateAll(t.Context(), engine))
				before, err := m.Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, before.Unseen)
				run(t, engine, strings.Split(c[0], "; ")...)
				d, err := m.Diff(t.Context(), engine)
				require.NoError(t, err)
				found, err := schema.Reflect(t.Context(), engine)
				require.NoError(t, err)
				source, err := found.GoSource("models")
				require.NoError(t, err)
				for _, want := range strings.Split(c[1], "|") {
					require.Contains(t, describe(d.Unseen), want)
					require.Contains(t, describe(found.Unseen()), want)
					require.Contains(t, string(source), want)
				}
				same, err := found.Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, same.String())
			})
		}
	}
}

func describe(list []schema.Change) string {
	lines := make([]string, len(list))
	for i, c := range list {
		lines[i] = c.String()
	}
	return strings.Join(lines, "\n")
}
