package atlas

import (
	"context"
	"regexp"
	"slices"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// remade is a generated column that is dropped and added: its expression changes, or what it is made of.
type remade struct {
	table    *schema.Table
	from, to *schema.Column
}

// remake drops and adds generated columns, with the constraints and indexes that go with them.
func (m *move) remake() {
	m.takeRemade()
	for _, s := range m.from.Schemas {
		for _, t := range s.Tables {
			if to := tableLike(m.to, t); to != nil {
				m.remakeDependent(t, to)
			}
		}
	}
	for _, r := range m.made {
		modify := m.modify(r.table)
		modify.Changes = slices.Insert(modify.Changes, 0, schema.Change(&schema.DropColumn{C: r.from}))
		modify.Changes = append(modify.Changes, &schema.AddColumn{C: r.to})
		modify.Changes = append(modify.Changes, m.addAgain(r)...)
		m.disturb(r.table, r.from.Name)
	}
}

// keepingMade are the statements before and behind those that make generated columns anew; behind, on the way back, with those of the columns that
// come back.
func (m *move) keepingMade(ctx context.Context) (before, behind []string, err error) {
	var columns, gone []namedColumn
	for _, r := range m.made {
		columns = append(columns, namedColumn{m.name(r.table), r.to.Name})
	}
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		for i := 0; ok && m.back && i < len(modify.Changes); i++ {
			if add, ok := modify.Changes[i].(*schema.AddColumn); ok && !m.remakes(modify.T, add.C.Name) {
				gone = append(gone, namedColumn{m.name(modify.T), add.C.Name})
			}
		}
	}
	if before, behind, err = m.d.keepingColumns(ctx, columns); err != nil {
		return nil, nil, err
	}
	back, err := m.d.keptOf(ctx, gone)
	return before, append(behind, back...), err
}

// takeRemade takes generated columns out of the columns that change.
func (m *move) takeRemade() {
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			continue
		}
		modify.Changes = slices.DeleteFunc(modify.Changes, func(c schema.Change) bool {
			column, ok := c.(*schema.ModifyColumn)
			made := ok && column.Change.Is(schema.ChangeGenerated) && generatedBy(column.To) != ""
			if made {
				m.made = append(m.made, remade{table: modify.T, from: column.From, to: column.To})
			}
			return made
		})
	}
}

// remakeDependent finds the generated columns that are made of a column that is touched.
func (m *move) remakeDependent(was, to *schema.Table) {
	for _, c := range was.Columns {
		made, stays := to.Column(c.Name)
		if !stays || generatedBy(c) == "" || generatedBy(made) == "" || m.remakes(to, c.Name) {
			continue
		}
		if slices.ContainsFunc(m.touched[m.name(to)], func(name string) bool { return mentions(generatedBy(c), name) }) {
			m.made = append(m.made, remade{table: to, from: c, to: made})
			m.withoutModify(to, c.Name)
		}
	}
}

// withoutModify takes out what else is to become of a column, which is made anew as it is to be.
func (m *move) withoutModify(t *schema.Table, column string) {
	for _, c := range m.changes {
		if modify, ok := c.(*schema.ModifyTable); ok && sameTable(modify.T, t) {
			modify.Changes = slices.DeleteFunc(modify.Changes, func(c schema.Change) bool {
				own, ok := c.(*schema.ModifyColumn)
				return ok && own.To.Name == column
			})
		}
	}
}

func (m *move) remakes(t *schema.Table, column string) bool {
	return slices.ContainsFunc(m.made, func(r remade) bool { return sameTable(r.table, t) && r.to.Name == column })
}

// addAgain adds what goes with a column that is dropped, where nothing else was to happen to it.
func (m *move) addAgain(r remade) (list []schema.Change) {
	was, modify := tableLike(m.from, r.table), m.modify(r.table)
	for _, i := range r.table.Indexes {
		if _, there := was.Index(i.Name); there && indexMentions(i, r.to.Name) && !changesNamed(modify, i.Name) {
			list = append(list, &schema.AddIndex{I: i})
			m.anew = append(m.anew, m.name(was)+"."+i.Name)
		}
	}
	for _, c := range r.table.Checks() {
		if hasCheck(was, c.Name) && mentions(c.Expr, r.to.Name) && !changesNamed(modify, c.Name) {
			list = append(list, &schema.AddCheck{C: c})
			m.anew = append(m.anew, m.name(was)+"."+c.Name)
		}
	}
	return list
}

func hasCheck(t *schema.Table, name string) bool {
	return slices.ContainsFunc(t.Checks(), func(c *schema.Check) bool { return c.Name == name })
}

// changesNamed reports whether an index or check of a name is added or changed.
func changesNamed(modify *schema.ModifyTable, name string) bool {
	return slices.ContainsFunc(modify.Changes, func(c schema.Change) bool {
		switch c := c.(type) {
		case *schema.AddIndex:
			return c.I.Name == name
		case *schema.ModifyIndex:
			return c.To.Name == name
		case *schema.AddCheck:
			return c.C.Name == name
		}
		return false
	})
}

// indexMentions reports whether an index is on a column, or has it in an expression, in its condition or beside what it is on.
func indexMentions(i *schema.Index, column string) bool {
	for _, p := range i.Parts {
		if p.C != nil && p.C.Name == column {
			return true
		}
	}
	if indexExpresses(i, column) {
		return true
	}
	for _, a := range i.Attrs {
		if included, ok := columnsIncluded(a); ok && slices.Contains(columnNames(included), column) {
			return true
		}
	}
	return false
}

// indexExpresses reports whether an index has a column in an expression or in its condition.
func indexExpresses(i *schema.Index, column string) bool {
	for _, p := range i.Parts {
		if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok && mentions(x.X, column) {
			return true
		}
	}
	for _, a := range i.Attrs {
		if p, ok := a.(*postgres.IndexPredicate); ok && mentions(p.P, column) {
			return true
		}
	}
	return false
}

// mentions reports whether a name stands in SQL.
func mentions(sql, name string) bool {
	return regexp.MustCompile(`(?i)(^|[^\w$])"?` + regexp.QuoteMeta(name) + `"?($|[^\w$])`).MatchString(sql)
}
