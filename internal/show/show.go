// Package show prints values of statements for people: in logs, and in what is told of a flush.
package show

import (
	"fmt"
	"strings"

	"github.com/drey-db/drey/backends/kit"
)

// mostElements is how many values of a column of many rows are shown.
const mostElements = 5

// Args returns arguments for a log: columns of many rows cut short, bytes by their number, pointers followed.
func Args(args []any) []any {
	list := make([]any, len(args))
	for i, arg := range args {
		if c, ok := arg.(*kit.Column); ok {
			list[i] = column(c)
		} else {
			list[i] = Value(arg)
		}
	}
	return list
}

func column(c *kit.Column) string {
	var b strings.Builder
	for i := range min(c.Len(), mostElements) {
		if i > 0 {
			b.WriteString(" ")
		}
		fmt.Fprint(&b, Value(c.At(i).Interface()))
	}
	if more := c.Len() - mostElements; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return "[" + b.String() + "]"
}

// Value returns one value for a log, as [Args] does.
func Value(v any) any {
	given, err := kit.Argument(v)
	if err != nil {
		return fmt.Sprintf("%T", v)
	}
	switch given := given.(type) {
	case []byte:
		return fmt.Sprintf("%d bytes", len(given))
	case *kit.Column:
		return column(given)
	case nil:
		return "NULL"
	}
	return given
}
