package persistence

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// mistyped explains a column of another type than the mapping knows, or than what its tag or the session's Set says to write.
func (s subject) mistyped(said, column, typ, given string) (string, []*mapper.Column) {
	c := s.mapping.Column(column)
	if c == nil {
		return "", nil
	}
	name := s.mapping.Name() + "." + c.Field
	switch {
	case s.sends(c, given):
		return fmt.Sprintf("%s is a %s in Go, sent as %s, and its column is %s: tag it `db:\"%s,type=%s\"`", name, c.Type, given, typ, c.Name, typ), []*mapper.Column{c}
	case slices.Contains(s.assigned, c):
		return fmt.Sprintf("%s: that is the expression that Set was given for %s: give it one that is %s, or builder.Cast it", said, name, typ), []*mapper.Column{c}
	case c.OnUpdate != "":
		return fmt.Sprintf("%s: that is what the tag of %s sets it to, onupdate=%s: have the tag say what is %s, or the column be %s", said, name, c.OnUpdate, typ, given), []*mapper.Column{c}
	}
	return "", nil
}

// sends reports whether a value of Go was sent for a column, and as a type: where its tag may set it as well, the value's own type tells the two apart.
func (s subject) sends(c *mapper.Column, given string) bool {
	if !slices.Contains(s.columns, c) && !slices.ContainsFunc(s.bound, func(b Bound) bool { return b.Column == c }) {
		return false
	}
	return c.OnUpdate == "" || sameType(s.dialect.ColumnType(c), given)
}
