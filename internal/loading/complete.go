package loading

import (
	"errors"
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

// CheckWrite errs when rows of a statement that writes could not be read, as far as the statement tells: afterwards the rows
// are written, and nobody has what they answered. extra lets rows have columns that nothing takes.
func (s Shape) CheckWrite(of *ast.Statement, extra bool) error {
	if of.Target() == nil {
		return nil
	}
	items := of.FlatItems()
	names := make([]string, len(items))
	for i, item := range items {
		if names[i] = item.Name; item.Name == "" {
			return nil // the database names it
		}
	}
	if len(names) == 0 {
		return errors.New("the statement answers no rows: run it with Exec")
	}
	if s.untyped {
		return nil
	}
	s.extra = extra
	_, err := s.planOf(of, names, false)
	return err
}

// ErrNoColumns says that a statement was carried out and answers no rows.
var ErrNoColumns = errors.New("the statement answers no rows")

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
