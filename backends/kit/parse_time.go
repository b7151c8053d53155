package kit

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// timeLayouts are how databases write times as text; Go reads a fraction behind the seconds whatever the layout. Without
// an offset a time is in UTC.
var timeLayouts = [...]string{
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05-07",
	"2006-01-02 15:04:05-07:00:00", // local time before there were zones
	"2006-01-02 15:04:05 -0700 MST",
	"2006-01-02T15:04:05",
	"2006-01-02",
	"2006-01-02 15:04",
	"2006-01-02T15:04",
	"2006-01-02 15:04Z07:00",
	"2006-01-02T15:04Z07:00",
	"2006-01-02 15:04:05 Z07:00",
	"15:04:05",
}

var errTime = errors.New("no time")

// ParseTime reads a time that a database, Go or JSON has written as text, into UTC.
func ParseTime(text string) (time.Time, error) {
	text, _, _ = strings.Cut(text, " m=") // as Go prints a time with its monotonic clock
	if strings.HasPrefix(text, `"`) {
		var t time.Time
		err := json.Unmarshal([]byte(text), &t)
		return t.UTC(), err
	}
	if t, ok := parseFar(text); ok {
		return t, nil
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, errTime
}

// parseFar reads a time before the year 1 or after 9999 as PostgreSQL writes it: 0044-03-15 00:00:00 BC. The calendar
// repeats every 400 years, so a year that Go can read stands in for its own.
func parseFar(text string) (time.Time, bool) {
	text, before := strings.CutSuffix(text, " BC")
	digits, rest, ok := strings.Cut(text, "-")
	year, err := strconv.Atoi(digits)
	if !ok || err != nil || !before && len(digits) <= 4 {
		return time.Time{}, false
	}
	if before {
		year = 1 - year
	}
	proxy := 2000 + (year%400+400)%400
	t, err := ParseTime(strconv.Itoa(proxy) + "-" + rest)
	return t.AddDate(year-proxy, 0, 0), err == nil
}
