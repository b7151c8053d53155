package loading

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// GetStatement is the SELECT of one entity by its key, compiled once for a mapping and a dialect. It may be shared.
type GetStatement struct {
	mapping *mapper.Mapping
	text    string
	locked  string // text that locks the row
	secret  []bool // which arguments no log may show
	layout  *decoding.Layout
}

// GetStatementOf compiles the SELECT of an entity of m.
func GetStatementOf(m *mapper.Mapping, d render.Dialect) *GetStatement {
	g := &GetStatement{mapping: m, layout: decoding.NewLayout(len(m.Columns))}
	var columns, where []string
	for i, c := range m.Columns {
		columns = append(columns, d.Identifier(c.Name))
		g.layout.Place(i, c)
		g.layout.Box(i, &m.Record, c)
	}
	for i, c := range m.Key {
		where, g.secret = append(where, d.Identifier(c.Name)+" = "+d.Mark(i+1)), append(g.secret, c.Secret)
	}
	g.text = "SELECT " + strings.Join(columns, ", ") + " FROM " + d.TableName(m.Table) + " WHERE " + strings.Join(where, " AND ")
	if g.locked = g.text; d.Has(render.RowLocks) {
		g.locked += " FOR UPDATE"
	}
	return g
}

// With returns the statement for a key. It locks the row where lock says so and the dialect has such locks.
func (g *GetStatement) With(key []any, lock bool) render.Compiled {
	c := render.Compiled{SQL: g.text, Args: key, Secret: g.secret}
	if lock {
		c.SQL = g.locked
	}
	return c
}

// ErrSeveral says that more than one row came for a key.
var ErrSeveral = errors.New("more than one row")

// Read returns the entity of key in rows, which hold every column in mapped order; nil without a row. It closes the rows. More than one row
// is ErrSeveral, and that of another key is refused, where keys are numbers: what is equal to a text only the database knows.
func (g *GetStatement) Read(rows backends.Rows, key identity.Key, opts Options) (entity any, err error) {
	defer func() {
		closing := rows.Close()
		if closing == nil {
			closing = rows.Err()
		}
		if err == nil {
			err = closing
		}
	}()
	if !rows.Next() {
		return nil, rows.Err()
	}
	var slab mapper.Slab
	c, p := Cursor{options: opts}, slab.Next(&g.mapping.Record, 1)
	reader := decoding.NewReader(rows, g.layout)
	if err := reader.Read(p); err != nil {
		if names, _ := rows.Columns(); len(names) > 0 {
			if short := completeEntity(g.mapping, names); short != nil {
				return nil, short
			}
		}
		return nil, c.unread(g.mapping.Name(), g.mapping.Table, err)
	}
	if err := g.check(rows, key, p); err != nil {
		return nil, err
	}
	entity, _, err = c.known(g.mapping, p, g.mapping.All)
	return entity, err
}

// check errs where the row at p, the first of rows, is not the one and only of that key.
func (g *GetStatement) check(rows backends.Rows, key identity.Key, p unsafe.Pointer) error {
	switch {
	case key.IsNumber() && identity.KeyOf(g.mapping, p) != key:
		return fmt.Errorf("the row that came has another key, %v: the database, or a mock, answered another question", identity.Values(g.mapping, p))
	case rows.Next():
		return ErrSeveral
	}
	return rows.Err()
}
