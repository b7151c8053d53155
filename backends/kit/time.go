package kit

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/drey-db/drey/backends"
)

// Infinite is the refusal to read a column that holds infinity, later or earlier than any time, into a time.Time. err is
// the driver's, if it has one.
func Infinite(column string, err error) error {
	return &backends.Error{
		Kind: backends.ErrDataException, Column: column, Err: err,
		Message: "infinity is no time.Time: read it into a string, or into pgtype.Date, pgtype.Timestamp or pgtype.Timestamptz",
	}
}

// IsInfinite reports whether text is how PostgreSQL writes a day or an instant beyond all others.
func IsInfinite(text string) bool { return text == "infinity" || text == "-infinity" }

// The instants that PostgreSQL has: from the first day of its calendar, 4714-11-24 BC, to before the year 294277.
const (
	firstSecond = -210866803200
	endSecond   = 9224318016000
)

// IsFar reports whether t is beyond the instants that PostgreSQL has. Counted in microseconds, as pgx sends times, it could come out as another one:
// its text the server refuses, or takes for a day, of which it has more.
func IsFar(t time.Time) bool {
	second := t.Unix()
	return second < firstSecond || second >= endSecond
}

var saysDay sync.Map // reflect.Type -> bool

// isDay reports whether what has a Value method calls itself a day, by the method by which pgx knows pgtype.Date and its like.
func isDay(v any) bool {
	t := reflect.TypeOf(v)
	if known, ok := saysDay.Load(t); ok {
		return known.(bool)
	}
	_, says := t.MethodByName("DateValue")
	saysDay.Store(t, says)
	return says
}

// dayText returns the day that t shows, as databases read it.
func dayText(t time.Time) string {
	if year := t.Year(); year <= 0 {
		return fmt.Sprintf("%04d", 1-year) + t.Format("-01-02") + " BC"
	}
	return fmt.Sprintf("%04d", t.Year()) + t.Format("-01-02")
}
