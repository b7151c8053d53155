package persistence

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// explained is err, a refusal of values, with the column that it is about, as far as it can be known: PostgreSQL seldom says
// which of a row's columns a value did not fit, so those that can be meant are looked for. No value is told.
func (s subject) explained(err error) error {
	var refusal *backends.Error
	if !errors.As(err, &refusal) || s.mapping == nil || refusal.Kind == backends.ErrOutdated {
		return err
	}
	if IsUnknown(refusal) {
		if err = s.masked(refusal, err); refusal.Code == "" || !errors.As(err, &refusal) {
			return err
		}
	}
	explained := *refusal
	if isOutdatedList(refusal) {
		explained.Kind = backends.ErrOutdated
		return &explained
	}
	message, columns := s.explain(refusal)
	explained = s.constrained(explained)
	if refusal.Kind == backends.ErrDataException {
		if len(columns) == 0 && !s.computes {
			message, columns = s.suspected(refusal.Message)
		}
		if explained.Column == "" {
			explained.Table = s.mapping.Table // the statement's, whichever column it is
		}
	}
	if message == "" || len(columns) == 0 {
		explained.Message += s.byNoKey(refusal)
		if explained != *refusal {
			return &explained
		}
		return err
	}
	if explained.Message = message; len(columns) == 1 {
		explained.Table, explained.Column = s.mapping.Table, columns[0].Name
	}
	if refusal.Code == "" {
		if _, own := s.withoutArgument(); own != nil && strings.HasSuffix(message, own.Message) {
			explained.Err = own.Err // of the value's own method, where the driver tells its own story
		}
	}
	return &explained
}

// isOutdatedList reports whether e refuses a list that was of its column's type when the statement was prepared: the statement
// takes the type from the column (see unnest.go), so it is never of another one unless the column has changed.
func isOutdatedList(e *backends.Error) bool {
	return e.Code == "42846" && strings.HasPrefix(e.Message, "COALESCE could not convert type")
}

var (
	tooLong    = regexp.MustCompile(`^value too long for type ([a-z ]+)\((\d+)\)$`)
	outOfRange = regexp.MustCompile(`^(?:a value is out of range for type )?([a-z]+)(?: out of range)?$`)
	noInput    = regexp.MustCompile(`^invalid input (?:syntax for type|value for enum) (.+)$`)
	otherType  = regexp.MustCompile(`^column "([^"]+)" is of type (.+) but expression is of type (.+)$`)
)

func (s subject) explain(e *backends.Error) (message string, columns []*mapper.Column) {
	switch m := e.Message; e.Code {
	case "":
		if columns = s.holding(leaf.isNoText); e.Err != nil && intoText.MatchString(e.Err.Error()) && len(columns) > 0 {
			return s.names(columns) + " is text in the database, and no text in Go, which this driver does not make one of: bind its text", columns
		}
		if e.Kind == backends.ErrDataException {
			return s.unbound(m)
		}
	case "22001":
		if parts := tooLong.FindStringSubmatch(m); parts != nil {
			limit, _ := strconv.Atoi(parts[2])
			return s.long(shortType(parts[1]), limit)
		}
		return s.bits()
	case "22026":
		return s.bits()
	case "22003":
		return s.large(m)
	case "22P02", "22007", "22008":
		if columns = s.holding(leaf.isBeyondYears); e.Code == "22008" && len(columns) > 0 {
			return s.names(columns) + " is beyond the years that PostgreSQL has, 4713 BC to 294276, of a date 5874897", columns
		}
		if parts := noInput.FindStringSubmatch(m); parts != nil {
			columns = s.ofType(parts[1])
			return s.names(columns) + " is " + parts[1] + ", and the value is none: give it what the type is written as", columns
		}
		if e.Code == "22P02" {
			return s.bits()
		}
		return s.farDay()
	case "23505", "1555", "2579":
		if s.countsBehind(e) {
			return strings.TrimSuffix(e.Message, s.catchUp()) + s.catchUp(), s.mapping.Key // an Upsert is a statement as well, which said it
		}
		if s.keyTaken(e) {
			return e.Message + ": a row with this key is there: give this one another key, or Attach or Merge a " + s.mapping.Name() + " that was read elsewhere" +
				s.mayBeDeleted(), s.mapping.Key
		}
	case "23502", "1299":
		return s.leftOut(e)
	case "22021":
		columns = s.holding(leaf.isBroken)
		return s.names(columns) + " holds a NUL or bytes that are no UTF-8, which text cannot: leave them out, or make the column bytea", columns
	case "22P05":
		columns = s.holding(leaf.escapesNUL)
		return s.names(columns) + ` holds \u0000, which jsonb cannot: leave it out, or make the column json`, columns
	case mistyped:
		if parts := otherType.FindStringSubmatch(m); parts != nil {
			return s.mistyped(m, parts[1], parts[2], parts[3])
		}
		return s.unlike(m)
	case "42883":
		return s.unlike(m)
	}
	return "", nil
}

// mayBeDeleted returns what to do where the row that has a key already was deleted softly, so that nobody finds it.
func (s subject) mayBeDeleted() string {
	c := s.mapping.SoftDelete
	if c == nil {
		return ""
	}
	return "; one that was deleted softly comes back by Get with repo.Unfiltered() and " + c.Field + " set to NULL, and goes for good by Purge"
}

// unbound explains a value that no database was asked about, because it cannot be bound.
func (s subject) unbound(said string) (message string, columns []*mapper.Column) {
	if strings.HasPrefix(said, "SQLite has no integer beyond ") {
		columns = s.where(func(_ *mapper.Column, v reflect.Value) bool { return v.CanUint() && v.Uint() > math.MaxInt64 })
		return s.names(columns) + ": " + said, columns
	}
	for _, one := range unbindable {
		if columns = s.holding(one.may); strings.HasPrefix(said, one.said) && len(columns) > 0 {
			return s.names(columns) + ": " + said, columns
		}
	}
	if columns, refusal := s.withoutArgument(); refusal != nil {
		return s.names(columns) + ": " + refusal.Message, columns
	}
	columns = s.where(func(c *mapper.Column, v reflect.Value) bool { return holdsDays(c) && isNumber(v) && !v.IsZero() })
	if len(columns) == 0 {
		return "", nil
	}
	return s.names(columns) + " is " + columns[0].SQLType + ", and the value is a number: give it what the type is written as", columns
}

// withoutArgument returns the columns of which no argument can be made, and why; nil where there are none.
func (s subject) withoutArgument() (columns []*mapper.Column, refusal *backends.Error) {
	columns = s.where(func(_ *mapper.Column, v reflect.Value) bool {
		return v.CanInterface() && errors.As(bindingError(v.Interface()), &refusal)
	})
	return columns, refusal
}

// bindingError is why no argument can be made of a value, or of an element of it; nil where one can.
func bindingError(v any) error {
	bound, err := kit.Argument(v)
	if list, ok := bound.(*kit.Column); ok {
		if list.Nested() {
			err = list.Rectangular()
		}
		for i := 0; err == nil && i < list.Len(); i++ {
			err = bindingError(list.At(i).Interface())
		}
	}
	return err
}

// long explains text beyond a limit.
func (s subject) long(typ string, limit int) (string, []*mapper.Column) {
	length := 0
	columns := s.holding(func(l leaf) bool {
		if l.column.SQLType == "" && (s.computes || strings.TrimSuffix(s.dialect.ColumnType(l.column), "[]") != "text") || l.column.SQLType != "" && limitOf(l.column.SQLType) != limit {
			return false
		}
		n := l.characters()
		length = max(length, n)
		return n > limit
	})
	message := fmt.Sprintf("%s is %s(%d); the value has ", s.names(columns), typ, limit)
	if len(columns) == 1 && !columns[0].Secret {
		return message + fmt.Sprintf("%d characters: shorten it, or make the column longer", length), columns
	}
	return message + "more characters: shorten it, or make the column longer", columns
}

// limitOf returns the number in parentheses behind a type, -1 without one.
func limitOf(sqlType string) int {
	_, rest, _ := strings.Cut(strings.TrimSuffix(sqlType, "[]"), "(")
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), ")")))
	if err != nil {
		return -1
	}
	return n
}

func shortType(name string) string {
	switch name {
	case "character varying":
		return "varchar"
	case "character":
		return "char"
	}
	return name
}

var integers = map[string][2]int64{
	"smallint": {math.MinInt16, math.MaxInt16}, "integer": {math.MinInt32, math.MaxInt32}, "bigint": {math.MinInt64, math.MaxInt64},
}

// large explains numbers beyond what their columns hold.
func (s subject) large(message string) (string, []*mapper.Column) {
	if message == "numeric field overflow" {
		columns := s.numeric()
		return s.names(columns) + " is numeric, and the value has too many digits before its point: make the column wider", columns
	}
	parts := outOfRange.FindStringSubmatch(message)
	if parts == nil && message == "" {
		return s.beyond()
	}
	if parts == nil {
		return "", nil
	}
	if parts[1] == "real" {
		columns := s.where(func(c *mapper.Column, v reflect.Value) bool {
			return s.mayBe(c, "real") && anyNumber(v, func(n float64) bool { return n != 0 && (math.IsInf(float64(float32(n)), 0) || float32(n) == 0) })
		})
		return s.names(columns) + " is real, and the value is too large or too small for that: make the column double precision", columns
	}
	bounds, ok := integers[parts[1]]
	if !ok {
		return "", nil
	}
	columns := s.where(func(c *mapper.Column, v reflect.Value) bool { return s.mayBe(c, parts[1]) && exceeds(v, bounds) })
	return fmt.Sprintf("%s is %s, from %d to %d, and the value is beyond: make the column wider", s.names(columns), parts[1], bounds[0], bounds[1]), columns
}

// beyond explains numbers of which the server speaks in another language: those that are beyond what their tags, or their Go types, say.
func (s subject) beyond() (string, []*mapper.Column) {
	columns := s.where(func(c *mapper.Column, v reflect.Value) bool {
		typ := s.dialect.ColumnType(c)
		if bounds, ok := integers[cmp.Or(longType[typ], typ)]; ok {
			return exceeds(v, bounds)
		}
		most, limited := mostOf(typ)
		return limited && anyNumber(v, func(n float64) bool { return math.Abs(n) >= most })
	})
	if len(columns) == 0 {
		return "", nil
	}
	return s.names(columns) + " holds a number beyond its type: make the column wider", columns
}

func exceeds(v reflect.Value, bounds [2]int64) bool {
	return anyNumber(v, func(n float64) bool { return n < float64(bounds[0]) || n >= float64(bounds[1])+1 })
}

// mayBe reports whether a column may be of a type, and its value what was refused: one whose tag says so, or says nothing; where the database
// computes values as well, one whose tag or Go type says so.
func (s subject) mayBe(c *mapper.Column, typ string) bool {
	return c.SQLType == "" && !s.computes || sameType(s.dialect.ColumnType(c), typ)
}

// numeric returns the numbers that may be beyond a numeric(p,s): those that are by their tags, else those whose tags say nothing.
func (s subject) numeric() []*mapper.Column {
	said := s.where(func(c *mapper.Column, v reflect.Value) bool {
		n, ok := numberOf(v)
		most, limited := mostOf(c.SQLType)
		return ok && limited && math.Abs(n) >= most
	})
	if len(said) > 0 || s.computes {
		return said
	}
	return s.where(func(c *mapper.Column, v reflect.Value) bool {
		n, ok := numberOf(v)
		return ok && c.SQLType == "" && math.Abs(n) >= 1
	})
}

// mostOf returns what the absolute value of a numeric(p,s) stays below.
func mostOf(sqlType string) (most float64, limited bool) {
	_, rest, ok := strings.Cut(strings.TrimSuffix(sqlType, ")"), "(")
	digits, fraction, _ := strings.Cut(rest, ",")
	p, err := strconv.Atoi(strings.TrimSpace(digits))
	if !ok || err != nil {
		return 0, false
	}
	scale, _ := strconv.Atoi(strings.TrimSpace(fraction))
	return math.Pow10(p - scale), true
}

// ofType returns the columns whose value may be none of an SQL type: those whose tags say that they are of it, lists of it too, else those
// whose tags say nothing.
func (s subject) ofType(typ string) []*mapper.Column {
	if typ == "json" {
		return s.invalidJSON()
	}
	said := s.where(func(c *mapper.Column, v reflect.Value) bool {
		element, isList := strings.CutSuffix(c.SQLType, "[]")
		return sameType(c.SQLType, typ) && isNone(typ, worded(c, v)) || isList && v.Kind() == reflect.Slice && v.Len() > 0 && sameType(element, typ)
	})
	if len(said) > 0 || s.computes {
		return said
	}
	return s.where(func(c *mapper.Column, v reflect.Value) bool { return c.SQLType == "" && isNone(typ, worded(c, v)) })
}

// sameType reports whether a tag says the type that the server names: it adds the schema that the tag may leave out.
func sameType(tag, named string) bool {
	if tag == "" {
		return false
	}
	last := func(name string) string { // "a.b" is one identifier when it stands in quotes
		if strings.HasSuffix(name, `"`) {
			name = strings.TrimSuffix(name, `"`)
			return name[strings.LastIndexByte(name, '"')+1:]
		}
		name, _, _ = strings.Cut(name, "(")
		return strings.ToLower(strings.TrimSpace(name[strings.LastIndexByte(name, '.')+1:]))
	}
	tag, named = last(tag), last(named)
	return tag == named || longType[tag] == named
}

// longType is how the server writes a type that has a shorter name.
var longType = map[string]string{
	"int": "integer", "int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real", "float8": "double precision", "bool": "boolean", "decimal": "numeric",
	"timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone", "time": "time without time zone", "timetz": "time with time zone",
}

// where returns the columns of which some value may be meant.
func (s subject) where(may func(c *mapper.Column, v reflect.Value) bool) (columns []*mapper.Column) {
	for _, c := range s.columns {
		meant := func(row unsafe.Pointer) bool { return isMeant(c, reflect.NewAt(c.Type, c.Pointer(row)).Elem(), may) }
		if slices.ContainsFunc(s.rows, meant) {
			columns = append(columns, c)
		}
	}
	for _, b := range s.bound {
		if !slices.Contains(columns, b.Column) && isMeant(b.Column, reflect.ValueOf(b.Value), may) {
			columns = append(columns, b.Column)
		}
	}
	return columns
}

// isMeant reports whether v, or what it points at, may be meant.
func isMeant(c *mapper.Column, v reflect.Value, may func(c *mapper.Column, v reflect.Value) bool) bool {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	return v.IsValid() && may(c, v)
}

// names returns columns as people know them, with or between.
func (s subject) names(columns []*mapper.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = s.mapping.Name() + "." + c.Field
	}
	return strings.Join(names, " or ")
}
