package loading

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Cursor reads rows one by one. It serves one goroutine, and does not close the rows.
type Cursor struct {
	shape  Shape
	rows   backends.Rows
	how    How
	plan   *plan
	reader *backends.Reader
	width  int
	spare  unsafe.Pointer // an entity's memory that its row did not need
}

// How says what becomes of rows.
type How struct {
	Known     *identity.Map // where entities are looked up and kept; nil tracks nothing
	First     bool          // only the first column is wanted, whatever stands beside it
	Overwrite bool          // rows win over what is known of their entities
}

// Open reads rows as shape.
func Open(rows backends.Rows, shape Shape, how How) (*Cursor, error) {
	c := &Cursor{shape: shape, rows: rows, how: how}
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	if c.width = len(names); c.width == 0 {
		return nil, errors.New("the statement answers no rows: run it with Exec")
	}
	if shape.untyped {
		return c, nil
	}
	if c.plan, err = shape.planFor(names, how.First); err != nil {
		return nil, err
	}
	c.reader = backends.NewReader(rows, c.plan.layout)
	return c, nil
}

// Next is the next row: the entity itself, for entities, else a pointer to a value of the shape's type. It is nil at the
// end.
func (c *Cursor) Next() (any, error) {
	if !c.rows.Next() {
		return nil, c.rows.Err()
	}
	switch {
	case c.reader == nil:
		return c.untyped()
	case c.shape.entity != nil:
		return c.entity()
	}
	v := reflect.New(c.shape.typ)
	return v.Interface(), c.read(v.UnsafePointer())
}

func (c *Cursor) read(base unsafe.Pointer) error {
	if err := c.reader.Read(base); err != nil {
		return fmt.Errorf("reading %s: %w", c.shape.typ, err)
	}
	return nil
}

func (c *Cursor) untyped() (any, error) {
	values := make([]any, c.width)
	dest := make([]any, c.width)
	for i := range values {
		dest[i] = &values[i]
	}
	row := reflect.New(c.shape.typ)
	row.Elem().Set(reflect.ValueOf(values).Convert(c.shape.typ))
	return row.Interface(), c.rows.Scan(dest...)
}

func (c *Cursor) entity() (any, error) {
	m, p := c.shape.entity, c.spare
	if c.spare = nil; p == nil {
		p = m.New()
	}
	if err := c.read(p); err != nil {
		return nil, err
	}
	if c.how.Known == nil {
		return m.Pointer(p), nil
	}
	key := identity.KeyOf(m, p)
	if e := c.how.Known.At(key); e != nil {
		e.Receive(p, c.plan.loaded, c.how.Overwrite)
		c.keep(m, p)
		return e.Entity, nil
	}
	return c.how.Known.Load(m, key, p, c.plan.loaded).Entity, nil
}

// keep empties p for the next row.
func (c *Cursor) keep(m *mapper.Mapping, p unsafe.Pointer) {
	reflect.NewAt(m.Type, p).Elem().SetZero()
	c.spare = p
}
