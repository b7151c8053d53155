package schema_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// randomType is a Go type with what tags may say of it: types of columns, and defaults, which fit each other.
type randomType struct {
	typ             reflect.Type
	types, defaults []string
	generated       string // of a column of the type, %s
	check           string
}

var randomTypes = []randomType{
	{reflect.TypeFor[bool](), []string{"", "boolean", "bool"}, []string{"true", "FALSE"}, "not %s", "%s or true"},
	{reflect.TypeFor[int](), []string{"", "integer", "int4", "bigint", "smallint", "numeric(9)"}, []string{"0", "-7", "(1 + 2)"}, "%s * 2", "%s > 0 AND %s < 10"},
	{reflect.TypeFor[int16](), []string{"", "smallint"}, []string{"3"}, "%s + 1", "%s IN (1, 2, 3)"},
	{reflect.TypeFor[uint32](), []string{"", "int8"}, []string{"42"}, "", "%s BETWEEN 1 AND 99"},
	{reflect.TypeFor[float64](), []string{"", "real", "double precision", "numeric(10,2)"}, []string{"1.5", "1e10", "-0.25"}, "%s / 2", "%s >= 0"},
	{reflect.TypeFor[string](), []string{"", "varchar(20)", "character varying(30)", "char(3)", "varchar", "text"}, []string{"''", "'it''s, (so)'", "lower('ABC')", "'UPPER'"}, "upper(%s)", "length(%s) < 9 OR %s = 'x, y'"},
	{reflect.TypeFor[[]byte](), []string{"", "bytea"}, []string{"'x'"}, "", ""},
	{reflect.TypeFor[time.Time](), []string{"", "date", "timestamp", "timestamptz(3)"}, []string{"now()", "current_date", "'2020-01-02'", "CURRENT_TIMESTAMP"}, "", "%s > '2000-01-01'"},
	{reflect.TypeFor[uuid.UUID](), []string{"", "uuid"}, []string{"'f47ac10b-58cc-4372-a567-0e02b2c3d479'"}, "", ""},
	{reflect.TypeFor[decimal.Decimal](), []string{"", "numeric(12,2)", "decimal(4,1)"}, []string{"0", "1.50"}, "", "%s <> 0"},
	{reflect.TypeFor[json.RawMessage](), []string{"", "json", "jsonb"}, []string{"'{}'", `'{"a": [1, "b"]}'`}, "", ""},
	{reflect.TypeFor[map[string]any](), []string{"", "jsonb"}, []string{"'{}'"}, "", ""},
	{reflect.TypeFor[[]string](), []string{"", "text[]", "varchar(5)[]"}, []string{"'{}'"}, "", ""},
	{reflect.TypeFor[[]int32](), []string{"", "integer[]"}, []string{"'{}'"}, "", ""},
	{reflect.TypeFor[netip.Addr](), []string{"inet", "text"}, nil, "", ""},
	{reflect.TypeFor[sql.NullString](), []string{"", "varchar(7)"}, []string{"'n'"}, "lower(%s)", ""},
	{reflect.TypeFor[sql.Null[int64]](), []string{"", "integer"}, []string{"NULL", "5"}, "", "%s > 1"},
}

// randomModels are tables that nobody thought of, and what they say of themselves when a test fails.
type randomModels struct {
	prototypes []any
	objects    []schema.Object
	text       string
}

// randomTable draws one of several tables, whose types are told apart by their tags.
func randomTable(t *rapid.T, n, of int) reflect.Type {
	tag := func(options ...string) reflect.StructTag {
		return reflect.StructTag("db:" + fmt.Sprintf("%q", strings.Join(options, ",")))
	}
	var fields []reflect.StructField
	field := func(typ reflect.Type, options ...string) {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", len(fields)), Type: typ, Tag: tag(options...)})
	}
	switch rapid.SampledFrom([]string{"counted", "identity", "noidentity", "uuid", "text", "composite"}).Draw(t, "key") {
	case "counted":
		field(reflect.TypeFor[int64](), "id", "pk")
	case "identity":
		field(reflect.TypeFor[int64](), "id", "pk", "identity")
	case "noidentity":
		field(reflect.TypeFor[int64](), "id", "pk", "noidentity")
	case "uuid":
		field(reflect.TypeFor[uuid.UUID](), "id", "pk", "uuid7", "unique")
	case "text":
		field(reflect.TypeFor[string](), "id", "pk", "type=varchar(12)", "unique")
	case "composite":
		field(reflect.TypeFor[int64](), "id", "pk", "unique")
		field(reflect.TypeFor[string](), "part", "pk", "default='p'")
	}
	field(reflect.TypeFor[int64](), fmt.Sprintf("of_table%d", n), "unique") // tells the types of two tables apart, and is referred to
	for i := range rapid.IntRange(0, 9).Draw(t, "columns") {
		typ, options := randomColumn(t, fmt.Sprintf("_table_%d", n), fmt.Sprintf("c%d", i))
		field(typ, options...)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "references") {
		to := rapid.IntRange(0, of-1).Draw(t, "to")
		options := []string{fmt.Sprintf("r%d", i), fmt.Sprintf("fk=table%d.of_table%d", to, to)}
		for _, option := range []string{"ondelete=cascade", "ondelete=set null", "onupdatefk=cascade", "deferrable", "index", fmt.Sprintf("unique=both_table_%d", n)} {
			if rapid.IntRange(0, 2).Draw(t, option) == 0 && !(strings.HasPrefix(option, "ondelete") && strings.Contains(strings.Join(options, ","), "ondelete")) {
				options = append(options, option)
			}
		}
		field(reflect.TypeFor[*int64](), options...)
	}
	return reflect.StructOf(fields)
}

// randomColumn draws a column: a Go type, and what its tag says.
func randomColumn(t *rapid.T, table, name string) (reflect.Type, []string) {
	r := rapid.SampledFrom(randomTypes).Draw(t, "type")
	typ, options := r.typ, []string{name}
	if rapid.Bool().Draw(t, "pointer") && typ.Kind() != reflect.Slice && typ.Kind() != reflect.Map && typ.PkgPath() != "database/sql" {
		typ = reflect.PointerTo(typ)
	}
	add := func(option string) { options = append(options, option) }
	if name := rapid.SampledFrom(r.types).Draw(t, "column type"); name != "" {
		add("type=" + name)
	}
	sometimes := func(what string, one int) bool { return rapid.IntRange(1, one).Draw(t, what) == one }
	if len(r.defaults) > 0 && sometimes("default", 2) {
		add("default=" + rapid.SampledFrom(r.defaults).Draw(t, "which"))
		if sometimes("omitzero", 3) {
			add("omitzero")
		}
	}
	if r.check != "" && sometimes("check", 3) {
		add("check=" + strings.ReplaceAll(r.check, "%s", name))
	}
	if kind := r.typ.Kind(); kind != reflect.Map && kind != reflect.Slice && r.typ != reflect.TypeFor[json.RawMessage]() {
		for _, option := range []string{"unique", "index", "unique=both", "unique=other", "index=several", "index=more"} {
			if sometimes(option, 6) {
				add(option + table[:min(len(table), 9*strings.Count(option, "="))])
			}
		}
	}
	if r.typ.Kind() == reflect.String && sometimes("collate", 4) {
		add("collate=C")
	}
	if sometimes("comment", 5) {
		add("comment='it''s, \"this\"'")
	}
	if sometimes("readonly", 8) {
		add("readonly")
	}
	return typ, options
}

// drawModels draws up to three tables, which may refer to each other in circles and to themselves.
func drawModels(t *rapid.T, trial string) (m randomModels) {
	of := rapid.IntRange(1, 3).Draw(t, "tables")
	for n := range of {
		typ := randomTable(t, n, of)
		m.text += fmt.Sprintf("%d: %v\n", n, typ)
		_, err := mapper.Map(typ, mapper.Names{Table: fmt.Sprintf("table%d", n)})
		if err != nil {
			t.Fatalf("%s\n%s: %v", m.text, trial, err)
		}
		table, err := prototype.TableFor(typ, "")
		if err != nil {
			t.Fatalf("%s\n%s: %v", m.text, trial, err)
		}
		m.prototypes = append(m.prototypes, table.Prototype)
	}
	return m
}

// Whatever models say, nothing differs once their tables are made, and what is found there says the same.
func TestNothingDiffersForRandomModels(t *testing.T) {
	for _, on := range []struct {
		name   string
		open   func(*testing.T) (string, *repo.Engine)
		trials int
	}{{"postgres", onPostgres, 12}, {"sqlite", onSQLite, 40}} {
		t.Run(on.name, func(t *testing.T) {
			t.Parallel()
			_, engine := on.open(t)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			models := rapid.Custom(func(r *rapid.T) randomModels { return drawModels(r, on.name) })
			for seed := range on.trials {
				drawn := models.Example(seed)
				m, err := schema.Of(drawn.prototypes...)
				require.NoError(t, err, drawn.text)
				if !t.Run(fmt.Sprint(seed), func(t *testing.T) { nothingDiffers(t, engine, m) }) {
					t.Fatal(drawn.text)
				}
				_, err = m.GoSource("models")
				require.NoError(t, err, drawn.text)
			}
		})
	}
}

// The structs that are generated for the tables of random models compile, and describe these tables.
func TestGoSourceOfRandomModelsMapsBack(t *testing.T) {
	var all []generated
	for _, on := range []struct {
		name   string
		open   func(*testing.T) (string, *repo.Engine)
		trials int
	}{{"postgres", onPostgres, 4}, {"sqlite", onSQLite, 16}} {
		models := rapid.Custom(func(r *rapid.T) randomModels { return drawModels(r, on.name) })
		for seed := range on.trials {
			drawn := models.Example(1000 + seed)
			m, err := schema.Of(drawn.prototypes...)
			require.NoError(t, err, drawn.text)
			url, engine := on.open(t)
			require.NoError(t, m.CreateAll(t.Context(), engine), drawn.text)
			g := reflected(t, fmt.Sprint(on.name, seed), url, engine)
			require.NoError(t, engine.Close())
			empty, target := on.open(t)
			require.NoError(t, target.Close())
			g.to = empty
			all = append(all, g)
		}
	}
	mapsBack(t, all)
}
