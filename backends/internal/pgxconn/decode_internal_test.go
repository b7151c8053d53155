package pgxconn

import (
	"database/sql"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/pgtest"
)

type (
	mood     string
	number64 int64
)

// read are the types that values are read into, and pointers to them.
var read = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[mood](), reflect.TypeFor[[]byte](), reflect.TypeFor[int64](), reflect.TypeFor[int32](),
	reflect.TypeFor[int16](), reflect.TypeFor[int](), reflect.TypeFor[number64](), reflect.TypeFor[float64](), reflect.TypeFor[float32](),
	reflect.TypeFor[bool](), reflect.TypeFor[time.Time](), reflect.TypeFor[[16]byte](), reflect.TypeFor[[]string](),
	reflect.TypeFor[[]int64](), reflect.TypeFor[[]int32](), reflect.TypeFor[[]float64](), reflect.TypeFor[sql.Null[string]](),
	reflect.TypeFor[sql.NullInt64](), reflect.TypeFor[sql.Null[float64]](), reflect.TypeFor[sql.NullTime](), reflect.TypeFor[sql.NullBool](),
}

// agree reads raw as a plan of its own does, and as pgtype does, and errs where they differ. Where pgtype refuses what Scan
// reads all the same, that one's answer counts; a value that no step reads has nothing to agree on.
func agree(m *pgtype.Map, f pgconn.FieldDescription, t reflect.Type, raw []byte) error {
	l := &backends.Layout{Types: []reflect.Type{t}, Offsets: []uintptr{0}}
	p, err := planFor(l, []pgconn.FieldDescription{f})
	if err != nil || p.steps[0].kind == viaScan && (raw != nil || p.steps[0].null == nullViaScan) {
		return err
	}
	own, truth := reflect.New(t), reflect.New(t)
	failure := p.decode(m, p.fields, [][]byte{raw}, own.UnsafePointer())
	refusal := m.Scan(f.DataTypeOID, f.Format, raw, truth.Interface())
	if refusal != nil || f.DataTypeOID == pgtype.Float4OID || t.PkgPath() == "database/sql" || raw != nil && dimensionsOf(m, &f, raw) > 1 {
		truth = reflect.New(t)
		refusal = scan(m, &f, raw, truth.Interface())
	}
	if (failure == nil) != (refusal == nil) {
		return errors.Join(errors.New("one refuses it and the other does not"), failure, refusal)
	}
	if failure == nil && !reflect.DeepEqual(inUTC(own.Elem()), inUTC(truth.Elem())) {
		return errors.New("the values differ")
	}
	return nil
}

// inUTC returns what v holds with times in UTC and floats by their bits.
func inUTC(v reflect.Value) any {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch value := v.Interface().(type) {
	case time.Time:
		return value.UTC()
	case float64:
		return math.Float64bits(value)
	case float32:
		return math.Float32bits(value)
	case []float64:
		bits := make([]uint64, len(value))
		for i, f := range value {
			bits[i] = math.Float64bits(f)
		}
		return bits
	case sql.NullTime:
		return sql.NullTime{Time: value.Time.UTC(), Valid: value.Valid}
	case sql.Null[float64]:
		return []any{math.Float64bits(value.V), value.Valid}
	}
	return v.Interface()
}

// known returns the types of columns that pgtype knows, and one that it does not.
func known(m *pgtype.Map) (oids []uint32) {
	for oid := range uint32(10_000) {
		if _, ok := m.TypeForOID(oid); ok || oid == 9_999 {
			oids = append(oids, oid)
		}
	}
	return oids
}

// FuzzStepsAgreeWithPgtype reads wire bytes of every type of column, also those that no server sends, into every type of Go.
func FuzzStepsAgreeWithPgtype(f *testing.F) {
	m := pgtype.NewMap()
	oids := known(m)
	for _, raw := range [][]byte{
		nil, {}, {0}, {1}, {2}, {0, 7}, {0, 0, 0, 7}, {127, 255, 255, 255}, {128, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 7},
		{127, 255, 255, 255, 255, 255, 255, 255}, {128, 0, 0, 0, 0, 0, 0, 0}, []byte("0123456789abcdef"),
		{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25},
		{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 'a'},
		{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 'a', 255, 255, 255, 255},
		{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7},
		{0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 'a'},
	} {
		f.Add(raw, raw == nil)
	}
	f.Fuzz(func(t *testing.T, raw []byte, null bool) {
		if null {
			raw = nil
		} else if raw == nil {
			raw = []byte{}
		}
		for _, oid := range oids {
			for _, to := range read {
				for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
					field := pgconn.FieldDescription{Name: "c", DataTypeOID: oid, Format: format}
					for _, typ := range []reflect.Type{to, reflect.PointerTo(to)} {
						require.NoError(t, agree(m, field, typ, raw), "OID %d, format %d, %s, %v", oid, format, typ, raw)
					}
				}
			}
		}
	})
}

// written are values of every kind of column that PostgreSQL has and pgtype decodes, the odd ones with them.
var literals = []string{
	"null::int8", "7::int8", "'-9223372036854775808'::int8", "2147483648::int8", "7::int4", "'-7'::int2", "32768::int4", "1.5::float8", "'NaN'::float8",
	"'-0'::float8", "'Infinity'::float8", "1.1::float4", "true", "false", "null::bool", "'x'::text", "''::text", "null::text", "'x'::varchar(3)",
	"'x'::char(3)", "'x'::name", "repeat('long ', 200)", "'x'::drey_mood", "'7'::drey_whole", "array[7]::drey_whole[]", "array['x']::drey_mood[]",
	"'2026-02-03 04:05:06.789012+02'::timestamptz", "'infinity'::timestamptz", "'-infinity'::timestamp", "'2026-02-03 04:05:06'::timestamp",
	"'0044-03-15 BC'::date", "'infinity'::date", "'2026-02-03'::date", "'04:05:06'::time", "'1 day'::interval", "null::timestamptz",
	"'01020304-0506-0708-090a-0b0c0d0e0f10'::uuid", `'\x00ff'::bytea`, `''::bytea`, "null::bytea", "12.50::numeric", "'{\"a\": 1}'::jsonb", "'[1]'::json",
	"array['a','','b c']", "array[]::text[]", "array['a',null]", "array[['a','b'],['c','d']]", "null::text[]", "'[3:4]={x,y}'::varchar[]",
	"array[1,2]::int8[]", "array[1,null]::int8[]", "array[1,2]::int4[]", "array[1,2]::int2[]", "array[1.5,'NaN']::float8[]", "array[true]",
	"array['2026-02-03'::date]", "'10.0.0.1/8'::inet", "'(1,2)'::point", "int4range(1,5)", "row(1,'x')", "'a=>b'::text::varchar", "17::oid", "'x'::\"char\"",
	"repeat('x', 257)", "array[repeat('x', 300), 'y']",
}

// TestStepsAgreeWithPgtype reads what a server sends, in both formats.
func TestStepsAgreeWithPgtype(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	for _, ddl := range []string{"create type drey_mood as enum ('x', 'y')", "create domain drey_whole as int8 check (value > 0)"} {
		_, err := conn.Exec(t.Context(), ddl)
		require.NoError(t, err)
	}
	for _, literal := range literals {
		for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
			rows, err := conn.Query(t.Context(), "select "+literal, pgx.QueryResultFormats{format})
			require.NoError(t, err)
			require.True(t, rows.Next(), "%s: %v", literal, rows.Err())
			for _, to := range read {
				for _, typ := range []reflect.Type{to, reflect.PointerTo(to)} {
					require.NoError(t, agree(conn.TypeMap(), rows.FieldDescriptions()[0], typ, rows.RawValues()[0]), "%s, format %d, %s", literal, format, typ)
				}
			}
			rows.Close()
			require.NoError(t, rows.Err())
		}
	}
}

// TestPlansFollowTypes reads columns of other types by a layout whose plan is made already.
func TestPlansFollowTypes(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	type row struct {
		N int64
		P *int64
	}
	l := &backends.Layout{Types: []reflect.Type{reflect.TypeFor[int64](), reflect.TypeFor[*int64]()}, Offsets: []uintptr{0, unsafe.Offsetof(row{}.P)}}
	for range 2 {
		for _, typ := range []string{"int8", "int4", "int2", "text", "numeric", "float8"} {
			native, err := conn.Query(t.Context(), "select '7'::"+typ+", '8'::"+typ+" union all select '9', null")
			require.NoError(t, err)
			r, err := openRows(t.Context(), native, nil)
			require.NoError(t, err)
			var first, second row
			require.True(t, r.Next())
			require.NoError(t, r.Decode(l, unsafe.Pointer(&first)), typ)
			require.True(t, r.Next())
			require.NoError(t, r.Decode(l, unsafe.Pointer(&second)), typ)
			require.NoError(t, r.Close())
			require.Equal(t, []any{int64(7), int64(8), int64(9)}, []any{first.N, *first.P, second.N}, typ)
			require.Nil(t, second.P)
		}
	}
}
