package values

import (
	"database/sql"
	"encoding/json"
	"math"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/lib/pq"
	"github.com/shopspring/decimal"
)

// kinds are all that the mapper takes, as far as one can list them.
var kinds = slices.Concat(numbers(), textual(), times(), documents(), methods(), optionals(), native(), tags())

var moments = fixed(
	time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC), day("Asia/Tokyo", "2024-12-31 00:00:00"), day("America/New_York", "2024-03-10 23:59:59.123456"),
	day("Asia/Kolkata", "1969-12-31 23:59:59.999999999"), time.Time{},
)

func numbers() []kind {
	ints, floats := fixed(7, 0, math.MinInt64), fixed(7, 0.1, 123456789.123456789, 1e300, math.NaN(), math.Inf(1))
	return slices.Concat(around(ints), few(floats), []kind{
		key(ints), of(listed(listed(ints))), of(pointers(listed(listed(ints)))), of(floats),
		key(fixed[int64](7, math.MaxInt64)), key(fixed[int32](7, math.MinInt32)), of(listed(fixed[int32](7, -1))),
		of(fixed[int8](7, math.MinInt8)), of(fixed[int16](7, math.MinInt16)), of(fixed[uint](7, math.MaxUint64)), of(fixed[uint8](7, math.MaxUint8)),
		of(fixed[uint16](7, math.MaxUint16)), key(fixed[uint32](7, math.MaxUint32)), of(fixed[uint64](7, 0, math.MaxUint64)), of(fixed[float32](7, 0.1, 3e38)),
		of(listed(fixed[int16](7, -1))), of(listed(fixed[uint32](7, 8))), of(listed(fixed[float32](0.1))), of(fixed([3]int32{1, 2, 3})),
		of(pointers(fixed([3]int32{1, 2, 3}))), of(pointers(listed(fixed[int64](1, 2)))), of(fixed([2]string{"a", odd})), key(fixed(Level(7), Level(-1))),
		of(listed(fixed(Level(7), Level(-1)))), key(fixed(true, false)), of(pointers(fixed(true))), of(listed(fixed(true, false))), of(fixed(Flag(true), Flag(false))),
	})
}

func textual() []kind {
	bytes := fixed([]byte("7"), []byte{0, 255, '\\', '\''}, []byte{}, nil)
	ids := fixed(uuid.MustParse("6f1ed002-ab59-47c8-a9a8-5a1e1a5b0c3d"), uuid.UUID{})
	addresses := fixed(netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("2001:db8::1"))
	return slices.Concat(around(texts[string]), few(texts[Name]), around(ids), few(bytes), around(addresses), []kind{
		key(texts[string]), of(listed(listed(texts[string]))), key(texts[Name]), key(ids), key(bytes), of(nulls(bytes)), of(addresses),
		of(fixed(Blob("7"), Blob{0, 1})), of(fixed([16]byte{1, 2}, [16]byte{})), of(nulls(fixed([16]byte{1, 2}))), of(listed(fixed([16]byte{1, 2}, [16]byte{}))),
		of(fixed(netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32"))), of(listed(fixed(netip.MustParsePrefix("10.0.0.0/8")))),
		of(fixed(net.ParseIP("10.0.0.1"))), of(fixed(net.HardwareAddr{8, 0, 43, 1, 2, 3})), of(fixed(net.IPNet{IP: net.IP{10, 0, 0, 0}, Mask: net.IPMask{255, 0, 0, 0}})),
	})
}

func times() []kind {
	durations := fixed(5*time.Second, -90*time.Minute, time.Duration(0), 1500*time.Microsecond)
	return append(around(moments), key(moments), of(durations), of(nulls(durations)), of(listed(durations)))
}

func documents() []kind {
	objects := fixed(map[string]any{"b": 1.5, "a": []any{"x", nil}, odd: true}, map[string]any{}, nil)
	raw := func(c column) (list []json.RawMessage) {
		for _, text := range texts[string](c) {
			if json.Valid([]byte(text)) {
				list = append(list, json.RawMessage(text))
			}
		}
		return append(list, json.RawMessage(`{"b": 1,  "a": 0.10}`), nil)
	}
	docs := fixed(Doc{A: 1, B: odd}, Doc{})
	return slices.Concat(few(raw), few(objects), around(docs), []kind{
		of(raw), of(nulls(raw)), of(objects), of(nulls(objects)), of(docs), of(fixed(map[string]string{"a": odd}, nil)), of(fixed(map[string]*string{"a": nil})),
	})
}

func methods() []kind {
	kelvins, paints := fixed(Kelvin{21.5}, Kelvin{}), fixed(Paint{"red"}, Paint{})
	decimals := fixed(decimal.RequireFromString("0.10"), decimal.RequireFromString("123456789012345678901234567890.123456789"), decimal.Decimal{})
	return slices.Concat(around(kelvins), around(paints), few(decimals), []kind{
		of(fixed(Celsius{21.5}, Celsius{})), of(pointers(fixed(Celsius{21.5}))), of(listed(fixed(Celsius{21.5}, Celsius{}))), of(kelvins), of(paints),
		of(fixed(Colour{"red"}, Colour{})), of(listed(fixed(Colour{"red"}, Colour{}))), of(decimals),
		of(fixed(big.NewInt(7), nil)), of(fixed(*big.NewInt(7))), of(fixed(Grade("7"), Grade("x"))), of(fixed(Members{"a", "b"}, nil)),
	})
}

func optionals() []kind {
	at := moments(column{})[2]
	return []kind{
		of(fixed(sql.NullString{}, sql.NullString{String: "7", Valid: true}, sql.NullString{String: odd, Valid: true})),
		of(fixed(sql.NullInt64{}, sql.NullInt64{Int64: 7, Valid: true})), of(fixed(sql.NullInt32{}, sql.NullInt32{Int32: 7, Valid: true})),
		of(fixed(sql.NullInt16{}, sql.NullInt16{Int16: 7, Valid: true})), of(fixed(sql.NullByte{}, sql.NullByte{Byte: 7, Valid: true})),
		of(fixed(sql.NullFloat64{}, sql.NullFloat64{Float64: 0.1, Valid: true})), of(fixed(sql.NullBool{}, sql.NullBool{Bool: true, Valid: true})),
		of(fixed(sql.NullTime{}, sql.NullTime{Time: at, Valid: true})),
		of(fixed(uuid.NullUUID{}, uuid.NullUUID{UUID: uuid.UUID{1}, Valid: true})),
		of(fixed(decimal.NullDecimal{}, decimal.NewNullDecimal(decimal.RequireFromString("0.10")))),
	}
}

func native() []kind {
	at := moments(column{})[2]
	return []kind{
		of(fixed(pgtype.Text{}, pgtype.Text{String: "7", Valid: true}, pgtype.Text{String: odd, Valid: true})),
		of(fixed(pgtype.Int4{}, pgtype.Int4{Int32: 7, Valid: true})), of(fixed(pgtype.Int8{}, pgtype.Int8{Int64: 7, Valid: true})),
		of(fixed(pgtype.Float8{}, pgtype.Float8{Float64: 0.1, Valid: true})), of(fixed(pgtype.Bool{}, pgtype.Bool{Bool: true, Valid: true})),
		of(fixed(pgtype.Numeric{}, pgtype.Numeric{Int: big.NewInt(10), Exp: -2, Valid: true}, pgtype.Numeric{NaN: true, Valid: true})),
		of(fixed(pgtype.Date{}, pgtype.Date{Time: time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), Valid: true}, pgtype.Date{InfinityModifier: pgtype.Infinity, Valid: true})),
		of(fixed(pgtype.Timestamp{}, pgtype.Timestamp{Time: time.Date(2024, 12, 31, 12, 0, 0, 0, time.UTC), Valid: true})),
		of(fixed(pgtype.Timestamptz{}, pgtype.Timestamptz{Time: at, Valid: true}, pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true})),
		of(fixed(pgtype.Time{}, pgtype.Time{Microseconds: 3_600_000_001, Valid: true})),
		of(fixed(pgtype.Interval{}, pgtype.Interval{Months: 1, Days: 2, Microseconds: 3_500_000, Valid: true})),
		of(fixed(pgtype.UUID{}, pgtype.UUID{Bytes: [16]byte{1, 2}, Valid: true})), of(fixed(pgtype.Hstore{"a": nil}, nil)),
		of(fixed(pgtype.Bits{}, pgtype.Bits{Bytes: []byte{0xa0}, Len: 4, Valid: true})), of(fixed(pgtype.Point{}, pgtype.Point{P: pgtype.Vec2{X: 1.5, Y: -2}, Valid: true})),
		of(fixed(pgtype.Range[pgtype.Int4]{}, span(1, 5))), of(fixed(pgtype.Multirange[pgtype.Range[pgtype.Int4]]{span(1, 5)}, nil)),
		of(listed(fixed(pgtype.Text{}, pgtype.Text{String: odd, Valid: true}))), of(listed(fixed(pgtype.Date{Time: time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), Valid: true}))),
		of(fixed(pq.StringArray{"a", odd}, pq.StringArray{}, nil)), of(fixed(pq.Int64Array{1, 2}, nil)),
	}
}

func span(from, to int32) pgtype.Range[pgtype.Int4] {
	return pgtype.Range[pgtype.Int4]{
		Lower: pgtype.Int4{Int32: from, Valid: true}, Upper: pgtype.Int4{Int32: to, Valid: true},
		LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true,
	}
}
