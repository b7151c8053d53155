package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// tableDefinition writes the CREATE TABLE of a table that changes: the clauses of its own text, without what goes, and those that atlas writes
// for what is new. So it keeps all that models cannot say and that nothing changes: AUTOINCREMENT, ON CONFLICT, STRICT.
type tableDefinition struct {
	was, to *schema.Table
	text    definition // of the table as it is
	model   definition // as atlas writes it for the model
	changes []schema.Change
	fill    map[string]string // see Options
	keys    int               // foreign keys of the text so far
	checks  int               // checks of the text so far
}

// create is the statement, for a table of a name.
func (r *tableDefinition) create(name string) string {
	var clauses []string
	for _, c := range r.text.clauses {
		if text := r.clause(c); text != "" {
			clauses = append(clauses, text)
		}
	}
	return "CREATE TABLE " + identifier(name) + " (" + strings.Join(r.withAdded(clauses), ", ") + ")" + optional(source(r.text.sql, r.text.options))
}

func optional(options string) string {
	if options == "" {
		return ""
	}
	return " " + options
}

// clause is a column or constraint of the text as it stays; "" when it goes.
func (r *tableDefinition) clause(c clause) string {
	change := r.columnChange(c.column)
	var parts []string
	if c.column != "" {
		parts = append(parts, identifier(c.column))
	}
	if change != nil {
		parts = append(parts, r.valueTerms(c.column)...)
	}
	constraints := 0
	for _, t := range c.terms {
		if t.saysValue() {
			if change == nil {
				parts = append(parts, r.text.write(t))
			}
			continue
		}
		if r.stays(c, t) {
			constraints++
			if t.is("PRIMARY") && change != nil && startsCounting(change.From, change.To) {
				parts = append(parts, r.text.ascending(t))
			} else {
				parts = append(parts, r.text.write(t))
			}
		}
	}
	if c.column == "" && constraints == 0 || c.column != "" && r.drops(c.column) {
		return ""
	}
	return strings.Join(parts, " ")
}

// write is the SQL of a term, with its name.
func (d definition) write(t term) string {
	text := source(d.sql, t.tokens)
	if t.name != "" {
		text = "CONSTRAINT " + identifier(t.name) + " " + text
	}
	return text
}

// saysValue reports whether a term says what values a column has: its type, NULL, default, collation, expression. Others constrain
// the table.
func (t term) saysValue() bool {
	return !t.is("PRIMARY") && !t.is("UNIQUE") && !t.is("CHECK") && !t.refers()
}

// valueTerms are what the model says of a column's values.
func (r *tableDefinition) valueTerms(column string) (parts []string) {
	for _, c := range r.model.clauses {
		if !strings.EqualFold(c.column, column) {
			continue
		}
		for _, t := range c.terms {
			if t.saysValue() {
				parts = append(parts, r.model.write(t))
			}
		}
	}
	return parts
}

// columnChange is the change of a column; nil without one.
func (r *tableDefinition) columnChange(name string) *schema.ModifyColumn {
	for _, c := range r.changes {
		if modify, ok := c.(*schema.ModifyColumn); ok && strings.EqualFold(modify.To.Name, name) {
			return modify
		}
	}
	return nil
}

func (r *tableDefinition) drops(column string) bool {
	return slices.ContainsFunc(r.changes, func(c schema.Change) bool {
		drop, ok := c.(*schema.DropColumn)
		return ok && strings.EqualFold(drop.C.Name, column)
	})
}

// stays reports whether a constraint of the text stays. SQLite lists foreign keys and checks in the order of the text.
func (r *tableDefinition) stays(c clause, t term) bool {
	switch {
	case t.refers():
		r.keys++
		return !r.dropsKey(r.keys - 1)
	case t.is("CHECK"):
		r.checks++
		return !r.dropsCheck(r.checks - 1)
	case t.is("PRIMARY"):
		return !slices.ContainsFunc(r.changes, changesKey)
	case t.is("UNIQUE"):
		return !r.dropsUnique(t, c)
	}
	return true
}

func changesKey(c schema.Change) bool {
	switch c.(type) {
	case *schema.AddPrimaryKey, *schema.DropPrimaryKey, *schema.ModifyPrimaryKey:
		return true
	}
	return false
}

func (r *tableDefinition) dropsKey(at int) bool {
	return at < len(r.was.ForeignKeys) && slices.ContainsFunc(r.changes, func(c schema.Change) bool {
		switch c := c.(type) {
		case *schema.DropForeignKey:
			return c.F == r.was.ForeignKeys[at]
		case *schema.ModifyForeignKey:
			return c.From == r.was.ForeignKeys[at]
		}
		return false
	})
}

func (r *tableDefinition) dropsCheck(at int) bool {
	checks := r.was.Checks()
	return at < len(checks) && slices.ContainsFunc(r.changes, func(c schema.Change) bool {
		switch c := c.(type) {
		case *schema.DropCheck:
			return c.C == checks[at] || c.C.Name == checks[at].Name && c.C.Expr == checks[at].Expr
		case *schema.ModifyCheck:
			return c.From == checks[at] || c.From.Name == checks[at].Name && c.From.Expr == checks[at].Expr
		}
		return false
	})
}

// dropsUnique reports whether the index of a constraint of the text is dropped.
func (r *tableDefinition) dropsUnique(t term, c clause) bool {
	columns := []string{c.column}
	if c.column == "" {
		columns = nil
		for _, own := range separated(t.inside()) {
			columns = append(columns, own[0].named())
		}
	}
	return slices.ContainsFunc(r.changes, func(c schema.Change) bool {
		i := indexLeft(c)
		return i != nil && ofConstraint(i) && sameNames(partColumns(i.Parts), columns)
	})
}

// indexLeft is the index that a change takes away; nil when it takes none.
func indexLeft(c schema.Change) *schema.Index {
	switch c := c.(type) {
	case *schema.DropIndex:
		return c.I
	case *schema.ModifyIndex:
		return c.From
	}
	return nil
}

// indexMade is the index that a change makes; nil when it makes none.
func indexMade(c schema.Change) *schema.Index {
	switch c := c.(type) {
	case *schema.AddIndex:
		return c.I
	case *schema.ModifyIndex:
		return c.To
	}
	return nil
}

// ofConstraint reports whether an index of SQLite's stands for a UNIQUE in the text of its table.
func ofConstraint(i *schema.Index) bool { return strings.HasPrefix(i.Name, "sqlite_autoindex_") }

// withAdded adds the columns and constraints that are new: columns before constraints.
func (r *tableDefinition) withAdded(clauses []string) []string {
	var columns, constraints []string
	for _, c := range r.changes {
		switch c := c.(type) {
		case *schema.AddColumn:
			columns = append(columns, r.modelClause(func(own clause) bool { return own.column == c.C.Name }))
		case *schema.AddCheck:
			constraints = append(constraints, r.named(c.C.Name, "CHECK"))
		case *schema.ModifyCheck:
			constraints = append(constraints, r.named(c.To.Name, "CHECK"))
		case *schema.AddForeignKey:
			constraints = append(constraints, r.named(c.F.Symbol, "FOREIGN"))
		case *schema.ModifyForeignKey:
			constraints = append(constraints, r.named(c.To.Symbol, "FOREIGN"))
		case *schema.AddPrimaryKey, *schema.ModifyPrimaryKey:
			constraints = append(constraints, r.modelClause(func(own clause) bool { return own.column == "" && own.terms[0].is("PRIMARY") }))
		}
	}
	at := 0
	for _, c := range r.text.clauses {
		if c.column != "" && !r.drops(c.column) {
			at++
		}
	}
	return slices.Concat(clauses[:at], columns, clauses[at:], constraints)
}

// named is the model's constraint of a name.
func (r *tableDefinition) named(name, keyword string) string {
	return r.modelClause(func(own clause) bool {
		return own.column == "" && len(own.terms) > 0 && own.terms[0].name == name && own.terms[0].is(keyword)
	})
}

func (r *tableDefinition) modelClause(is func(clause) bool) string {
	for _, c := range r.model.clauses {
		if is(c) {
			return r.model.sql[c.at:c.end]
		}
	}
	return ""
}
