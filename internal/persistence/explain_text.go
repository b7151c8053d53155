package persistence

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// days are the types that are dates and times, as the server writes them.
var days = []string{"date", "timestamp with time zone", "timestamp without time zone", "time without time zone", "time with time zone"}

// likeDay is text that may be meant for a date or a time; realDay is the text of one whose numbers are within their ranges, as far as
// that can be seen.
var (
	likeDay = regexp.MustCompile(`^\s*\d+[-/.:]\d+`)
	realDay = regexp.MustCompile(`^\s*(\d{4,}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])\b)?[ T]*(([01]?\d|2[0-4]):[0-5]\d\b(:([0-5]\d|60)\b)?)?[^-/:]*$`)
	lastDay = regexp.MustCompile(`^\s*\d+-(0?2-(29|3\d)|(0?[469]|11)-31)\b`)
)

// farDay explains text that is no date or time because a number in it is beyond its range.
func (s subject) farDay() (message string, columns []*mapper.Column) {
	isFar := func(v reflect.Value) bool {
		return v.Kind() == reflect.String && likeDay.MatchString(v.String()) && (!realDay.MatchString(v.String()) || lastDay.MatchString(v.String()))
	}
	isDay := func(c *mapper.Column) bool {
		return slices.ContainsFunc(days, func(typ string) bool { return sameType(c.SQLType, typ) })
	}
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool { return isDay(c) && isFar(v) })
	if len(columns) == 0 && !s.computes {
		columns = s.where(func(c *mapper.Column, v reflect.Value) bool { return c.SQLType == "" && isFar(v) })
	}
	return s.names(columns) + " is a date or a time, and a number in the value, such as its month, is beyond its range: give it one that there is", columns
}

// bits explains text that is no bit string of its column's length.
func (s subject) bits() (message string, columns []*mapper.Column) {
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool {
		typ, _, _ := strings.Cut(strings.ToLower(c.SQLType), "(")
		typ = strings.TrimSpace(typ)
		if v.Kind() != reflect.String || typ != "bit" && typ != "varbit" && typ != "bit varying" {
			return false
		}
		limit := limitOf(c.SQLType)
		if limit < 0 && typ == "bit" {
			limit = 1
		}
		size := len(v.String())
		return strings.Trim(v.String(), "01") != "" || limit >= 0 && (size > limit || typ == "bit" && size != limit)
	})
	if len(columns) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s is %s, and the value is none: give it 0 and 1 alone, as many as the type says", s.names(columns), columns[0].SQLType), columns
}

// What PostgreSQL says where several rows bring lists or bytes, of which an array is made, and their column is of another type.
var (
	noArray  = regexp.MustCompile(`^function array_cat\((.+), (?:.+)\) does not exist$`)
	noBinary = regexp.MustCompile(`^COALESCE types (.+) and bytea cannot be matched$`)
)

// unlike explains lists and bytes of several rows whose column is of another type.
func (s subject) unlike(said string) (message string, columns []*mapper.Column) {
	parts, isBytes := noArray.FindStringSubmatch(said), false
	if parts == nil {
		parts, isBytes = noBinary.FindStringSubmatch(said), true
	}
	if parts == nil {
		return "", nil
	}
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool {
		return c.SQLType == "" && v.Kind() == reflect.Slice && isBytes == (v.Type().Elem().Kind() == reflect.Uint8)
	})
	if len(columns) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s is a %s in Go, and its column is %s, which takes none of several rows: make the column %s, or the field what the column holds",
		s.names(columns), columns[0].Type, parts[1], map[bool]string{true: "bytea", false: "an array"}[isBytes]), columns
}
