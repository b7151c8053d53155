package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/schema"
)

// finished adds to a planned statement what atlas leaves out: the name of a primary key, that a foreign key is checked at commit, and
// on SQLite collations.
func (d dialect) finished(c *migrate.Change, m Model) []string {
	switch of := c.Source.(type) {
	case *schema.AddTable:
		if strings.HasPrefix(c.Cmd, "CREATE TABLE") {
			return []string{d.finishedTable(c.Cmd, of.T, m)}
		}
		if strings.HasPrefix(c.Cmd, "CREATE") && !d.schemas {
			return []string{finishedIndex(c.Cmd, of.T.Indexes)}
		}
	case *schema.AddIndex:
		if !d.schemas {
			return []string{finishedIndex(c.Cmd, []*schema.Index{of.I})}
		}
	case *schema.ModifyTable:
		return append([]string{d.namedKey(c.Cmd, of.T, m)}, d.deferred(c.Cmd, of)...)
	}
	return []string{c.Cmd}
}

// insertion is a text that goes into another at a place.
type insertion struct {
	at   int
	text string
}

// inserted is text with insertions, which stand in order.
func inserted(text string, list []insertion) string {
	for _, i := range slices.Backward(list) {
		text = text[:i.at] + i.text + text[i.at:]
	}
	return text
}

func (d dialect) finishedTable(sql string, t *schema.Table, m Model) string {
	var list []insertion
	for _, c := range define(sql).clauses {
		if own, ok := t.Column(c.column); ok && !d.schemas && collationOf(own.Attrs, "") != "" {
			list = append(list, insertion{c.end, " COLLATE " + identifier(collationOf(own.Attrs, ""))})
		}
		for _, said := range c.terms {
			if fk, ok := t.ForeignKey(said.name); ok && said.refers() && isDeferrable(fk) {
				list = append(list, insertion{c.end, " DEFERRABLE INITIALLY DEFERRED"})
			}
			if own, ok := m.tableLike(t); ok && d.schemas && said.is("PRIMARY", "KEY") && own.Key != nil && own.Key.Name != "" {
				list = append(list, insertion{said.tokens[0].at, "CONSTRAINT " + identifier(own.Key.Name) + " "})
			}
		}
	}
	return inserted(sql, list)
}

// finishedIndex adds the collations of its parts to a CREATE INDEX of SQLite's.
func finishedIndex(sql string, of []*schema.Index) string {
	list := tokens(sql)
	open := slices.IndexFunc(list, isOpening)
	if open < 0 {
		return sql
	}
	var insertions []insertion
	for _, i := range of {
		if !slices.ContainsFunc(list[:open], func(t token) bool { return t.kind == nameToken && t.named() == i.Name }) {
			continue
		}
		for n, part := range separated(list[open+1 : min(closing(list, open), len(list))]) {
			if collation := collationOf(i.Parts[n].Attrs, ""); collation != "" {
				end := part[0].end
				if part[0].text == "(" {
					end = part[closing(part, 0)].end
				}
				insertions = append(insertions, insertion{end, " COLLATE " + identifier(collation)})
			}
		}
	}
	return inserted(sql, insertions)
}

// namedKey names the primary key that an ALTER TABLE of PostgreSQL's adds.
func (d dialect) namedKey(sql string, t *schema.Table, m Model) string {
	own, ok := m.tableLike(t)
	if !d.schemas || !ok || own.Key == nil || own.Key.Name == "" {
		return sql
	}
	list := tokens(sql)
	for i := 2; i < len(list); i++ {
		if list[i-2].is("ADD") && list[i-1].is("PRIMARY") && list[i].is("KEY") {
			return inserted(sql, []insertion{{list[i-1].at, "CONSTRAINT " + identifier(own.Key.Name) + " "}})
		}
	}
	return sql
}

// deferred returns what has foreign keys that an ALTER TABLE of PostgreSQL's adds checked at commit.
func (d dialect) deferred(sql string, modify *schema.ModifyTable) (statements []string) {
	if !d.schemas {
		return nil
	}
	for _, c := range modify.Changes {
		var fk *schema.ForeignKey
		switch c := c.(type) {
		case *schema.AddForeignKey:
			fk = c.F
		case *schema.ModifyForeignKey:
			fk = c.To
		}
		if fk != nil && isDeferrable(fk) && strings.Contains(sql, "ADD CONSTRAINT "+identifier(fk.Symbol)) {
			table := Table{Schema: modify.T.Schema.Name, Name: modify.T.Name}
			statements = append(statements, "ALTER TABLE "+table.quoted()+" ALTER CONSTRAINT "+identifier(fk.Symbol)+" DEFERRABLE INITIALLY DEFERRED")
		}
	}
	return statements
}

// quoted is the table's name in quotes, with its schema where it has one.
func (t Table) quoted() string {
	if t.Schema == "" {
		return identifier(t.Name)
	}
	return identifier(t.Schema) + "." + identifier(t.Name)
}
