package statement

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

type status string

func (s status) String() string { return string(s) }

type toy struct {
	ID     int
	Secret string `db:"pin,secret"`
}

func (toy) TableName() string { return "toys" }

func TestIdentifiers(t *testing.T) {
	require.Equal(t, `"a""b?"`, Dialect{}.Identifier(`a"b?`))
	require.Equal(t, "`a``b`", Dialect{Quote: '`'}.Identifier("a`b"))
	require.Equal(t, `"app"."toys"`, Dialect{}.TableName("app.toys"))
}

func TestSpell(t *testing.T) {
	d := Dialect{Now: "clock()", UUID: "uuid()"}
	require.Equal(t, "clock()", d.Spell("NOW()"))
	require.Equal(t, "uuid()", d.Spell("gen_random_uuid()"))
	require.Equal(t, "'now()'", d.Spell("'now()'"))
	require.Equal(t, "now()", Dialect{}.Spell("now()"))
}

func TestTypeNames(t *testing.T) {
	for want, values := range map[string][]any{
		"bigint": {1, int64(1), new(int), uint32(1), time.Second}, "integer": {int32(1), uint16(1)}, "smallint": {int8(1), int16(1), byte(1)},
		"text": {"", status(""), netip.Addr{}, sql.Null[string]{}}, "boolean": {true}, "double precision": {1.5, float32(1)},
		"timestamptz": {time.Time{}, &time.Time{}, sql.NullTime{}}, "uuid": {uuid.UUID{}, [16]byte{}, &uuid.UUID{}}, "bytea": {[]byte{}},
		"jsonb": {map[string]int{}, struct{ A int }{}, json.RawMessage{}}, "": {[]string{}, decimal.Decimal{}, [3]int{}, uuid.NullUUID{}},
	} {
		for _, v := range values {
			require.Equal(t, want, Dialect{}.TypeName(reflect.TypeOf(v)), "%T", v)
		}
	}
	for tag, want := range map[string]string{"": "bigint", "BIGSERIAL": "bigint", "serial": "integer", "smallserial": "smallint", "numeric(10,2)": "numeric(10,2)"} {
		c := &mapper.Column{Type: reflect.TypeFor[int](), Options: mapper.Options{SQLType: tag}}
		require.Equal(t, want, Dialect{}.ColumnType(c))
	}
}

func TestSecretPrintsAsStars(t *testing.T) {
	s := Hide("hunter2")
	value, err := s.Value()
	require.NoError(t, err)
	require.Equal(t, "hunter2", value)
	value, err = Hide(sql.Null[string]{}).Value()
	require.NoError(t, err)
	require.Nil(t, value)
	doc, err := json.Marshal(s)
	require.NoError(t, err)
	require.Equal(t, `"***"`, string(doc))
	require.Equal(t, "*** *** ***", fmt.Sprintf("%v %#v %s", s, s, s.String()))
	require.Equal(t, "***", slog.AnyValue(s).Resolve().String())
}

func TestShown(t *testing.T) {
	args := []any{1, "hunter2", 3}
	require.Equal(t, []any{1, "***", 3}, Shown(args, []bool{false, true}))
	require.Equal(t, "hunter2", args[1])
	require.Equal(t, args, Shown(args, nil))
}

func TestReads(t *testing.T) {
	table, err := TableFor(reflect.TypeFor[toy](), "")
	require.NoError(t, err)
	alias, err := TableFor(reflect.TypeFor[toy](), "other")
	require.NoError(t, err)
	id := table.Column(table.Mapping.Key[0])
	inner := Select().With(ColumnPart, alias.Column(alias.Mapping.Key[0]))

	mappings, opaque := Reads(SelectEntities(table))
	require.Equal(t, []*mapper.Mapping{table.Mapping}, mappings)
	require.False(t, opaque)
	mappings, opaque = Reads(Select().With(ColumnPart, Literal(1)).With(WherePart, MemberQuery(Literal(1), OpIn, Subquery(inner))))
	require.Equal(t, []*mapper.Mapping{table.Mapping}, mappings, "a sub-select's tables are read as well")
	require.False(t, opaque)
	_, opaque = Reads(Select().With(ColumnPart, id).With(WherePart, Negate(Text("a", nil, true))))
	require.True(t, opaque)
	_, opaque = Reads(Select().With(ColumnPart, Call(OpCount, []*Node{Template("?", []*Node{id})})))
	require.True(t, opaque)
}

func TestPrototypesAreInterned(t *testing.T) {
	made := make(chan *Table)
	for range 8 {
		go func() {
			table, err := TableFor(reflect.TypeFor[toy](), "raced")
			if err == nil && ColumnAt(&table.Prototype.(*toy).ID).Column() == nil {
				table = nil
			}
			made <- table
		}()
	}
	first := <-made
	require.NotNil(t, first)
	for range 7 {
		require.Same(t, first, <-made)
	}
	_, ok := TableOf(toy{})
	require.False(t, ok)
	_, ok = TableOf([]int{})
	require.False(t, ok)
	_, ok = TableOf(nil)
	require.False(t, ok)
}
