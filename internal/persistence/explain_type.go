package persistence

import (
	"cmp"
	"errors"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// What PostgreSQL says of a value that is none of a type, without the column that it was for.
var (
	malformed = regexp.MustCompile(`^malformed (array|range|multirange) literal$`)
	beyond    = regexp.MustCompile(`^(timestamp|date|interval) out of range$`)
)

// overflow is what PostgreSQL says of a number beyond every numeric, alone and in jsonb.
const overflow = "value overflows numeric format"

// suspected explains a refusal that names a type alone, where no value looks wrong: it is about a column of that type.
func (s subject) suspected(said string) (message string, columns []*mapper.Column) {
	typ := ""
	switch {
	case said == overflow:
		if columns = s.holding(func(l leaf) bool { return s.typed(l.column, "numeric") && l.isHuge() }); len(columns) > 0 {
			return s.names(columns) + " is numeric, and the value has more digits than any of those: " + said, columns
		}
		typ = "json" // in which no number of Go's is
	case malformed.MatchString(said):
		typ = malformed.FindStringSubmatch(said)[1]
	case beyond.MatchString(said):
		typ = beyond.FindStringSubmatch(said)[1]
	case noInput.MatchString(said):
		typ = noInput.FindStringSubmatch(said)[1]
	default:
		return "", nil
	}
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool { return s.typed(c, typ) && !isNothing(v) })
	if len(columns) == 0 {
		return "", nil
	}
	return s.names(columns) + " is " + s.typeOf(columns[0]) + ", and the value is none that it takes: " + said, columns
}

// typeOf returns the type that a column's tag says, or its type of Go; "" where neither does.
func (s subject) typeOf(c *mapper.Column) string {
	t := kit.Unwrapped(c.Type)
	if c.SQLType == "" && kit.Binds(t) == kit.List {
		return s.dialect.LiteralType(kit.Unwrapped(t.Elem())) + "[]"
	}
	return strings.ToLower(cmp.Or(s.dialect.ColumnType(c), s.dialect.LiteralType(c.Type)))
}

// typed reports whether a column may be of a type, as the server writes it: one of which neither the tag nor the type of Go says any may be of each.
func (s subject) typed(c *mapper.Column, typ string) bool {
	column := s.typeOf(c)
	switch typ {
	case "array":
		return strings.HasSuffix(column, "[]") && kit.Binds(kit.Unwrapped(c.Type)) != kit.List // those are written as they must be
	case "range":
		return strings.HasSuffix(column, "range") && !strings.HasSuffix(column, "multirange")
	case "multirange":
		return strings.HasSuffix(column, "multirange")
	case "timestamp":
		return strings.HasPrefix(column, "timestamp")
	case "json":
		return strings.HasPrefix(column, "json")
	}
	column = strings.TrimSuffix(column, "[]")
	return column == "" || sameType(column, typ)
}

// isNothing reports whether a value is NULL.
func isNothing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// isHuge reports whether l is a number beyond every float64, as text.
func (l leaf) isHuge() bool {
	text, isText := l.value.(string)
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return isText && errors.Is(err, strconv.ErrRange) && math.IsInf(n, 0)
}

// Halves of a character beyond U+FFFF are no text to PostgreSQL, and to encoding/json they are.
var (
	wholeCharacter = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	halfCharacter  = regexp.MustCompile(`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)
)

// isHalf reports whether l is JSON with half a character.
func (l leaf) isHalf() bool {
	switch text := l.value.(type) {
	case string:
		return halfCharacter.MatchString(wholeCharacter.ReplaceAllString(text, ""))
	case []byte:
		return halfCharacter.Match(wholeCharacter.ReplaceAll(text, nil))
	}
	return false
}
