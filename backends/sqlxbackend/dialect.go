package sqlxbackend

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqltext"
)

// dialect is what a statement's way to a database and back depends on: how values are bound and read, and what errors mean.
type dialect struct {
	*database
	driver Driver // nil: the driver has nothing to teach
	pgx    bool   // the driver is pgx: its calls end with their context, and its own words may repeat an argument

	conn      *connection // whose answers these are; nil: nobody knows
	describes func() any  // of pgx: its mode "cache describe"
	pq        bool        // the driver of our own connections is lib/pq: they know their socket, and keep what they know of statements
}

// bind gives the arguments of sql the form in which the driver takes them.
func (d dialect) bind(sql string, args []any) ([]any, error) {
	if err := d.counts(sql, len(args)); err != nil || len(args) == 0 {
		return nil, err
	}
	bound := make([]any, len(args))
	for i, arg := range args {
		v, err := d.value(arg)
		if err != nil {
			return nil, err
		}
		bound[i] = v
	}
	return bound, nil
}

// counts refuses another number of arguments than placeholders where the driver would not say so, or in its own words.
func (d dialect) counts(sql string, args int) error {
	if !d.counted && (!d.countedByPeer || d.pgx || args == 0) {
		return nil
	}
	if n, ok := sqltext.Of(d.name).Arguments(sql); ok && n != args {
		return kit.Miscounted(args, n)
	}
	return nil
}

// value returns one argument as the database takes it.
func (d dialect) value(arg any) (any, error) {
	v, err := kit.Argument(arg)
	if err != nil {
		return nil, err
	}
	if f, ok := v.(float64); ok && d.pgx && (f != math.Trunc(f) || math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0)) {
		return strconv.FormatFloat(f, 'g', -1, 64), nil // as a number pgx would cut it for an integer, and make it infinite for a real
	}
	if at, ok := v.(time.Time); ok && d.pgx && kit.IsFar(at) {
		return kit.TimeText(at), nil
	}
	if text, ok := v.(string); ok && d.bindText != nil {
		return text, d.bindText(text)
	}
	if list, ok := v.(*kit.Column); ok && d.bindList != nil {
		return d.bindList(list)
	} else if ok {
		return list.JSON()
	}
	if d.bindValue != nil {
		return d.bindValue(v, arg)
	}
	return v, nil
}

func sqliteValue(v, arg any) (any, error) {
	switch v := v.(type) {
	case time.Time:
		return sqliteInstant(v)
	case float64:
		if math.IsNaN(v) {
			return nil, &backends.Error{Kind: backends.ErrDataException, Message: "SQLite keeps NaN as NULL: bind NULL if you mean it"}
		}
	case string:
		if spelled, ok := arg.(kit.Spelling); ok {
			return spelled.AsBytes(), nil
		}
		if _, isText := arg.(string); !isText && isUnsigned(arg) {
			return nil, &backends.Error{Kind: backends.ErrDataException, Message: "SQLite has no integer beyond 9223372036854775807: bind text"}
		}
		return v, sortable(v, arg)
	}
	return v, nil
}

// sqliteInstant returns t as text that sorts as time, which it does in the years 0 to 9999 alone.
func sqliteInstant(t time.Time) (any, error) {
	if year := t.Year(); year < 0 || year > 9999 {
		return nil, farTime()
	}
	return t.Format(sqliteTime), nil
}

func farTime() error {
	return &backends.Error{Kind: backends.ErrDataException, Message: "SQLite keeps times of the years 0 to 9999 alone: bind text for others"}
}

// sortable refuses days whose text does not sort as time: those of a column or a type that is a date, not plain text.
func sortable(text string, arg any) error {
	if _, isText := arg.(string); isText || !farDay.MatchString(text) {
		return nil
	}
	return farTime()
}

// farDay is a day before the year 1 or after 9999, as PostgreSQL writes it.
var farDay = regexp.MustCompile(`^\d{5,}-\d\d-\d\d$|^\d{4,}-\d\d-\d\d BC$`)

func isUnsigned(v any) bool {
	t := kit.Unwrapped(reflect.TypeOf(v))
	return kit.Binds(t) == kit.Basic && t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uintptr
}
