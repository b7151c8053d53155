package atlas

import "ariga.io/atlas/sql/schema"

// incomparable returns the changes of columns that atlas refuses to compare on PostgreSQL, generated expressions and defaults of
// json columns, and has the rest of the columns compared as if these were the same.
func (d *Database) incomparable(from, to *schema.Schema) map[*schema.Table][]schema.Change {
	found := map[*schema.Table][]schema.Change{}
	if !d.schemas {
		return found
	}
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		if !ok {
			continue
		}
		for _, c := range t.Columns {
			old, ok := was.Column(c.Name)
			if !ok || sameGenerated(old, c) && sameDocument(old, c) {
				continue
			}
			found[t] = append(found[t], incomparableChange(old, c))
			old.Default, old.Type, old.Attrs = c.Default, c.Type, c.Attrs
		}
	}
	return found
}

func incomparableChange(old, c *schema.Column) schema.Change {
	change := &schema.ModifyColumn{From: &schema.Column{Name: old.Name, Type: old.Type, Default: old.Default, Attrs: old.Attrs}, To: c}
	switch {
	case !sameGenerated(old, c):
		change.Change = schema.ChangeGenerated
		return change
	case old.Type.Null != c.Type.Null:
		change.Change = schema.ChangeNull
	}
	if commentOf(old.Attrs) != commentOf(c.Attrs) {
		change.Change |= schema.ChangeComment
	}
	change.Change |= schema.ChangeDefault
	return change
}

func generatedBy(c *schema.Column) string {
	for _, a := range c.Attrs {
		if g, ok := a.(*schema.GeneratedExpr); ok {
			return g.Expr
		}
	}
	return ""
}

// sameGenerated reports whether two columns are made by the same expression. One that is made no longer keeps its values.
func sameGenerated(old, c *schema.Column) bool {
	return generatedBy(c) == "" || Canonical(generatedBy(old)) == Canonical(generatedBy(c))
}

// sameDocument reports whether two columns are not of json, or have the same default.
func sameDocument(old, c *schema.Column) bool {
	document := func(c *schema.Column) bool { t, ok := c.Type.Type.(*schema.JSONType); return ok && t.T == "json" }
	return !document(old) || !document(c) || defaultOf(old) == defaultOf(c)
}

func defaultOf(c *schema.Column) string {
	switch x := schema.UnderlyingExpr(c.Default).(type) {
	case *schema.Literal:
		return x.V
	case *schema.RawExpr:
		return x.X
	}
	return ""
}
