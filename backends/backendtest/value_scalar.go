package backendtest

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"
)

type (
	mood  string
	level int8
	doc   struct {
		A int    `json:"a"`
		B string `json:"b"`
	}
)

// digits is a decimal number with a Value and a Scan method, as decimal libraries have them.
type digits struct{ text string }

func (d digits) Value() (driver.Value, error) { return d.text, nil }

func (d *digits) Scan(src any) error {
	switch src := src.(type) {
	case string:
		d.text = src
	case []byte:
		d.text = string(src)
	default:
		return errors.New("digits are text")
	}
	return nil
}

func (d digits) MarshalText() ([]byte, error) { return []byte(d.text), nil }

func (d *digits) UnmarshalText(text []byte) error {
	d.text = string(text)
	return nil
}

// celsius is a type with text of its own and no Scan method.
type celsius struct{ degrees string }

func (c celsius) MarshalText() ([]byte, error) { return []byte(c.degrees + "°C"), nil }

func (c *celsius) UnmarshalText(text []byte) error {
	if c.degrees = string(text); len(c.degrees) < 3 {
		return errors.New("not a temperature")
	}
	c.degrees = c.degrees[:len(c.degrees)-len("°C")]
	return nil
}

var id = uuid.MustParse("018f2f4e-0000-7000-8000-000000000001")

func scalarsRoundTrip(t *testing.T, db *database) { roundTrips(t, db, scalars()) }

func scalars() []Value {
	all := append(numbers(), texts()...)
	all = append(all, times()...)
	all = append(all, documents()...)
	return append(all, nullables()...)
}

func numbers() []Value {
	return []Value{
		{"int", Bigint, 7, 7}, {"int8", Smallint, int8(-8), int8(-8)}, {"int16", Smallint, int16(math.MinInt16), int16(math.MinInt16)},
		{"int32", Integer, int32(math.MinInt32), int32(math.MinInt32)}, {"int64", Bigint, int64(math.MinInt64), int64(math.MinInt64)},
		{"int in a smallint", Smallint, 7, 7}, {"int in an integer", Integer, -7, int64(-7)},
		{"uint", Bigint, uint(7), uint(7)}, {"uint8", Smallint, uint8(255), uint8(255)}, {"uint16", Integer, uint16(65535), uint16(65535)},
		{"uint32", Bigint, uint32(math.MaxUint32), uint32(math.MaxUint32)},
		{"uint64", Bigint, uint64(math.MaxInt64), uint64(math.MaxInt64)},
		{"float32", Real, float32(1.1), float32(1.1)}, {"float64", Double, 0.1 + 0.2, 0.1 + 0.2},
		{"float64 in a real", Real, 1.1, 1.1}, {"float64 without a fraction", Double, 5.0, 5.0},
		{"the smallest float64", Double, math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64},
		{"bool", Boolean, true, true}, {"false", Boolean, false, false},
		{"named int", Smallint, level(3), level(3)}, {"zero", Bigint, 0, 0},
		{"Valuer and Scanner", Decimal, digits{"12345678901234567890.12345678901234567890"}, digits{"12345678901234567890.12345678901234567890"}},
		{"decimal as text", Decimal, digits{"-0.50"}, "-0.50"},
	}
}

func texts() []Value {
	const odd = "a 'b' \"c\" \\d {e},\n\tü 日本 % ? $1 --"
	return []Value{
		{"string", Text, odd, odd}, {"empty string", Text, "", ""}, {"string that looks like a number", Text, "007", "007"},
		{"named string", Text, mood("sad"), mood("sad")}, {"string into bytes", Text, "ab", []byte("ab")},
		{"bytes", Bytes, []byte{0, 1, 255, '\\', '\''}, []byte{0, 1, 255, '\\', '\''}}, {"empty bytes", Bytes, []byte{}, []byte{}},
		{"byte array", Bytes, [3]byte{1, 2, 3}, []byte{1, 2, 3}},
		{"text of its own", Text, celsius{"21"}, celsius{"21"}},
		{"address", Text, netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.1")},
		{"network", Text, netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")},
		{"enum", Enum, mood("so-so"), mood("so-so")}, {"enum as string", Enum, "sad", "sad"},
		{"uuid", UUID, id, id}, {"uuid as [16]byte", UUID, [16]byte(id), [16]byte(id)}, {"uuid as string", UUID, id.String(), id.String()},
		{"uuid out of text", Text, id, id},
	}
}

func times() []Value {
	zone := time.FixedZone("half past", 5*3600+1800)
	fine := time.Date(2026, 1, 2, 3, 4, 5, 123_456_789, zone)
	cut := time.Date(2026, 1, 1, 21, 34, 5, 123_456_000, time.UTC)
	early := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	before := time.Date(1969, 7, 20, 20, 17, 40, 999_999_000, time.UTC)
	late := time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	return []Value{
		{"time in its zone is cut to microseconds and read as UTC", Time, fine, cut}, {"time without a fraction", Time, day, day},
		{"zero time", Time, early, early}, {"time before 1970", Time, before, before}, {"last time", Time, late, late},
		{"local time is that of UTC", LocalTime, fine, cut}, {"date", Date, day, day},
		{"date is that of UTC", Date, time.Date(2024, 3, 1, 3, 0, 0, 0, zone), day},
	}
}

func documents() []Value {
	d := doc{1, `x "y"`}
	return []Value{
		{"struct", JSON, d, d}, {"pointer to struct", JSON, &d, &d}, {"struct into a map", JSON, doc{1, "x"}, map[string]any{"a": 1.0, "b": "x"}},
		{"map", JSON, map[string]int{"b": 1, "a": -2}, map[string]int{"b": 1, "a": -2}},
		{"empty map", JSON, map[string]any{}, map[string]any{}},
		{"nested map", JSON, map[string]any{"a": []any{nil, true, "é"}}, map[string]any{"a": []any{nil, true, "é"}}},
		{"raw JSON", JSON, json.RawMessage(`{"a":[1,2,null]}`), json.RawMessage(`{"a":[1,2,null]}`)},
		{"JSON as text", JSON, `[1,2]`, json.RawMessage(`[1,2]`)}, {"JSON list", JSON, json.RawMessage(`[1,2]`), []int{1, 2}},
		{"JSON number", JSON, json.RawMessage(`5`), json.RawMessage(`5`)},
	}
}

func nullables() []Value {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_000, time.UTC)
	return []Value{
		{"pointer", Bigint, pointer(5), pointer(5)}, {"pointer to pointer", Text, pointer(pointer("x")), pointer(pointer("x"))},
		{"pointer to time", Time, &at, &at}, {"pointer to uuid", UUID, &id, &id}, {"pointer to bytes", Bytes, &[]byte{1}, &[]byte{1}},
		{"pointer to Scanner", Decimal, &digits{"1.5"}, &digits{"1.5"}}, {"pointer to map", JSON, &map[string]int{"a": 1}, &map[string]int{"a": 1}},
		{"sql.Null of int32", Integer, sql.Null[int32]{V: 5, Valid: true}, sql.Null[int32]{V: 5, Valid: true}},
		{"sql.Null of string", Text, sql.Null[string]{V: "x", Valid: true}, sql.Null[string]{V: "x", Valid: true}},
		{"sql.Null of time", Time, sql.Null[time.Time]{V: at, Valid: true}, sql.Null[time.Time]{V: at, Valid: true}},
		{"sql.Null of uuid", UUID, sql.Null[uuid.UUID]{V: id, Valid: true}, sql.Null[uuid.UUID]{V: id, Valid: true}},
		{"sql.Null of named string", Enum, sql.Null[mood]{V: "sad", Valid: true}, sql.Null[mood]{V: "sad", Valid: true}},
		{"sql.Null of struct", JSON, doc{A: 1}, sql.Null[doc]{V: doc{A: 1}, Valid: true}},
		{"sql.NullTime", Time, sql.NullTime{Time: at, Valid: true}, sql.NullTime{Time: at, Valid: true}},
		{"sql.NullString", Text, sql.NullString{String: "x", Valid: true}, sql.NullString{String: "x", Valid: true}},
		{"sql.NullInt64", Bigint, sql.NullInt64{Int64: 5, Valid: true}, sql.NullInt64{Int64: 5, Valid: true}},
		{"sql.NullFloat64", Double, sql.NullFloat64{Float64: 1.5, Valid: true}, sql.NullFloat64{Float64: 1.5, Valid: true}},
		{"sql.NullBool", Boolean, sql.NullBool{Bool: true, Valid: true}, sql.NullBool{Bool: true, Valid: true}},
		{"nil", Text, nil, (*string)(nil)}, {"nil pointer", Bigint, (*int)(nil), (*int)(nil)}, {"nil bytes", Bytes, []byte(nil), []byte(nil)},
		{"nil map", JSON, map[string]int(nil), map[string]int(nil)}, {"nil raw JSON", JSON, json.RawMessage(nil), json.RawMessage(nil)},
		{"nil Valuer", Decimal, (*digits)(nil), (*digits)(nil)}, {"sql.Null of nothing", Integer, sql.Null[int32]{}, sql.Null[int32]{}},
		{"sql.NullTime of nothing", Time, sql.NullTime{}, sql.NullTime{}}, {"nil pointer to pointer", Text, (**string)(nil), (**string)(nil)},
	}
}

func wideIntegersRoundTrip(t *testing.T, db *database) {
	roundTrips(t, db, []Value{
		{"uint64 beyond int64", Decimal, uint64(math.MaxUint64), uint64(math.MaxUint64)},
		{"uint64 beyond int64 as text", Decimal, uint64(math.MaxInt64) + 1, "9223372036854775808"},
	})
}

func notFiniteRoundTrip(t *testing.T, db *database) {
	roundTrips(t, db, []Value{
		{"NaN", Double, math.NaN(), math.NaN()}, {"infinity", Double, math.Inf(1), math.Inf(1)},
		{"minus infinity", Double, math.Inf(-1), math.Inf(-1)}, {"infinite float32", Real, float32(math.Inf(1)), float32(math.Inf(1))},
	})
}
