package loading

import (
	"fmt"
	"strings"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// complete errs when rows lack columns that the statement asks for, as those of a mock may: what lacks would be left zero in silence.
func complete(of *ast.Statement, names []string) error {
	if of == nil || len(names) >= of.Width() {
		return nil
	}
	var asked []string
	for _, item := range of.FlatItems() {
		if item.Name == "" {
			item.Name = "?"
		}
		asked = append(asked, item.Name)
	}
	return lacking(names, asked)
}

// completeEntity is complete for rows that hold every column of m.
func completeEntity(m *mapper.Mapping, names []string) error {
	if len(names) == len(m.Columns) {
		return nil
	}
	asked := make([]string, len(m.Columns))
	for i, c := range m.Columns {
		asked[i] = c.Name
	}
	return lacking(names, asked)
}

func lacking(names, asked []string) error {
	columns := "columns"
	if len(names) == 1 {
		columns = "column"
	}
	return fmt.Errorf("%d %s came (%s) where the statement asks for %d (%s): give rows of a mock all of them, in this order",
		len(names), columns, strings.Join(names, ", "), len(asked), strings.Join(asked, ", "))
}
