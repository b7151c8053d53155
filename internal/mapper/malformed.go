package mapper

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// readsTag finds a db or rel tag that Go itself does not read: [reflect.StructTag] says nothing of what is malformed.
func (b *builder) readsTag(f reflect.StructField, name string) {
	_, column := f.Tag.Lookup("db")
	_, relationship := f.Tag.Lookup("rel")
	if key := inCapitals.FindStringSubmatch(string(f.Tag)); key != nil && !column && !relationship {
		b.mistake(name, "its tag %s is nobody's: Go tells capitals apart, so write %s", key[1], strings.ToLower(key[1]))
	}
	if meant := meansOurs.MatchString(string(f.Tag)); meant && !column && !relationship && !isWellFormed(string(f.Tag)) {
		b.mistake(name, "Go cannot read its tag %s: write db:\"...\" without a space behind the colon, a space between two tags, and \\\\ for a backslash", f.Tag)
	}
}

var inCapitals = regexp.MustCompile(`(?:^| )((?:D[bB]|dB|R[eE][lL]|r(?:E[lL]|eL)):)"`)

var meansOurs = regexp.MustCompile(`\b(db|rel)\s*[:=]`)

// isWellFormed reports whether a tag is pairs of key:"value", the values as Go's strings.
// Source: package reflect, StructTag.
func isWellFormed(tag string) bool {
	for tag = strings.TrimLeft(tag, " "); tag != ""; tag = strings.TrimLeft(tag, " ") {
		key, rest, ok := strings.Cut(tag, ":")
		if !ok || key == "" || strings.ContainsAny(key, " \",;") {
			return false
		}
		value, err := strconv.QuotedPrefix(rest)
		if err != nil || value[0] != '"' {
			return false
		}
		if _, err := strconv.Unquote(value); err != nil {
			return false
		}
		tag = rest[len(value):]
	}
	return true
}
