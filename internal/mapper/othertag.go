package mapper

import (
	"reflect"
	"strings"
)

// checkOtherTags finds a column that a tag of another library calls otherwise, or leaves out, where no db tag says anything: it would be
// another column, in silence.
func (b *builder) checkOtherTags(f reflect.StructField, c *Column) {
	if _, tagged := f.Tag.Lookup("db"); tagged {
		return
	}
	for _, other := range []struct{ key, name string }{{"gorm", gormColumn(f.Tag.Get("gorm"))}, {"bun", bunColumn(f.Tag.Get("bun"))}} {
		if other.name != "" && other.name != strings.TrimPrefix(c.Name, c.Prefix) {
			b.mistake(c.Field, "its %s tag calls it %q, and drey reads db tags alone, without which it is the column %q: write db:%[2]q", other.key, other.name, c.Name)
		}
	}
}

// gormColumn returns what a gorm tag calls a column, "-" where it is none, "" where it says nothing of that.
func gormColumn(tag string) string {
	for _, part := range strings.Split(tag, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), ":")
		switch {
		case strings.EqualFold(key, "column"):
			return strings.TrimSpace(value)
		case key == "-" && (value == "" || value == "all"):
			return "-"
		}
	}
	return ""
}

// bunColumn is gormColumn for bun: the name stands first.
func bunColumn(tag string) string {
	name, _, _ := strings.Cut(tag, ",")
	if strings.Contains(name, ":") {
		return ""
	}
	return strings.TrimSpace(name)
}
