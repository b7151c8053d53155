package render

import (
	"database/sql"
	"encoding/json"
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

func TestShown(t *testing.T) {
	args := []any{1, "qZ8vhunter2", 3}
	require.Equal(t, []any{1, "***", 3}, Shown(args, []bool{false, true}))
	require.Equal(t, "qZ8vhunter2", args[1])
	require.Equal(t, args, Shown(args, nil))
}
