package loading

import (
	"fmt"
	"reflect"
)

// nameColumns notes the names of the columns where rows go by them.
func (c *Cursor) nameColumns(names []string) error {
	if !isNamed(c.shape.typ) {
		return nil
	}
	met := make(map[string]bool, len(names))
	for _, name := range names {
		if met[name] {
			return twice(name)
		}
		met[name] = true
	}
	c.names = names
	return nil
}

func twice(column string) error {
	return fmt.Errorf("column %q comes twice: give one of them another name with Label", column)
}

// untyped returns a row as its values come.
func (c *Cursor) untyped() (any, error) {
	values := make([]any, c.width)
	dest := make([]any, c.width)
	for i := range values {
		dest[i] = &values[i]
	}
	if err := c.rows.Scan(dest...); err != nil {
		return nil, err
	}
	if c.names != nil {
		return c.byName(values), nil
	}
	row := reflect.New(c.shape.typ)
	row.Elem().Set(reflect.ValueOf(values).Convert(c.shape.typ))
	return row.Interface(), nil
}

func (c *Cursor) byName(values []any) any {
	row := make(map[string]any, len(values))
	for i, name := range c.names {
		row[name] = values[i]
	}
	return &row
}
