package atlas

import (
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// castAlike has casts to enums name them alike: those of the current schema without it, in a database as in the tables that are made
// to see how it writes the models.
func (d *Database) castAlike(r *schema.Realm) {
	s, ok := r.Schema(d.current)
	if !ok {
		return
	}
	var pairs []string
	for _, o := range s.Objects {
		if e, ok := o.(*schema.EnumType); ok {
			pairs = append(pairs, castPairs(d.current+"."+e.T, e.T)...)
			pairs = append(pairs, castPairs(identifier(d.current)+"."+e.T, e.T)...)
		}
	}
	for _, s := range r.Schemas {
		respell(s, strings.NewReplacer(pairs...))
	}
}

// castElsewhere has casts to enums of other schemas name these, in the tables that are made to see how models are written.
// The enums stand beside these under names of their own.
func castElsewhere(made *schema.Schema, m Model, beside []Enum, current string) {
	var pairs []string
	for i, e := range m.Enums {
		if !e.in(current) {
			pairs = append(pairs, castPairs(beside[i].Name, e.Schema+"."+e.Name)...)
		}
	}
	respell(made, strings.NewReplacer(pairs...))
}

// castPairs replace a cast to a type by one to another name of it, whatever follows.
func castPairs(from, to string) (pairs []string) {
	unqualified := func(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
	quote := func(name string) string {
		return strings.TrimSuffix(name, unqualified(name)) + identifier(unqualified(name))
	}
	for _, end := range []string{")", " ", "[", ",", ";", "::"} {
		pairs = append(pairs, "::"+from+end, "::"+to+end, "::"+quote(from)+end, "::"+quote(to)+end)
	}
	return pairs
}

// respell replaces texts in the expressions of a schema.
func respell(s *schema.Schema, r *strings.Replacer) {
	replace := func(text string) string { return strings.TrimSuffix(r.Replace(text+";"), ";") }
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
