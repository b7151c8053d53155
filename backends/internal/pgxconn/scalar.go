package pgxconn

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// whole, truth, number, octets and moment are an integer, a bool, a float, bytes and a time. They have the methods that pgtype asks of what their binary form is
// right for; to every other type they go as text, which the server's own input function reads, as it does a literal: pgtype
// by itself refuses a number for a column of text, and makes JSON of one for jsonb.
type (
	whole struct {
		textual
		v int64
	}
	truth struct {
		textual
		v bool
	}
	number struct {
		textual
		v float64
	}
	octets struct {
		textual
		v []byte
	}
	moment struct {
		textual
		v time.Time
	}
)

// Int64Value implements pgtype.Int64Valuer.
func (w whole) Int64Value() (pgtype.Int8, error) { return pgtype.Int8{Int64: w.v, Valid: true}, nil }

// TextValue implements pgtype.TextValuer.
func (w whole) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: strconv.FormatInt(w.v, 10), Valid: true}, nil
}

// BoolValue implements pgtype.BoolValuer.
func (t truth) BoolValue() (pgtype.Bool, error) { return pgtype.Bool{Bool: t.v, Valid: true}, nil }

// TextValue implements pgtype.TextValuer.
func (t truth) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: strconv.FormatBool(t.v), Valid: true}, nil
}

// Float64Value implements pgtype.Float64Valuer. It is asked for a real too, which pgtype would make infinite, or zero, of what
// that cannot hold.
func (n number) Float64Value() (pgtype.Float8, error) {
	if outsized(n.v) {
		return pgtype.Float8{}, errTextual
	}
	return pgtype.Float8{Float64: n.v, Valid: true}, nil
}

var errFraction = errors.New("the number has a fraction")

// Int64Value implements pgtype.Int64Valuer. pgtype would cut a fraction off.
func (n number) Int64Value() (pgtype.Int8, error) {
	if n.v != math.Trunc(n.v) || math.Abs(n.v) >= 1<<63 {
		return pgtype.Int8{}, errFraction
	}
	return pgtype.Int8{Int64: int64(n.v), Valid: true}, nil
}

// TextValue implements pgtype.TextValuer.
func (n number) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: string(kit.AppendFloat(nil, n.v)), Valid: true}, nil
}

// BytesValue implements pgtype.BytesValuer.
func (o octets) BytesValue() ([]byte, error) { return o.v, nil }

// TextValue implements pgtype.TextValuer.
func (o octets) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: string(o.v), Valid: true}, nil
}

// TimestamptzValue implements pgtype.TimestamptzValuer.
func (m moment) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: m.v, Valid: true}, nil
}

// TimestampValue implements pgtype.TimestampValuer.
func (m moment) TimestampValue() (pgtype.Timestamp, error) {
	return pgtype.Timestamp{Time: m.v, Valid: true}, nil
}

// DateValue implements pgtype.DateValuer.
func (m moment) DateValue() (pgtype.Date, error) { return pgtype.Date{Time: m.v, Valid: true}, nil }

// TextValue implements pgtype.TextValuer.
func (m moment) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: kit.TimeText(m.v), Valid: true}, nil
}
