package mapper

import (
	"strings"
	"unicode"
)

// SnakeCase is the column name of a Go field that has none of its own: AppSrc is app_src, UserID user_id, HTTPPort
// http_port.
func SnakeCase(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord says whether the upper-case letter at i begins a word: after a lower-case letter or a digit, or as the last
// capital of an acronym that a word follows.
func startsWord(runes []rune, i int) bool {
	if before := runes[i-1]; before == '_' {
		return false
	} else if !unicode.IsUpper(before) {
		return true
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}
