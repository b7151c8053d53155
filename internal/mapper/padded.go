package mapper

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// widthOf returns how long every text of the column is, because the database fills shorter ones with blanks; 0 where it does not.
func widthOf(c *Column) int {
	name, rest, _ := strings.Cut(strings.ToLower(c.SQLType), "(")
	switch strings.TrimSpace(name) {
	case "char", "character", "bpchar":
	default:
		return 0
	}
	digits, _, _ := strings.Cut(rest, ")") // a collation may follow
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if err != nil || c.Type.Kind() != reflect.String {
		return 0
	}
	return n
}

// IsPadded reports whether the field of the entity at p holds a text that the database would make longer.
func (c *Column) IsPadded(p unsafe.Pointer) bool {
	text := *(*string)(c.Pointer(p))
	return text != "" && utf8.RuneCountInString(text) < c.width
}
