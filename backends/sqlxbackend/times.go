package sqlxbackend

import (
	"encoding"
	"errors"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/backends/kit"
)

var errTime = errors.New("no time")

// readTime reads a time, in UTC.
func (c *column) readTime(dest reflect.Value, src any) error {
	if src == nil {
		return c.readNothing(dest)
	}
	t, ok := src.(time.Time)
	if ok && t.Year() == 0 && (c.typeName() == "TIMETZ" || t.Day() == 2 && isClock(c.typeName())) { // lib/pq makes a time of what others give as text, of 24:00 too
		return c.unread(dest, src, errTime)
	}
	if text, isText := textOf(src); isText {
		if kit.IsInfinite(text) {
			return kit.Infinite(c.name(), errTime)
		}
		parsed, err := kit.ParseTime(text)
		if !c.dynamic() && c.typeName() == "INTERVAL" { // 02:03:04 is no time of day there
			err = errTime
		}
		if err != nil {
			return c.unread(dest, src, err)
		}
		t, ok = parsed, true
	}
	if numbered, isNumber := c.numbered(src); isNumber {
		t, ok = numbered, true
	}
	if !ok {
		return c.unread(dest, src, errKind)
	}
	dest.Set(reflect.ValueOf(c.instant(t)))
	return nil
}

// instant returns t as every backend gives it: in UTC, and without its hours where SQLite's column is a date.
func (c *column) instant(t time.Time) time.Time {
	if t = t.UTC(); c.dynamic() && c.typeName() == "DATE" {
		return t.Truncate(24 * time.Hour)
	}
	return t
}

// keepsTimes reports whether SQLite's column is declared as one of times.
func (c *column) keepsTimes() bool {
	return c.dynamic() && (strings.HasPrefix(c.typeName(), "DATE") || strings.HasPrefix(c.typeName(), "TIMESTAMP"))
}

// numbered returns a time that SQLite keeps as a number: Unix seconds, which from 10^12 on are milliseconds, or a Julian day.
func (c *column) numbered(src any) (t time.Time, ok bool) {
	const milliseconds = 1_000_000_000_000
	switch n := src.(type) {
	case int64:
		if t = time.Unix(n, 0); n >= milliseconds || n <= -milliseconds {
			t = time.UnixMilli(n)
		}
		return t, c.keepsTimes()
	case float64:
		return julian(n), c.keepsTimes()
	}
	return t, false
}

// julian returns a Julian day, as SQLite's julianday() counts, to the millisecond that it is good for.
// Source: SQLite, "Date And Time Functions".
func julian(day float64) time.Time {
	const unixEpoch, perDay = 2440587.5, 24 * 60 * 60 * 1000
	return time.UnixMilli(int64(math.Round((day - unixEpoch) * perDay)))
}

// civil returns t, or its text for a target that reads text.
func (c *column) civil(t time.Time, target any) any {
	if _, reads := target.(encoding.TextUnmarshaler); !reads {
		return t
	}
	if clock, ok := clockOf(t, c.typeName()); ok {
		return clock
	}
	return c.civilText(t)
}

// civilText returns t as types read it that have nothing but UnmarshalText, such as civil dates.
func (c *column) civilText(t time.Time) string {
	switch name := c.typeName(); {
	case name == "DATE":
		return t.Format(time.DateOnly)
	case strings.HasPrefix(name, "TIMESTAMPTZ"), !strings.HasPrefix(name, "TIMESTAMP"), c.dynamic():
		return t.UTC().Format(time.RFC3339Nano)
	}
	return t.Format("2006-01-02T15:04:05.999999")
}

func isClock(typeName string) bool { return typeName == "TIME" || typeName == "TIMETZ" }

// clockOf returns a time of day as PostgreSQL writes it; lib/pq makes a time.Time of it.
func clockOf(t time.Time, typeName string) (string, bool) {
	if !isClock(typeName) {
		return "", false
	}
	layout := "15:04:05.999999"
	if typeName == "TIMETZ" {
		layout += "-07"
		if t.Format("-07:00")[3:] != ":00" {
			layout += ":00"
		}
	}
	if t.Day() == 2 {
		return "24" + t.Format(layout)[2:], true
	}
	return t.Format(layout), true
}

// toUTC puts times in lists, which JSON read, into UTC.
func toUTC(v reflect.Value) {
	if v.Kind() != reflect.Slice {
		return
	}
	switch list := v.Interface().(type) {
	case []time.Time:
		for i := range list {
			list[i] = list[i].UTC()
		}
	case []*time.Time:
		for _, t := range list {
			if t != nil {
				*t = t.UTC()
			}
		}
	}
}
