package persistence

import (
	"fmt"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// setting is a statement that sets columns to values and expressions, as a tree.
type setting struct {
	ast.Statement
	table *ast.Table
}

func newSetting(m *mapper.Mapping, start func(*ast.Table) ast.Statement) (setting, error) {
	t, err := prototype.TableFor(m.Type, "")
	if err != nil {
		return setting{}, err
	}
	return setting{start(t), t}, nil
}

func (s *setting) set(c *mapper.Column, value any) {
	left := s.table.Column(c)
	right, ok := value.(*ast.Node)
	if !ok {
		right = ast.Bind(left, value)
	}
	s.Statement = s.With(ast.SetPart, ast.Assign(left, right))
}

// returning adds what comes back.
func (s *setting) returning(columns []*mapper.Column) {
	for _, c := range columns {
		s.Statement = s.With(ast.ReturningPart, s.table.Column(c))
	}
}

// assign sets, in mapped order, columns to what the entity holds and others to what is assigned.
func (s *setting) assign(p *Plan, columns []*mapper.Column, e *identity.Entry) {
	values := map[*mapper.Column]any{}
	for _, c := range columns {
		values[c] = p.value(c, e.Base)
	}
	for _, a := range e.Assigned() {
		values[a.Column] = a.Value
	}
	for _, c := range e.Mapping.Columns {
		if v, ok := values[c]; ok {
			s.set(c, v)
		}
	}
}

// addTree adds a statement that is a tree.
func (p *Plan) addTree(s setting, returned []*mapper.Column, one step) error {
	s.returning(returned)
	c, err := render.Compile(s.Statement, p.options.Dialect)
	if err != nil {
		return fmt.Errorf("%s: %w", one.describe(), err)
	}
	return p.add(c.SQL, c.Args, c.Secret, returned, one)
}

// insertAssigned is INSERT of an entity with values that the database works out. They come back.
func (p *Plan) insertAssigned(s *shape, e *identity.Entry) error {
	tree, err := newSetting(s.mapping, ast.Insert)
	if err != nil {
		return err
	}
	tree.assign(p, s.written, e)
	return p.addTree(tree, s.made, p.newInserting(s, []*identity.Entry{e}, s.made))
}

// updateAssigned is UPDATE of a row with values that the database works out. They come back.
func (p *Plan) updateAssigned(c *edit, u update) error {
	tree, err := newSetting(c.mapping, ast.Update)
	if err != nil {
		return err
	}
	s := p.newUpdating(c, []update{u})
	if err := unreadKey(s.mapping, s.unread); err != nil {
		return err
	}
	tree.assign(p, u.Columns, u.Entry)
	switch v := c.mapping.Version; {
	case c.counts():
		tree.set(v, s.nextVersions().Index(0).Interface())
	case c.unknown && !c.columns.Has(v.Index) && !u.Entry.Assigns(v):
		tree.set(v, ast.Operation(tree.table.Column(v), "+", ast.Argument(1)))
	}
	for _, column := range c.defaults {
		tree.set(column, ast.Default())
	}
	for _, column := range s.where {
		key := tree.table.Column(column)
		tree.Statement = tree.With(ast.WherePart, ast.CompareValue(key, ast.OpEq, column.Value(u.found)))
	}
	s.expect(s.made)
	return p.addTree(tree, s.made, s)
}
