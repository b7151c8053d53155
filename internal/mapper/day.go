package mapper

import (
	"database/sql/driver"
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"
)

// Day is a calendar day as an argument: 2024-12-31, or as PostgreSQL writes the days before the year 1 and after 9999.
type Day string

// DayOf returns the day that t shows in its own location.
func DayOf(t time.Time) Day {
	switch year, month, day := t.Date(); {
	case year <= 0:
		return Day(fmt.Sprintf("%04d-%02d-%02d BC", 1-year, month, day))
	case year > 9999:
		return Day(fmt.Sprintf("%d-%02d-%02d", year, month, day))
	}
	return Day(t.Format(time.DateOnly))
}

// IsDay reports whether the column's tag calls it a date, or an array of dates.
func (c *Column) IsDay() bool { return c.day }

// IsClock reports whether the column's tag calls it a timestamp without a zone.
func (c *Column) IsClock() bool {
	name := strings.ToLower(c.SQLType)
	return strings.HasPrefix(name, "timestamp") && !strings.HasPrefix(name, "timestamptz") && !strings.Contains(name, "with time zone")
}

// IsTime reports whether the column holds a day and the time of it.
func (c *Column) IsTime() bool {
	name := strings.ToLower(c.SQLType)
	return !c.day && NotNull(c.Type) == timeType && (name == "" || strings.HasPrefix(name, "timestamp") || strings.HasPrefix(name, "datetime"))
}

// saysDay reports whether the column's values are days of a type of their own: in a date, what has a Value method; elsewhere
// what pgx knows as a day, and structs of a year, a month and a day.
func (c *Column) saysDay() bool {
	t := c.Type
	return IsDay(t) || c.day && t.Kind() == reflect.Struct && !isNull(t) && t.Implements(valuerType)
}

// IsDay reports whether a type's values are days, whatever the column: what pgx knows as a day by its method, and structs of a
// year, a month and a day that write themselves as text.
func IsDay(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t == timeType {
		return false
	}
	_, says := t.MethodByName("DateValue")
	return says && t.Implements(valuerType) || t.Implements(textType) && isCivil(t)
}

func isCivil(t reflect.Type) bool {
	if t.NumField() != 3 {
		return false
	}
	for i, name := range [...]string{"Year", "Month", "Day"} {
		if f := t.Field(i); f.Name != name || !isInteger(f.Type) {
			return false
		}
	}
	return true
}

// DayText returns the day of a key, whatever its type, as text; "" for none.
func (c *Column) DayText(base unsafe.Pointer) string {
	switch v := Days(at(c.Type, c.Pointer(base)).Interface()).(type) {
	case Day:
		return string(v)
	case encoding.TextMarshaler:
		text, _ := v.MarshalText()
		return string(text)
	}
	return ""
}

// Bound returns v, a value of the column or one beside it, as the column wants it: in a date the times are days, in a text the bytes are
// text.
func (c *Column) Bound(v any) any {
	switch {
	case c.day:
		return Days(v)
	case c.spelled:
		return Spelled(v)
	}
	return v
}

// IsBoundApart reports whether the column's values are bound in another form than they stand in.
func (c *Column) IsBoundApart() bool { return c.NullZero || c.IsBehind() || c.day || c.spelled }

// Bounds returns the column's values in rows as the column wants them, and false where they may be read in place.
func (c *Column) Bounds(rows []unsafe.Pointer) (list reflect.Value, differ bool) {
	if c.spelled {
		return c.spellings(rows), true
	}
	if c.NullZero || c.IsBehind() {
		return c.nullable(rows), true
	}
	if !c.day || !holdsTimes(c.Type) {
		return reflect.Value{}, false
	}
	if c.Type == timeType {
		days := make([]Day, len(rows))
		for i, row := range rows {
			days[i] = DayOf(*(*time.Time)(c.Pointer(row)))
		}
		return reflect.ValueOf(days), true
	}
	values := make([]any, len(rows))
	for i, row := range rows {
		values[i] = c.Value(row)
	}
	return dayList(reflect.ValueOf(values)), true
}

// isDate reports whether a type's name is date's or that of its arrays.
func isDate(sqlType string) bool {
	name := strings.ToLower(sqlType)
	if i := strings.IndexByte(name, '['); i >= 0 {
		name = name[:i]
	}
	name = strings.TrimSuffix(strings.TrimSpace(name), " array")
	return strings.TrimPrefix(strings.Trim(strings.TrimSpace(name), `"`), "pg_catalog.") == "date"
}

// holdsTimes reports whether values of t may be times, or lists of them.
func holdsTimes(t reflect.Type) bool {
	switch {
	case t == timeType, t.Implements(valuerType), reflect.PointerTo(t).Implements(valuerType):
		return true
	case t.Kind() == reflect.Pointer, t.Kind() == reflect.Slice, t.Kind() == reflect.Array:
		return holdsTimes(t.Elem())
	}
	return t.Kind() == reflect.Interface
}

// Days returns v with the times in it as days: of pointers, of what has a Value method, and of lists. NULL is nil.
func Days(v any) any {
	switch v := v.(type) {
	case nil, Day, string:
		return v
	case time.Time:
		return DayOf(v)
	}
	rv := reflect.ValueOf(v)
	if !holdsTimes(rv.Type()) {
		return v
	}
	if rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil
	}
	if valuer, ok := valuerOf(rv); ok {
		return dayOfValuer(v, valuer)
	}
	switch rv.Kind() {
	case reflect.Pointer:
		return Days(rv.Elem().Interface())
	case reflect.Slice, reflect.Array:
		return dayListOf(rv)
	}
	return v
}

func dayListOf(list reflect.Value) any {
	if list.Kind() == reflect.Slice && list.IsNil() {
		return nil
	}
	return dayList(list).Interface()
}

func dayOfValuer(v any, valuer driver.Valuer) any {
	switch value, err := valuer.Value(); value := value.(type) {
	case time.Time:
		return DayOf(value)
	case string:
		return Day(value)
	case []byte:
		return Day(value)
	case nil:
		if err == nil {
			return nil
		}
	}
	return v // nothing of a day, or an error for who binds it
}

// valuerOf returns the Value method of v or of a pointer to it.
func valuerOf(v reflect.Value) (driver.Valuer, bool) {
	if valuer, ok := v.Interface().(driver.Valuer); ok || !reflect.PointerTo(v.Type()).Implements(valuerType) {
		return valuer, ok
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	valuer, ok := p.Interface().(driver.Valuer)
	return valuer, ok
}

// dayList returns a list with its times as days: a []Day or, with NULL among them, a []*Day; a list of lists, or with text among
// them, is a []any.
func dayList(list reflect.Value) reflect.Value {
	values, null := make([]any, list.Len()), false
	for i := range values {
		values[i] = Days(list.Index(i).Interface())
		if null = null || values[i] == nil; values[i] == nil {
			continue
		}
		if _, isDay := values[i].(Day); !isDay {
			return mixedDays(list, values, i)
		}
	}
	if null {
		return nullableDays(values)
	}
	days := make([]Day, len(values))
	for i, v := range values {
		days[i] = v.(Day)
	}
	return reflect.ValueOf(days)
}

func nullableDays(values []any) reflect.Value {
	days := make([]*Day, len(values))
	for i, v := range values {
		if day, ok := v.(Day); ok {
			days[i] = &day
		}
	}
	return reflect.ValueOf(days)
}

// mixedDays returns dayList where the value at i is no day; those before it are done.
func mixedDays(list reflect.Value, values []any, i int) reflect.Value {
	for i++; i < len(values); i++ {
		values[i] = Days(list.Index(i).Interface())
	}
	return reflect.ValueOf(values)
}

// equalDays compares values of a date column by the days that they say.
func equalDays(t reflect.Type) equal {
	if t == timeType {
		return func(a, b unsafe.Pointer) bool {
			ay, am, ad := (*time.Time)(a).Date()
			by, bm, bd := (*time.Time)(b).Date()
			return ay == by && am == bm && ad == bd
		}
	}
	plain := equalFor(t)
	return func(a, b unsafe.Pointer) bool {
		return plain(a, b) || reflect.DeepEqual(Days(at(t, a).Interface()), Days(at(t, b).Interface()))
	}
}
