package kit

import (
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
			return strconv.AppendFloat(buf, *p, 'g', -1, 64), false, true
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
	t = t.UTC().Truncate(TimePrecision)
	if year := t.Year(); year < 1 || year > 9999 {
		return append(buf, TimeText(t)...)
	}
	return t.AppendFormat(buf, "2006-01-02 15:04:05.999999Z07:00")
}
