package kit

import (
	"bytes"
	"strconv"
	"time"
)

// appendPlace writes what v points at, as it stands alone, for the commonest fields of structs: nothing is boxed on the way.
// known is false for other pointers, and for nil ones.
func appendPlace(buf []byte, v any) (text []byte, null, known bool) {
	switch p := v.(type) {
	case *string:
		if p != nil {
			return append(buf, *p...), false, true
		}
	case *int64:
		if p != nil {
			return strconv.AppendInt(buf, *p, 10), false, true
		}
	case *int:
		if p != nil {
			return strconv.AppendInt(buf, int64(*p), 10), false, true
		}
	case *int32:
		if p != nil {
			return strconv.AppendInt(buf, int64(*p), 10), false, true
		}
	case *float64:
		if p != nil {
			return AppendFloat(buf, *p), false, true
		}
	case *bool:
		if p != nil {
			return strconv.AppendBool(buf, *p), false, true
		}
	case *time.Time:
		if p != nil {
			return appendTime(buf, *p), false, true
		}
	case *[]string:
		if p != nil {
			return appendTexts(buf, *p)
		}
	}
	return appendBehind(buf, v)
}

// appendBehind returns appendPlace of fields that are pointers.
func appendBehind(buf []byte, v any) (text []byte, null, known bool) {
	switch p := v.(type) {
	case **string:
		return appendPointee(buf, p)
	case **int64:
		return appendPointee(buf, p)
	case **int:
		return appendPointee(buf, p)
	case **int32:
		return appendPointee(buf, p)
	case **float64:
		return appendPointee(buf, p)
	case **bool:
		return appendPointee(buf, p)
	case **time.Time:
		return appendPointee(buf, p)
	}
	return buf, false, false
}

// appendPointee writes what the field at p points at.
func appendPointee[T any](buf []byte, p **T) (text []byte, null, known bool) {
	if p == nil || *p == nil {
		return buf, true, true
	}
	return appendPlace(buf, *p)
}

// appendTexts returns the array literal of a list; nil is NULL.
func appendTexts(buf []byte, list []string) (text []byte, null, known bool) {
	if list == nil {
		return buf, true, true
	}
	buf = append(buf, '{')
	for i, s := range list {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendQuoted(buf, s)
	}
	return append(buf, '}'), false, true
}

// appendTime returns TimeText of what Argument makes of t.
func appendTime(buf []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 1 || year > 9999 {
		return append(buf, TimeText(t.Truncate(TimePrecision))...)
	}
	hour, minute, second := t.Clock()
	buf = appendDigits(buf, year, 4)
	buf = appendDigits(append(buf, '-'), int(month), 2)
	buf = appendDigits(append(buf, '-'), day, 2)
	buf = appendDigits(append(buf, ' '), hour, 2)
	buf = appendDigits(append(buf, ':'), minute, 2)
	buf = appendDigits(append(buf, ':'), second, 2)
	if micros := t.Nanosecond() / int(TimePrecision); micros > 0 {
		buf = bytes.TrimRight(appendDigits(append(buf, '.'), micros, 6), "0")
	}
	return append(buf, 'Z')
}

// appendDigits writes n, which is not negative, in so many digits.
func appendDigits(buf []byte, n, digits int) []byte {
	buf = append(buf, "000000"[:digits]...)
	for i := len(buf) - 1; n > 0; i-- {
		buf[i] = byte('0' + n%10)
		n /= 10
	}
	return buf
}
