// Package libraryvalues is what tests of every backend write and read: values whose types other libraries made.
package libraryvalues

import (
	"database/sql"
	"fmt"
	"math/big"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/backends/backendtest"
)

// Values are of types of other libraries that read and write themselves.
func Values() []backendtest.Value {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_000, time.UTC)
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	var list []backendtest.Value
	add := func(column backendtest.ColumnType, values ...any) {
		for _, v := range values {
			list = append(list, backendtest.Value{Name: fmt.Sprintf("%T", v), Type: column, Arg: v, Want: v})
		}
	}
	add(backendtest.Texts, pq.StringArray{"a", `"b,{}\`, ""}, pq.StringArray{}, pq.StringArray(nil), &pq.StringArray{"a"}, sql.Null[pq.StringArray]{V: pq.StringArray{"a"}, Valid: true})
	add(backendtest.Bigints, pq.Int64Array{1, -2}, pq.Int32Array{7}, &pq.Int64Array{3})
	add(backendtest.Doubles, pq.Float64Array{1.5, -2})
	add(backendtest.Booleans, pq.BoolArray{true, false})
	add(backendtest.Text, pgtype.Text{String: "a", Valid: true}, pgtype.Text{}, &pgtype.Text{String: "b", Valid: true})
	add(backendtest.Integer, pgtype.Int4{Int32: 7, Valid: true}, pgtype.Int4{})
	add(backendtest.Bigint, pgtype.Int8{Int64: 7, Valid: true}, pgtype.Int8{})
	add(backendtest.Boolean, pgtype.Bool{Bool: true, Valid: true})
	add(backendtest.Double, pgtype.Float8{Float64: 1.5, Valid: true})
	add(backendtest.UUID, pgtype.UUID{Bytes: [16]byte{1, 2}, Valid: true}, pgtype.UUID{})
	add(backendtest.Decimal, pgtype.Numeric{Int: big.NewInt(15), Exp: -1, Valid: true}, pgtype.Numeric{})
	add(backendtest.Date, pgtype.Date{Time: day, Valid: true}, pgtype.Date{})
	add(backendtest.Time, pgtype.Timestamptz{Time: at, Valid: true}, pgtype.Timestamptz{})
	add(backendtest.LocalTime, pgtype.Timestamp{Time: at, Valid: true}, pgtype.Timestamp{})
	add(backendtest.Texts, []pgtype.Text{{String: "a", Valid: true}, {}}, []*pgtype.Text{nil, {String: "a", Valid: true}})
	add(backendtest.Bigints, []pgtype.Int8{{Int64: 1, Valid: true}, {}}, [][]pgtype.Int8{{{Int64: 1, Valid: true}}})
	add(backendtest.UUIDs, []pgtype.UUID{{Bytes: [16]byte{1, 2}, Valid: true}, {}})
	add(backendtest.Times, []pgtype.Timestamptz{{Time: at, Valid: true}, {}})
	list = append(list, backendtest.Contained("decimal.Decimal", backendtest.Decimal, backendtest.Decimals,
		decimal.RequireFromString("-12345678901234567890.5"), decimal.RequireFromString("0.25"))...)
	return append(list, backendtest.Contained("uuid.NullUUID", backendtest.UUID, backendtest.UUIDs,
		uuid.NullUUID{UUID: uuid.UUID{1}, Valid: true}, uuid.NullUUID{UUID: uuid.UUID{2}, Valid: true})...)
}
