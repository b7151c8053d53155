package atlas

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// unfit says of a column of SQLite's that there are values in it which what it is to be does not hold, though its declared type does not
// tell: a text may be any text, and an integer any number.
type unfit struct {
	schema.Attr
	condition, says string
	refuses         string // the condition of values that cannot be converted
	value           string // what values become; "" where they stay
}

// unfitOf is what a column is marked with; nil where its values fit.
func unfitOf(c *schema.Column) *unfit {
	for _, a := range c.Attrs {
		if u, ok := a.(*unfit); ok {
			return u
		}
	}
	return nil
}

// markUnfit marks the columns of to whose values in the database do not fit: the rows are the judge where the declared type says nothing, as
// in STRICT tables.
func (d *Database) markUnfit(ctx context.Context, from, to *schema.Schema, m Model) error {
	if d.schemas {
		return nil
	}
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		own, known := m.tableIn(t)
		if !ok || !known {
			continue
		}
		if err := d.markColumns(ctx, was, t, own, m); err != nil {
			return err
		}
		if isStrict(was) {
			if err := d.declareStrictly(t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Database) markColumns(ctx context.Context, was, t *schema.Table, own Table, m Model) error {
	var columns []*schema.Column
	var marks []*unfit
	var asked []string
	for i, c := range t.Columns {
		old, ok := was.Column(c.Name)
		if !ok {
			continue
		}
		called := t.Name + "." + c.Name
		switch u := d.valueCheck(old, c, own.Columns[i].Bounds); {
		case m.using[called] != "" && slices.Contains(m.retyped, called) && !d.redeclared(old, c):
			c.AddAttrs(&unfit{}) // whatever its values are, they are converted
		case u != nil:
			columns, marks = append(columns, c), append(marks, u)
			asked = append(asked, "max("+u.condition+")")
		}
	}
	if len(asked) == 0 {
		return nil
	}
	found, into := make([]sql.NullBool, len(asked)), make([]any, len(asked))
	for i := range found {
		into[i] = &found[i]
	}
	if err := d.db.QueryRowContext(ctx, "SELECT "+strings.Join(asked, ", ")+" FROM "+identifier(t.Name)).Scan(into...); err != nil {
		return err
	}
	for i, c := range columns {
		isUnfit := found[i].Bool
		if isUnfit || slices.Contains(m.retyped, t.Name+"."+c.Name) {
			c.AddAttrs(marks[i])
		}
		if !isUnfit {
			marks[i].says = ""
		}
	}
	return nil
}

// valueCheck is what is to be asked of the values of a column; nil where its declared type tells.
func (d *Database) valueCheck(old, c *schema.Column, b Bounds) *unfit {
	was, is := DeclaredClass(d.declared(old)), DeclaredClass(d.declared(c))
	switch {
	case was == "text" && hasTextPredicate(is):
		written := "CASE WHEN " + holds(is) + " THEN " + conversionOf(was, is) + " = % END"
		return &unfit{
			condition: notHeld(c.Name, written), says: "with values that are no " + is,
			refuses: notHeld(c.Name, holds(is)), value: withValue(conversionOf(was, is), identifier(c.Name)),
		}
	case b == Bounds{} || was != is:
		return nil
	case is == "integer":
		return b.unfit(c, "% "+b.within())
	case is == "integer_list":
		return b.unfit(c, everyElement("value "+b.within()))
	}
	return nil
}

func (b Bounds) within() string { return fmt.Sprintf("BETWEEN %d AND %d", b.Least, b.Most) }

func (b Bounds) unfit(c *schema.Column, condition string) *unfit {
	return &unfit{condition: notHeld(c.Name, condition), refuses: notHeld(c.Name, condition), says: fmt.Sprintf("with values outside of %d to %d", b.Least, b.Most)}
}
