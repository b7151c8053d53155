package kit

import "unsafe"

// AppendCopied adds v, which [Argument] takes, or a pointer to a field that holds such, to buf as COPY's text format wants
// it, NULL as \N. Text with a NUL byte is refused.
// Source: PostgreSQL, COPY, "Text Format".
func AppendCopied(buf []byte, v any) ([]byte, error) {
	from := len(buf)
	buf, null, known := appendPlace(buf, v)
	if !known {
		arg, err := Argument(v)
		if err == nil {
			buf, null, err = appendAlone(buf, arg)
		}
		if err != nil {
			return buf, err
		}
	}
	switch {
	case null:
		return append(buf, `\N`...), nil
	case known && !isTextPlace(v):
		return buf, nil // digits and their like have nothing to escape
	}
	return EscapeCopied(buf, from)
}

// isTextPlace reports whether v, which appendPlace knows, points at text.
func isTextPlace(v any) bool {
	switch v.(type) {
	case *string, **string, *[]string:
		return true
	}
	return false
}

// EscapeCopied returns buf in which the text from a place on is written as COPY reads it. Text with a NUL byte is refused.
func EscapeCopied(buf []byte, from int) ([]byte, error) {
	more := 0
	for _, c := range buf[from:] {
		if escapes[c] != 0 {
			more++
		}
	}
	if more == 0 {
		return buf, nil
	}
	if err := Storable(unsafe.String(&buf[from], len(buf)-from)); err != nil {
		return buf, err
	}
	end := len(buf)
	buf = append(buf, make([]byte, more)...) // it grows where it stands
	for i, to := end-1, len(buf); i >= from; i-- {
		c := buf[i]
		if to--; escapes[c] == 0 {
			buf[to] = c
			continue
		}
		buf[to] = escapes[c]
		to--
		buf[to] = '\\'
	}
	return buf, nil
}

// escapes are what stands behind a backslash for the bytes that COPY takes for its own. NUL it does not take at all.
var escapes = [256]byte{'\\': '\\', '\n': 'n', '\t': 't', '\r': 'r', 0: '0'}
