package values

import (
	"database/sql/driver"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// literal is what a user writes in quotes for a Go value that goes into a column of type c. This is the table:
//
//	Go value                        literal
//	nil, sql.Null and the like      NULL, or that of the value inside
//	bool, numbers                   true; decimal digits, NaN, Infinity; not known of a float that is to be text
//	string                          itself, JSON for a JSON column too
//	[]byte                          \x and hexadecimal digits for bytea, else its text
//	[16]byte                        that of a UUID; for bytea as []byte
//	time.Time                       the instant for timestamptz, the UTC clock for timestamp, and the UTC day for
//	                                date; with type=date the day of its own location
//	time.Duration                   its nanoseconds
//	pgtype.Date                     its day, in every column
//	Value, MarshalText              that of what the method gives
//	slices, arrays                  {a,b} for an array, else JSON
//	maps, structs                   JSON
//	pgtype's ranges and the like    PostgreSQL's own text
//
// known is false where nobody can say what is meant: then the roads need only agree.
type literal struct {
	text  string
	null  bool
	known bool
}

var null = literal{null: true, known: true}

func is(text string) literal { return literal{text: text, known: true} }

// quoted is the literal in SQL.
func (l literal) quoted() string {
	if l.null {
		return "NULL"
	}
	return "'" + strings.ReplaceAll(l.text, "'", "''") + "'"
}

func literalOf(v any, c column) literal {
	r := reflect.ValueOf(v)
	switch {
	case v == nil, (r.Kind() == reflect.Pointer || r.Kind() == reflect.Slice || r.Kind() == reflect.Map) && r.IsNil():
		return null
	case r.Kind() == reflect.Struct && r.Type().PkgPath() == "database/sql":
		if !r.Field(1).Bool() {
			return null
		}
		return literalOf(r.Field(0).Interface(), c)
	case r.Kind() == reflect.Pointer:
		return literalOf(r.Elem().Interface(), c)
	}
	switch v := v.(type) {
	case time.Time:
		return literalOfTime(v, c)
	case pgtype.Date:
		if v.Valid && v.InfinityModifier == pgtype.Finite {
			return is(v.Time.Format("2006-01-02"))
		}
	case uuid.UUID:
		return literalOfUUID(v, c)
	case json.RawMessage:
		return is(string(v))
	case pgtype.Range[pgtype.Int4], pgtype.Multirange[pgtype.Range[pgtype.Int4]]:
		return literalOfRange(v)
	}
	if l, ok := literalOfMethod(v, c); ok {
		return l
	}
	return literalOfPlain(r, c)
}

// literalOfMethod is that of what Value or MarshalText of v, or of its address, gives.
func literalOfMethod(v any, c column) (literal, bool) {
	p := reflect.New(reflect.TypeOf(v))
	p.Elem().Set(reflect.ValueOf(v))
	for _, v := range []any{v, p.Interface()} {
		if valuer, ok := v.(driver.Valuer); ok {
			inner, err := valuer.Value()
			if err != nil {
				return literal{}, true
			}
			return literalOf(inner, c), true
		}
	}
	for _, v := range []any{v, p.Interface()} {
		if m, ok := v.(encoding.TextMarshaler); ok {
			text, err := m.MarshalText()
			return literal{text: string(text), known: err == nil && !c.isJSON()}, true
		}
	}
	return literal{}, false
}

func literalOfTime(t time.Time, c column) literal {
	switch strings.TrimSuffix(c.sql, "_domain") {
	case "date":
		if !c.said {
			t = t.UTC()
		}
		return is(t.Format("2006-01-02"))
	case "timestamp":
		return is(t.UTC().Format("2006-01-02 15:04:05.999999"))
	case "timestamptz", "timestamptz(0)":
		return is(t.UTC().Format("2006-01-02 15:04:05.999999Z07:00"))
	}
	return literal{}
}

func literalOfUUID(v uuid.UUID, c column) literal {
	switch {
	case c.sql == "bytea":
		return is(`\x` + hex.EncodeToString(v[:]))
	case c.isJSON():
		return literal{}
	}
	return is(v.String())
}

// literalOfRange is what pgtype itself writes.
func literalOfRange(v any) literal {
	oid := uint32(pgtype.Int4rangeOID)
	if _, many := v.(pgtype.Multirange[pgtype.Range[pgtype.Int4]]); many {
		oid = pgtype.Int4multirangeOID
	}
	text, err := pgtype.NewMap().Encode(oid, pgtype.TextFormatCode, v, nil)
	if text == nil && err == nil {
		return null
	}
	return literal{text: string(text), known: err == nil}
}

func literalOfPlain(r reflect.Value, c column) literal {
	switch r.Kind() {
	case reflect.Bool:
		return is(strconv.FormatBool(r.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return is(strconv.FormatInt(r.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return is(strconv.FormatUint(r.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		return literalOfFloat(r, c)
	case reflect.String:
		return is(r.String())
	case reflect.Slice, reflect.Array:
		return literalOfList(r, c)
	}
	return document(r)
}

// literalOfFloat knows no digits of a float that is text.
func literalOfFloat(r reflect.Value, c column) literal {
	if c.isText() {
		return literal{}
	}
	if math.IsInf(r.Float(), 0) {
		return is(strings.Replace(strconv.FormatFloat(r.Float(), 'g', -1, 64), "Inf", "Infinity", 1))
	}
	return is(strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits()))
}

func literalOfList(r reflect.Value, c column) literal {
	switch bytes := r.Type().Elem().Kind() == reflect.Uint8; {
	case bytes && r.Kind() == reflect.Array && r.Len() == 16:
		return literalOfUUID(uuid.UUID(r.Convert(reflect.TypeFor[[16]byte]()).Interface().([16]byte)), c)
	case bytes && r.Kind() == reflect.Slice && c.sql == "bytea":
		return is(`\x` + hex.EncodeToString(r.Bytes()))
	case bytes && r.Kind() == reflect.Slice:
		return is(string(r.Bytes()))
	case c.elem() != "":
		return array(r, c)
	case c.isJSON():
		return document(r)
	}
	return literal{}
}

// array writes {..}; lists in lists are dimensions.
func array(r reflect.Value, c column) literal {
	elem := column{sql: c.elem(), said: c.said}
	list := make([]string, r.Len())
	for i := range list {
		e := r.Index(i)
		if nested(e) {
			elem = c
		}
		l := literalOf(e.Interface(), elem)
		switch {
		case !l.known:
			return literal{}
		case l.null:
			list[i] = "NULL"
		case nested(e):
			list[i] = l.text
		default:
			list[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(l.text) + `"`
		}
	}
	if slices.Contains(list, "{}") {
		return literal{}
	}
	return is("{" + strings.Join(list, ",") + "}")
}

// nested reports whether e is a list itself rather than one value.
func nested(e reflect.Value) bool {
	_, valuer := e.Interface().(driver.Valuer)
	_, text := e.Interface().(encoding.TextMarshaler)
	return e.Kind() == reflect.Slice && e.Type().Elem().Kind() != reflect.Uint8 && !valuer && !text
}

func document(r reflect.Value) literal {
	text, err := json.Marshal(r.Interface())
	return literal{text: string(text), known: err == nil}
}
