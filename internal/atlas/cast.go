package atlas

import (
	"context"
	"slices"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// castAlike has casts to enums name them alike: those of the current schema without it, in a database as in the tables that are made
// to see how it writes the models.
func (d *Database) castAlike(r *schema.Realm) {
	current, ok := r.Schema(d.current)
	if !ok {
		return
	}
	unqualified := func(in string, name token) string {
		if in == d.current && slices.ContainsFunc(current.Objects, func(o schema.Object) bool { e, ok := o.(*schema.EnumType); return ok && e.T == name.folded() }) {
			return name.text
		}
		return ""
	}
	for _, s := range r.Schemas {
		respell(s, func(sql string) string { return recast(sql, unqualified) })
	}
}

// castElsewhere has casts to enums of other schemas name these, in the tables that are made to see how models are written.
// The enums stand beside these under names of their own. PostgreSQL itself says which names want quotes.
func (d *Database) castElsewhere(ctx context.Context, made *schema.Schema, m Model) error {
	names := map[string]string{}
	for i, e := range scratchEnums(m, d.current) {
		own := m.Enums[i]
		if own.in(d.current) {
			continue
		}
		var name string
		if err := d.db.QueryRowContext(ctx, "SELECT format('%I.%I', $1::text, $2::text)", own.Schema, own.Name).Scan(&name); err != nil {
			return err
		}
		names[e.Name] = name
	}
	respell(made, func(sql string) string {
		return recast(sql, func(in string, name token) string {
			if in != "" {
				return ""
			}
			return names[name.folded()]
		})
	})
	return nil
}

// recast is SQL of PostgreSQL's in which casts to types name them otherwise: as other says of a schema and a name in it, and as they are
// where that is "".
func recast(sql string, other func(in string, name token) string) (text string) {
	list, at := opened(sql), 0
	for i, t := range list {
		n, in := i+1, ""
		if n+2 < len(list) && list[n+1].text == "." {
			n, in = n+2, list[n].folded()
		}
		if t.text != "::" || n >= len(list) || list[n].kind > nameToken {
			continue
		}
		if name := other(in, list[n]); name != "" {
			text += sql[at:list[i+1].at] + name
			at = list[n].end
		}
	}
	return text + sql[at:]
}

// respell replaces the expressions of a schema.
func respell(s *schema.Schema, replace func(string) string) {
	for _, t := range s.Tables {
		for _, c := range t.Checks() {
			c.Expr = replace(c.Expr)
		}
		for _, c := range t.Columns {
			respellColumn(c, replace)
		}
		for _, i := range t.Indexes {
			respellIndex(i, replace)
		}
	}
}

func respellColumn(c *schema.Column, replace func(string) string) {
	if x, ok := c.Default.(*schema.RawExpr); ok {
		x.X = replace(x.X)
	}
	for _, a := range c.Attrs {
		if g, ok := a.(*schema.GeneratedExpr); ok {
			g.Expr = replace(g.Expr)
		}
	}
}

func respellIndex(i *schema.Index, replace func(string) string) {
	for _, p := range i.Parts {
		if x, ok := p.X.(*schema.RawExpr); ok {
			x.X = replace(x.X)
		}
	}
	for _, a := range i.Attrs {
		if p, ok := a.(*postgres.IndexPredicate); ok {
			p.P = replace(p.P)
		}
	}
}
