package sqlxbackend

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/drey-db/drey/backends"
)

// dialect is what a statement's way to a database and back depends on: how values are bound and read, and what errors mean.
type dialect struct {
	name   string // "postgres", "sqlite", or the driver's own
	driver Driver // nil: the driver has nothing to teach
	pgx    bool   // the driver is pgx: its calls end with their context, and its own words may repeat an argument
}

// bind gives the arguments of sql the form in which the driver takes them.
func (d dialect) bind(sql string, args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	if n, ok := placeholders(sql); d.name == sqlite && ok && n < len(args) {
		return nil, &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf("there are %d arguments for %d placeholders", len(args), n)}
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

// value is one argument: arrays as PostgreSQL's literal or a JSON list, and on SQLite times as text that sorts.
func (d dialect) value(arg any) (any, error) {
	v, err := backends.Argument(arg)
	if err != nil {
		return nil, err
	}
	if f, ok := v.(float64); ok && d.pgx && f != math.Trunc(f) {
		return strconv.FormatFloat(f, 'g', -1, 64), nil // as a number pgx would cut it for an integer parameter
	}
	if column, ok := v.(*backends.Column); ok {
		switch d.name {
		case postgres:
			return column.Literal()
		case sqlite:
			return sqliteList(column)
		}
		return column.JSON()
	}
	if d.name == sqlite {
		return sqliteValue(v, arg)
	}
	return v, nil
}

func sqliteValue(v, arg any) (any, error) {
	switch v := v.(type) {
	case time.Time:
		return v.Format(sqliteTime), nil
	case float64:
		if math.IsNaN(v) {
			return nil, &backends.Error{Kind: backends.ErrDataException, Message: "SQLite keeps NaN as NULL: bind NULL if you mean it"}
		}
	case string:
		if _, isText := arg.(string); !isText && isUnsigned(arg) {
			return nil, &backends.Error{Kind: backends.ErrDataException, Message: "SQLite has no integer beyond 9223372036854775807: bind text"}
		}
	}
	return v, nil
}

func isUnsigned(v any) bool {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer {
		rv = rv.Elem()
	}
	return rv.CanUint()
}
