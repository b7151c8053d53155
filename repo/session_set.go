package repo

import (
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Set gives a field's column a value that the database works out, for the next flush: s.Set(hero, &hero.Power,
// builder.Null()), an explicit builder.Literal(0), or an expression, which may use the row's columns as they were unless
// the entity is new. It wins over what the field holds then, and the field holds what the row got afterwards. The entity
// is pending or persistent here. A row with such a value is written alone. Nothing is sent.
func (s *Session) Set(entity, field any, value builder.Sqlizer) error {
	if err := s.lock(); err != nil {
		return at("set", err)
	}
	defer s.unlock()
	if err := s.checkReady(); err != nil {
		return at("set", err)
	}
	return at("set", s.set(entity, field, value))
}

func (s *Session) set(entity, field any, value builder.Sqlizer) error {
	m, err := entityMapping(entity)
	if err != nil {
		return err
	}
	c, err := columnAt(m, entity, field)
	if err != nil {
		return err
	}
	e := s.known.Find(entity)
	switch {
	case e == nil:
		return unknown(m)
	case e.State == identity.Deleted:
		return invalid("this %s was deleted in this transaction", m.Name())
	case c.ReadOnly:
		return invalid("%s.%s is read only", m.Name(), c.Field)
	case c.CreateOnly && e.State == identity.Persistent:
		return invalid("%s.%s is createonly, and its row is there: what it was inserted with stays", m.Name(), c.Field)
	case c == m.Version:
		return invalid("%s.%s is the version, which the flush counts up: leave it out", m.Name(), c.Field)
	case value == nil:
		return invalid("the value is nil: say builder.Null() for NULL")
	}
	assign(e, c, value)
	return nil
}

// assign has the next flush write an expression into a column of e.
func assign(e *identity.Entry, c *mapper.Column, value builder.Sqlizer) {
	selected := builder.SelectColumns(value).Statement()
	e.Assign(c, ast.Single(selected.Selected()[0]))
}
