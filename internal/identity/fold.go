package identity

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// FoldedKey returns a key of the entity at p, made of columns, that is equal for what a database may find equal though Go does not: the letters of
// a citext in either case, the blanks behind a char(n), the zeros behind a numeric's point, and the clock of a day.
func FoldedKey(m *mapper.Mapping, columns []*mapper.Column, p unsafe.Pointer) Key {
	var b []byte
	for _, c := range columns {
		v := part(c, p)
		switch {
		case FoldsText(c):
			v.text = folded(v.text)
		case isTime(c):
			v.number -= v.number % int64(24*time.Hour/time.Microsecond)
		}
		b = v.append(b)
	}
	return Key{mapping: m, text: string(b)}
}

// Folds reports whether a folded key of columns may be equal to one of other values.
func Folds(columns []*mapper.Column) bool {
	return slices.ContainsFunc(columns, func(c *mapper.Column) bool { return FoldsText(c) || isTime(c) })
}

// FoldsText reports whether c's values are texts, of which many may be equal to one.
func FoldsText(c *mapper.Column) bool { return c.Type.Kind() == reflect.String }

func folded(text string) string {
	text = strings.ToLower(strings.TrimRight(text, " "))
	if strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("+-.", r) }) < 0 && strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}
