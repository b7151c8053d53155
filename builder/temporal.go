package builder

import (
	"time"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Interval is a span of time: how long months and days are the calendar says. All may be negative. As an expression, beside
// operators and in functions, it is PostgreSQL's interval; SQLite has [Expr.AddInterval] alone.
type Interval struct {
	Years, Months, Days int
	Duration            time.Duration
}

// ToSql renders the interval for squirrel: with ? for placeholders.
func (i Interval) ToSql() (string, []any, error) { return render.EmbedNode(i.node()) }

// String returns the text for PostgreSQL, without the arguments.
func (i Interval) String() string { return showNode(i.node()) }

func (i Interval) node() *ast.Node {
	return ast.Interval(12*i.Years+i.Months, i.Days, i.Duration.Seconds())
}

// AddInterval returns e + i, of times. A day that a month does not have is its last: January 31 and a month is February 28. A
// column of days stays one. SQLite counts milliseconds, of the years 0 to 9999: beyond them is an error.
func (e Expr[V]) AddInterval(i Interval) Expr[V] { return Expr[V]{ast.Shift(e.node(), i.node())} }

// SubInterval returns e - i, of times, as [Expr.AddInterval].
func (e Expr[V]) SubInterval(i Interval) Expr[V] {
	return e.AddInterval(Interval{-i.Years, -i.Months, -i.Days, -i.Duration})
}

// Extract returns a part of e, a time, as a whole number: extract(field FROM e). field is year, quarter, month, week (of ISO 8601,
// in isoyear), day, hour, minute, second, doy (day of the year), dow (day of the week, Sunday is 0), isodow (Sunday is 7) or
// epoch (seconds since 1970). On PostgreSQL the clock is that of the connection's time zone for a timestamptz: say [AtTimeZone] to
// be sure. In SQLite it is UTC's.
func Extract[V any](field string, e Expression[V]) Expr[int64] {
	return Expr[int64]{ast.Extract(field, nodeOf(e))}
}

// DateTrunc returns e, a time, without what is smaller than field: date_trunc(field, e). field is year, quarter, month, week (from
// Monday), day, hour, minute or second. The clock is as in [Extract]. A column of days stays one.
func DateTrunc[V any](field string, e Expression[V]) Expr[V] {
	return Expr[V]{ast.Truncate(field, nodeOf(e))}
}

// AtTimeZone returns e AT TIME ZONE zone: what the clocks of a place show at a time, which reads as if it were UTC. SQLite, which
// keeps times in UTC, knows no other zone.
func AtTimeZone[V any](e Expression[V], zone string) Expr[V] {
	return Expr[V]{ast.AtZone(nodeOf(e), zone)}
}

// CurrentDate returns CURRENT_DATE, the day on which the transaction began: in the connection's time zone, in SQLite in UTC.
func CurrentDate() Expr[time.Time] { return Expr[time.Time]{ast.Today()} }
