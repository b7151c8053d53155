package mapper

import (
	"reflect"
	"strings"
	"unicode"
)

// Names says what things are called that do not say it themselves. The zero value leaves tables to TableName methods, and
// columns to [SnakeCase].
type Names struct {
	Table    string                           // wins over all that follows
	TableOf  func(reflect.Type) string        // of types without a TableName method
	ColumnOf func(reflect.StructField) string // of fields whose tag gives no name
}

// table returns the name of t's table, and whether anything says one.
func (n Names) table(t reflect.Type) (name string, said bool) {
	if n.Table != "" {
		return n.Table, true
	}
	if named, ok := reflect.New(t).Interface().(Named); ok {
		return named.TableName(), true
	}
	if n.TableOf != nil {
		return n.TableOf(t), true
	}
	return "", false
}

func (n Names) column(f reflect.StructField) string {
	if n.ColumnOf != nil {
		return n.ColumnOf(f)
	}
	return SnakeCase(f.Name)
}

// SnakeCase returns the column name of a Go field that has none of its own: AppSrc is app_src, UserID user_id, HTTPPort
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

// startsWord reports whether the upper-case letter at i begins a word: after a lower-case letter or a digit, or as the last
// capital of an acronym that a word follows.
func startsWord(runes []rune, i int) bool {
	if before := runes[i-1]; before == '_' {
		return false
	} else if !unicode.IsUpper(before) {
		return true
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}
