package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// enums plans the changes of enums. Values are added to a type; for anything else a new type takes the place of the old one, since
// PostgreSQL neither drops values nor moves them.
func (m *move) enums(ctx context.Context) error {
	var left []schema.Change
	var swaps []*schema.ModifyObject
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyObject)
		if !ok {
			left = append(left, c)
			continue
		}
		from, one := modify.From.(*schema.EnumType)
		to, other := modify.To.(*schema.EnumType)
		switch {
		case !one || !other:
			left = append(left, c)
		case m.onlyAdds(modify):
			m.addValues(from, to)
		default:
			swaps = append(swaps, modify)
		}
	}
	m.changes = left
	for _, c := range swaps {
		if err := m.swap(ctx, c.From.(*schema.EnumType), c.To.(*schema.EnumType)); err != nil {
			return err
		}
	}
	return nil
}

// use is a column of an enum or of a list of one.
type use struct {
	table  *schema.Table
	column *schema.Column
}

// enumOf is the enum that a type is, or is a list of.
func enumOf(t schema.Type) (*schema.EnumType, bool) {
	if list, ok := t.(*postgres.ArrayType); ok {
		t = list.Type
	}
	e, ok := t.(*schema.EnumType)
	return e, ok
}

// usesOf are the columns of an enum in the state that is left, those of tables that others inherit before these.
func (m *move) usesOf(e *schema.EnumType) (list []use) {
	for _, s := range m.from.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				if own, ok := enumOf(c.Type.Type); ok && sameEnum(own, e) {
					list = append(list, use{t, c})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b use) int { return len(m.ancestorsOf(a.table)) - len(m.ancestorsOf(b.table)) })
	return list
}

func sameEnum(a, b *schema.EnumType) bool {
	return a.T == b.T && (a.Schema == nil || b.Schema == nil || a.Schema.Name == b.Schema.Name)
}

// onlyAdds reports whether an enum gets new values and no more, none of which the plan uses: a value cannot be used in the transaction
// that adds it.
func (m *move) onlyAdds(c *schema.ModifyObject) bool {
	was, is := c.From.(*schema.EnumType).Values, c.To.(*schema.EnumType).Values
	at := 0
	for _, v := range is {
		switch {
		case at < len(was) && was[at] == v:
			at++
		case slices.Contains(was, v) || !m.adding && m.says(sqltext.Literal(v)):
			return false
		}
	}
	return at == len(was)
}

// says reports whether a text stands in a definition of the state that is reached.
func (m *move) says(text string) bool {
	for _, s := range m.to.Schemas {
		for _, t := range s.Tables {
			if tableSays(t, text) || slices.ContainsFunc(t.Columns, func(c *schema.Column) bool {
				return strings.Contains(m.defaultText(c)+generatedBy(c), text)
			}) {
				return true
			}
		}
	}
	return slices.ContainsFunc(m.texts, func(s string) bool { return strings.Contains(s, text) })
}

func tableSays(t *schema.Table, text string) bool {
	for _, c := range t.Checks() {
		if strings.Contains(c.Expr, text) {
			return true
		}
	}
	for _, i := range t.Indexes {
		for _, a := range i.Attrs {
			if p, ok := a.(*postgres.IndexPredicate); ok && strings.Contains(p.P, text) {
				return true
			}
		}
		for _, p := range i.Parts {
			if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok && strings.Contains(x.X, text) {
				return true
			}
		}
	}
	return false
}

// addValues adds the new values of an enum, each behind the one before it.
func (m *move) addValues(from, to *schema.EnumType) {
	for i, v := range to.Values {
		if slices.Contains(from.Values, v) {
			continue
		}
		text := "ALTER TYPE " + m.typeName(from) + " ADD VALUE " + sqltext.Literal(v)
		switch {
		case i > 0:
			text += " AFTER " + sqltext.Literal(to.Values[i-1])
		case len(from.Values) > 0:
			text += " BEFORE " + sqltext.Literal(from.Values[0])
		}
		m.before = append(m.before, text)
	}
}
