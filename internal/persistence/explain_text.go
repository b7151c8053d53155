package persistence

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

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

// likeUUID is text that PostgreSQL takes for a UUID.
var likeUUID = regexp.MustCompile(`^(?i:([0-9a-f]{4}-?){7}[0-9a-f]{4}|\{([0-9a-f]{4}-?){7}[0-9a-f]{4}\})$`)

// farDay explains text that is no date or time because a number in it is beyond its range.
func (s subject) farDay() (message string, columns []*mapper.Column) {
	isFar := func(c *mapper.Column, v reflect.Value) bool {
		v = worded(c, v)
		return v.Kind() == reflect.String && likeDay.MatchString(v.String()) && !isDay(v.String())
	}
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool { return holdsDays(c) && isFar(c, v) })
	if len(columns) == 0 && !s.computes {
		columns = s.where(func(c *mapper.Column, v reflect.Value) bool { return c.SQLType == "" && isFar(c, v) })
	}
	return s.names(columns) + " is a date or a time, and a number in the value, such as its month, is beyond its range: give it one that there is", columns
}

// isDay reports whether text is that of a date or a time, as far as that can be seen.
func isDay(text string) bool {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return true
	}
	return likeDay.MatchString(text) && realDay.MatchString(text) && !lastDay.MatchString(text)
}

// holdsDays reports whether a column's tag says that it is of a date or a time.
func holdsDays(c *mapper.Column) bool {
	return slices.ContainsFunc(days, func(typ string) bool { return sameType(c.SQLType, typ) })
}

func isNumber(v reflect.Value) bool { return v.CanInt() || v.CanUint() || v.CanFloat() }

// isNone reports whether a value may be none of an SQL type: a text, unless it says an integer where that is wanted, what is no number there, and a number that
// is no date.
func isNone(typ string, v reflect.Value) bool {
	switch _, isInteger := integers[typ]; {
	case typ == "uuid" && v.Kind() == reflect.String:
		return !likeUUID.MatchString(v.String())
	case slices.Contains(days, typ):
		return v.Kind() == reflect.String && !isDay(v.String()) || isNumber(v) && !v.IsZero()
	case !isInteger:
		return v.Kind() == reflect.String
	}
	switch {
	case v.Kind() == reflect.String:
		_, err := strconv.ParseInt(strings.TrimSpace(v.String()), 10, 64)
		return err != nil
	case v.CanFloat():
		return v.Float() != math.Trunc(v.Float())
	}
	return v.Kind() == reflect.Bool || v.Type() == reflect.TypeFor[time.Time]()
}

// bits explains text that is no bit string of its column's length.
func (s subject) bits() (message string, columns []*mapper.Column) {
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool {
		typ, _, _ := strings.Cut(strings.ToLower(c.SQLType), "(")
		typ = strings.TrimSpace(typ)
		v = worded(c, v)
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
