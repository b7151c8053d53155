package kit

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/drey-db/drey/backends"
)

// Shortest returns the float64 that prints as the float32 v does, which is what PostgreSQL's text of a real says.
func Shortest(v float64) float64 {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
	return short
}

// CheckWhole refuses the float f, which was made of the whole number n of a column, where it is another number: from 2^53 on a float64 is not each of
// them. A float32 is the number that it prints as, too.
func CheckWhole(column string, f reflect.Value, n int64) error {
	number := f.Float()
	if isWhole(number, n) || f.Kind() == reflect.Float32 && isWhole(Shortest(number), n) {
		return nil
	}
	return &backends.Error{Kind: backends.ErrDataException, Column: column,
		Message: fmt.Sprintf("the number has more digits than a %s holds: read it into an int64 or a string", f.Type())}
}

func isWhole(f float64, n int64) bool { return f < 1<<63 && int64(f) == n }

// PortableText returns the text of a value as *any gets it on every backend, and false for nil and other values: database/sql
// writes them so into a string.
func PortableText(v any) (text string, ok bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano), true
	}
	return "", false
}

// Pointed returns what is left of t when pointers are taken away.
func Pointed(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// Expected returns the error of s where it touched another number of rows than it must.
func Expected(s backends.Stmt, rows int64) error {
	if s.Expect > 0 && rows != s.Expect {
		return Stale(s.Expect, rows)
	}
	return nil
}

// AppendFloat appends v as text that every column of numbers takes: a whole number has no exponent, which an integer column would refuse.
func AppendFloat(buf []byte, v float64) []byte {
	if v == math.Trunc(v) && v != 0 && math.Abs(v) < 1<<63 {
		return strconv.AppendInt(buf, int64(v), 10)
	}
	return strconv.AppendFloat(buf, v, 'g', -1, 64)
}
