package schema_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// heldAsJSON is the table typed with a column of JSON.
type heldAsJSON struct {
	ID int64
	V  json.RawMessage `db:"v"`
}

// TableName names the table.
func (heldAsJSON) TableName() string { return "typed" }

// listed are lists of Go types, each with JSON that is one, and JSON that is none or not kept as one.
var listed = []struct {
	name      string
	of        *schema.MetaData
	kept, not []string
}{
	{"texts", schema.MustOf(builder.Model[typed[[]string]]()),
		[]string{`[]`, `["a","b"]`, `["NULL","","{}","a,b","\"\\"]`, `["é\n"]`},
		[]string{`{}`, `{"a":"b"}`, `"a"`, `[1]`, `[true]`, `[{}]`, `7`}},
	{"integers", schema.MustOf(builder.Model[typed[[]int64]]()), []string{`[]`, `[1,-2]`, `[9007199254740993]`}, []string{`{}`, `["a"]`, `["1"]`, `[1.5]`, `[true]`, `1`}},
	{"truths", schema.MustOf(builder.Model[typed[[]bool]]()), []string{`[]`, `[true,false]`}, []string{`{}`, `["true"]`, `[1]`, `true`}},
	{"floats", schema.MustOf(builder.Model[typed[[]float64]]()), []string{`[]`, `[0.1,-3.5]`}, []string{`{}`, `["a"]`, `1.5`}},
	{"UUIDs", schema.MustOf(builder.Model[typed[[]uuid.UUID]]()), []string{`[]`, `["a3bb189e-8bf9-3888-9912-ace4e6543002"]`}, []string{`{}`, `["a"]`, `[1]`}},
	{"times", schema.MustOf(builder.Model[typed[[]time.Time]]()), []string{`[]`}, []string{`{}`, `["a"]`, `[1]`}},
}

// A list that becomes JSON, and JSON that becomes a list, say the same afterwards, as plain SQL reads them, on both dialects, and the way back
// leads to what was there; JSON that is no such list is refused, and stays.
func TestListsBecomeJSONAndBack(t *testing.T) {
	document := schema.MustOf(builder.Model[heldAsJSON]())
	for _, on := range []enginetest.Backend{enginetest.SQLite, enginetest.Pgx} {
		for _, c := range listed {
			t.Run(on.Name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				engine := on.Open(t, on.URL(t))
				for _, text := range c.kept {
					run(t, engine, "DROP TABLE IF EXISTS typed")
					require.NoError(t, document.CreateAll(t.Context(), engine))
					run(t, engine, "INSERT INTO typed (v) VALUES ('"+text+"')")
					for _, to := range []*schema.MetaData{c.of, document, c.of} {
						changeType(t, engine, to, text)
					}
				}
				for _, text := range c.not {
					run(t, engine, "DROP TABLE IF EXISTS typed")
					require.NoError(t, document.CreateAll(t.Context(), engine))
					run(t, engine, "INSERT INTO typed (v) VALUES ('"+text+"')")
					p, err := c.of.Plan(t.Context(), engine)
					require.NoError(t, err)
					require.Error(t, tryPlan(t, engine, p.Up), text)
					require.JSONEq(t, text, heldText(t, engine, false))
				}
			})
		}
	}
}

// changeType has the column be of another type and back and of it again, and looks at the value after each.
func changeType(t *testing.T, engine *repo.Engine, to *schema.MetaData, text string) {
	t.Helper()
	p, err := to.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.NotEmpty(t, p.Up)
	wasList := !strings.Contains(fmt.Sprint(p.Up), "jsonb_populate_record")
	for i, way := range [][]string{p.Up, p.Down, p.Up} {
		runPlan(t, engine, way)
		require.JSONEq(t, text, heldText(t, engine, (i == 1) == wasList))
	}
}

// heldText is the value of the one row, in JSON: of PostgreSQL's list as PostgreSQL says it.
func heldText(t *testing.T, engine *repo.Engine, list bool) string {
	t.Helper()
	sql := "SELECT v FROM typed"
	if engine.Dialect().Name == "postgres" {
		sql = map[bool]string{true: "SELECT array_to_json(v)::text FROM typed", false: "SELECT v::text FROM typed"}[list]
	}
	text, err := repo.Scalar[string](t.Context(), engine, builder.Text(sql))
	require.NoError(t, err)
	return text
}

// What JSON has no number for stays a list.
func TestFloatsThatAreNoJSONStay(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	require.NoError(t, schema.MustOf(builder.Model[typed[[]float64]]()).CreateAll(t.Context(), engine))
	p, err := schema.MustOf(builder.Model[heldAsJSON]()).Plan(t.Context(), engine)
	require.NoError(t, err)
	for _, text := range []string{"NaN", "Infinity", "-Infinity"} {
		run(t, engine, "TRUNCATE typed", "INSERT INTO typed (v) VALUES ('{1,"+text+"}')")
		require.ErrorContains(t, tryPlan(t, engine, p.Up), "typed.v: jsonb would not keep all that is there as double precision[]", text)
	}
}

// Of texts in JSON that are to be moments, only those are taken that say the same whatever the zone of the session is.
func TestMomentsInJSONAreThoseThatTheySay(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	moments := schema.MustOf(builder.Model[typed[[]time.Time]]())
	for text, kept := range map[string]bool{
		"2024-05-06T07:08:09Z": true, "2024-05-06T09:08:09.123456+02:00": true, "2024-05-06T07:08:09": false, "2024-05-06": false, "2024-05-06T07:08:09.1234567Z": false,
	} {
		run(t, engine, "DROP TABLE IF EXISTS typed")
		require.NoError(t, schema.MustOf(builder.Model[heldAsJSON]()).CreateAll(t.Context(), engine))
		run(t, engine, `INSERT INTO typed (v) VALUES ('["`+text+`"]')`)
		p, err := moments.Plan(t.Context(), engine)
		require.NoError(t, err)
		err = tryPlan(t, engine, p.Up)
		require.Equal(t, kept, err == nil, "%s: %v", text, err)
		if !kept {
			require.ErrorContains(t, err, "would not keep all", text)
		}
	}
}

// A list of bytes has no form in JSON that PostgreSQL makes of it and Go reads: the plan says so.
func TestListsOfBytesBecomeNoJSON(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	bytes, document := schema.MustOf(builder.Model[typed[[][]byte]]()), schema.MustOf(builder.Model[heldAsJSON]())
	require.NoError(t, bytes.CreateAll(t.Context(), engine))
	_, err := document.Plan(t.Context(), engine)
	require.ErrorContains(t, err, "bytea[] cannot become jsonb")
	run(t, engine, "DROP TABLE typed")
	require.NoError(t, document.CreateAll(t.Context(), engine))
	_, err = bytes.Plan(t.Context(), engine)
	require.ErrorContains(t, err, "jsonb cannot become bytea[]")
}
