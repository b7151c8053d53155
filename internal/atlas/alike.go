package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// alike has what says the same in a database and in models be spelled the same, so that atlas takes it for no difference.
func (d dialect) alike(from, to *schema.Schema) {
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		if !ok {
			continue
		}
		for _, c := range t.Columns {
			old, ok := was.Column(c.Name)
			if !ok {
				continue
			}
			if d.schemas {
				countAlike(old, c)
			} else {
				d.declareAlike(old, c)
			}
			d.defaultAlike(old, c)
		}
		writeAlike(was, t, d.says)
	}
}

// counted are the integers that a sequence counts, by what they are called.
var counted = map[string]string{"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}

// countAlike has a column be an identity column or a serial one as the models say: both are counted when no value is given.
func countAlike(old, c *schema.Column) {
	identity := identityOf(c)
	switch {
	case identity != nil && identity.Generation != "ALWAYS" && isSerial(old):
		old.Default = nil
		if s, ok := old.Type.Type.(*postgres.SerialType); ok {
			old.Type.Type = &schema.IntegerType{T: counted[s.T]}
		}
		old.Attrs = append(old.Attrs, identity)
	case isSerial(c) && identityOf(old) != nil && identityOf(old).Generation != "ALWAYS":
		integer, ok := old.Type.Type.(*schema.IntegerType)
		s, serial := c.Type.Type.(*postgres.SerialType)
		if ok && serial && counted[s.T] == integer.T {
			old.Type, old.Default, old.Attrs = c.Type, c.Default, c.Attrs
		}
	}
}

func identityOf(c *schema.Column) *postgres.Identity {
	for _, a := range c.Attrs {
		if i, ok := a.(*postgres.Identity); ok {
			return i
		}
	}
	return nil
}

// now are the ways to write the time at which a transaction began; SQLite's, that of a statement. Fractions of a second are no difference.
var now = []string{
	"now ( )", "current_timestamp", "transaction_timestamp ( )", "datetime ( 'now' )",
	"rtrim ( rtrim ( strftime ( '%Y-%m-%d %H:%M:%f' , 'now' ) , '0' ) , '.' )",
}

// utcNow is how the clock of UTC is written in a timestamp. A default that was now() before is left as it stands.
const utcNow = "timezone ( 'UTC' , now ( ) )"

func isNow(c *schema.Column) bool {
	return slices.Contains(now, Canonical(defaultOf(c))) || plain(defaultOf(c)) == utcNow
}

// says is an expression without what is no difference: of how it is written, or of how often PostgreSQL read it.
func (d dialect) says(sql string) string {
	if d.schemas {
		return plain(sql)
	}
	return Canonical(sql)
}

// defaultAlike has a default be written as the models write it where it says the same. Where PostgreSQL converts the column to another type it
// converts the default as well, which then is another.
func (d dialect) defaultAlike(old, c *schema.Column) {
	if d.schemas && another(old, c) {
		return
	}
	made := d.says(defaultOf(old))
	same := made == d.says(defaultOf(c)) || strings.EqualFold(made, "null") && c.Default == nil || made == "" && strings.EqualFold(defaultOf(c), "null")
	if same || isNow(old) && isNow(c) {
		old.Default = c.Default
	}
}

// writeAlike has expressions that say the same be written as the models write them: SQLite keeps them as they were typed, and
// PostgreSQL writes some otherwise each time that it reads what it wrote. same is what an expression says.
func writeAlike(was, t *schema.Table, same func(string) string) {
	for _, c := range t.Columns {
		if old, ok := was.Column(c.Name); ok {
			expressAlike(old, c, same)
		}
	}
	for _, c := range t.Checks() {
		for _, old := range was.Checks() {
			if same(old.Expr) == same(c.Expr) {
				old.Expr = c.Expr
			}
		}
	}
	for _, i := range was.Indexes {
		for _, own := range t.Indexes {
			indexAlike(i, own, same)
		}
	}
}

func expressAlike(old, c *schema.Column, same func(string) string) {
	for _, a := range old.Attrs {
		if g, ok := a.(*schema.GeneratedExpr); ok && same(g.Expr) == same(generatedBy(c)) {
			g.Expr = generatedBy(c)
		}
	}
}

// another reports whether a column of PostgreSQL's gets another type.
func another(old, c *schema.Column) bool {
	was, failed := postgres.FormatType(old.Type.Type)
	is, unknown := postgres.FormatType(c.Type.Type)
	return failed == nil && unknown == nil && was != is
}

// indexAlike has the expressions of an index be written as those of another where they say the same.
func indexAlike(old, own *schema.Index, same func(string) string) {
	for n, p := range old.Parts {
		if n >= len(own.Parts) {
			continue
		}
		x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr)
		y, also := schema.UnderlyingExpr(own.Parts[n].X).(*schema.RawExpr)
		if ok && also && same(x.X) == same(y.X) {
			p.X = own.Parts[n].X
		}
	}
	x, y := predicateOf(old), predicateOf(own)
	if x != nil && y != nil && same(*x) == same(*y) {
		*x = *y
	}
}
