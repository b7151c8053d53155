package mapper

import (
	"reflect"
	"regexp"
	"slices"
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
	keys, wellFormed := tagKeys(string(f.Tag))
	for _, key := range []string{"db", "rel"} {
		if at := slices.Index(keys, key); at >= 0 && slices.Contains(keys[at+1:], key) {
			b.mistake(name, "it has two %s tags, of which Go reads the first alone: write one, with all options behind commas", key)
		}
	}
	if meant := meansOurs.MatchString(string(f.Tag)); meant && !column && !relationship && !wellFormed {
		b.mistake(name, "Go cannot read its tag %s: write db:\"...\" without a space behind the colon, a space between two tags, and \\\\ for a backslash", f.Tag)
	}
}

var inCapitals = regexp.MustCompile(`(?:^| )((?:D[bB]|dB|R[eE][lL]|r(?:E[lL]|eL)):)"`)

var meansOurs = regexp.MustCompile(`\b(db|rel)\s*[:=]`)

// tagKeys returns the keys of a tag as far as it is pairs of key:"value", the values as Go's strings, and whether all of it is.
// Source: package reflect, StructTag.
func tagKeys(tag string) (keys []string, wellFormed bool) {
	for tag = strings.TrimLeft(tag, " "); tag != ""; tag = strings.TrimLeft(tag, " ") {
		key, rest, ok := strings.Cut(tag, ":")
		if !ok || key == "" || strings.ContainsAny(key, " \",;") {
			return keys, false
		}
		value, err := strconv.QuotedPrefix(rest)
		if err != nil || value[0] != '"' {
			return keys, false
		}
		if _, err := strconv.Unquote(value); err != nil {
			return keys, false
		}
		keys, tag = append(keys, key), rest[len(value):]
	}
	return keys, true
}
