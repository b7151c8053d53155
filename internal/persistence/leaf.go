package persistence

import (
	"database/sql/driver"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// leaf is a value as it is bound: what a column has, or an element of the list that it has.
type leaf struct {
	column *mapper.Column
	value  any // a bool, int64, float64, string, []byte or time.Time
	inList bool
}

// holding returns the columns of which some leaf may be meant.
func (s subject) holding(may func(leaf) bool) []*mapper.Column {
	return s.where(func(c *mapper.Column, v reflect.Value) bool {
		return v.CanInterface() && leaf{c, v.Interface(), false}.any(may)
	})
}

// any reports whether l, which is not bound yet, or what it holds may be meant.
func (l leaf) any(may func(leaf) bool) bool {
	bound, err := kit.Argument(l.value)
	if err != nil || bound == nil {
		return false
	}
	list, ok := bound.(*kit.Column)
	if !ok {
		l.value = bound
		return may(l)
	}
	for i := range list.Len() {
		if (leaf{l.column, list.At(i).Interface(), true}).any(may) {
			return true
		}
	}
	return false
}

// unbindable are leaves by what is said of them where they cannot be bound.
var unbindable = []struct {
	said string // how it begins
	may  func(leaf) bool
}{
	{"text with a NUL byte ", func(l leaf) bool { text, _ := l.value.(string); return strings.Contains(text, "\x00") }},
	{"SQLite keeps NaN ", func(l leaf) bool { f, _ := l.value.(float64); return !l.inList && math.IsNaN(f) }},
	{"SQLite keeps times ", func(l leaf) bool { year, ok := l.year(); return ok && (year < 0 || year > 9999) }},
	{"a list of string holds bytes ", func(l leaf) bool { return l.inList && l.isBroken() }},
	{"a list of ", func(l leaf) bool { f, _ := l.value.(float64); return l.inList && (math.IsNaN(f) || math.IsInf(f, 0)) }},
}

// intoText is what pgx says under database/sql where it writes no text of a value; its words, which quote the value, are not shown.
var intoText = regexp.MustCompile(`into (?:text|binary) format for (?:varchar|text|bpchar) \(OID \d+\)`)

// isNoText reports whether the tag makes a text of the column, and the value is none: some drivers do not write it as one.
func (l leaf) isNoText() bool {
	_, isText := l.value.(string)
	name, _, _ := strings.Cut(l.column.SQLType, "(")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "varchar", "char", "text", "character varying", "character", "citext":
		return !isText
	}
	return false
}

// worded returns what v is bound as where that is a text, or bytes for a column that is not one of bytes; else v.
func worded(c *mapper.Column, v reflect.Value) reflect.Value {
	if !v.CanInterface() {
		return v
	}
	switch binds := kit.Binds(v.Type()); binds {
	case kit.Own, kit.Text, kit.Bytes:
		switch bound, _ := kit.Argument(v.Interface()); text := bound.(type) {
		case string:
			return reflect.ValueOf(text)
		case []byte:
			if mapper.Spells(c.SQLType) || c.SQLType == "" && binds == kit.Own {
				return reflect.ValueOf(string(text))
			}
		}
	}
	return v
}

// text returns the value where it is a text, or bytes that are bound for one.
func (l leaf) text() string {
	switch v := l.value.(type) {
	case string:
		return v
	case []byte:
		if mapper.Spells(l.column.SQLType) {
			return string(v)
		}
	}
	return ""
}

// isBroken reports whether text cannot hold the value.
func (l leaf) isBroken() bool {
	text := l.text()
	return strings.Contains(text, "\x00") || !utf8.ValidString(text)
}

// escapesNUL reports whether the value is a document with \u0000 in it.
func (l leaf) escapesNUL() bool {
	text := l.text()
	return strings.Contains(strings.ReplaceAll(text, `\\`, ""), `\u0000`)
}

// isBeyondYears reports whether PostgreSQL has no such instant, or day.
// Source: PostgreSQL documentation, Date/Time Types.
func (l leaf) isBeyondYears() bool {
	const first, last, lastOfDays = -4712, 294276, 5874897
	year, ok := l.year()
	if ok && l.column.SQLType == "date" {
		return year < first || year > lastOfDays
	}
	return ok && (year < first || year > last)
}

// year returns the year of a time, or of the text that a day is bound as.
func (l leaf) year() (year int, ok bool) {
	switch v := l.value.(type) {
	case time.Time:
		return v.Year(), true
	case string:
		if l.column.SQLType != "date" {
			return 0, false
		}
		digits, _, _ := strings.Cut(v, "-")
		year, err := strconv.Atoi(digits)
		if strings.HasSuffix(v, " BC") {
			year = 1 - year
		}
		return year, err == nil
	}
	return 0, false
}

// characters returns how long the value is as text; 0 where it is none.
func (l leaf) characters() int {
	text, _ := kit.PortableText(l.value)
	return utf8.RuneCountInString(text)
}

// numberOf returns the number that a value is bound as, or says.
func numberOf(v reflect.Value) (float64, bool) {
	switch {
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	case v.Kind() == reflect.String:
		n, err := strconv.ParseFloat(v.String(), 64)
		return n, err == nil
	case !v.CanInterface():
		return 0, false
	}
	if _, ok := v.Interface().(driver.Valuer); !ok {
		return 0, false
	}
	switch own, _ := kit.Argument(v.Interface()); own := own.(type) { // a decimal of a library says its text
	case string:
		n, err := strconv.ParseFloat(own, 64)
		return n, err == nil
	case int64:
		return float64(own), true
	case float64:
		return own, true
	case []byte:
		n, err := strconv.ParseFloat(string(own), 64)
		return n, err == nil
	}
	return 0, false
}

// anyNumber reports whether v is a number that may be meant, or a list with one.
func anyNumber(v reflect.Value, may func(float64) bool) bool {
	if n, ok := numberOf(v); ok {
		return may(n)
	}
	if v.Kind() != reflect.Slice {
		return false
	}
	for i := range v.Len() {
		element := reflect.Indirect(v.Index(i))
		if !element.IsValid() || !element.CanInt() && !element.CanUint() && !element.CanFloat() {
			continue
		}
		if n, ok := numberOf(element); ok && may(n) {
			return true
		}
	}
	return false
}
