package atlas

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

func (r *sqliteReader) index(scan func(...any) error) error {
	var table, called, written, collation string
	var unique, partial, descending bool
	var column sql.NullString
	if err := scan(&table, &called, &unique, &partial, &written, &column, &descending, &collation); err != nil {
		return err
	}
	t := r.at(table)
	i, there := t.Index(called)
	if !there {
		i = schema.NewIndex(called).SetUnique(unique)
		t.AddIndexes(i)
	}
	on, where := indexed(written)
	if partial && !there {
		i.AddAttrs(&sqlite.IndexPredicate{P: where})
	}
	p := schema.NewIndexPart().SetDesc(descending)
	if c, ok := t.Column(column.String); ok && column.Valid {
		p.SetColumn(c)
		if !strings.EqualFold(collation, collationOf(c.Attrs, "BINARY")) {
			p.AddAttrs(&schema.Collation{V: collation})
		}
	} else if at := len(i.Parts); at < len(on) {
		said := Part{Expression: on[at]}.collated()
		p.SetExpr(&schema.RawExpr{X: parenthesized(said.Expression)})
		addPartAttributes(p, Part{Collate: dialects["sqlite"].collation(said.Collate)})
	}
	i.AddParts(p)
	return nil
}

// collationOf is the collation that attributes name, or the usual one.
func collationOf(attrs []schema.Attr, usual string) string {
	for _, a := range attrs {
		if c, ok := a.(*schema.Collation); ok {
			return c.V
		}
	}
	return usual
}

// indexed is what a CREATE INDEX says that it is on, without directions, and which rows it is of.
func indexed(written string) (on []string, where string) {
	list := tokens(written)
	open := slices.IndexFunc(list, isOpening)
	if open < 0 {
		return nil, ""
	}
	end := closing(list, open)
	for _, own := range separated(list[open+1 : min(end, len(list))]) {
		if last := own[len(own)-1]; last.is("ASC") || last.is("DESC") {
			own = own[:len(own)-1]
		}
		on = append(on, source(written, own))
	}
	if end+2 < len(list) {
		where = source(written, list[end+2:])
	}
	return on, where
}

func (r *sqliteReader) foreignKey(scan func(...any) error) error {
	var table, referred, column, onUpdate, onDelete string
	var id int
	var to sql.NullString
	if err := scan(&table, &id, &referred, &column, &to, &onUpdate, &onDelete); err != nil {
		return err
	}
	t := r.at(table)
	fk, there := t.ForeignKey(strconv.Itoa(id))
	if !there {
		fk = schema.NewForeignKey(strconv.Itoa(id)).SetRefTable(r.referred(referred))
		fk.SetOnUpdate(schema.ReferenceOption(onUpdate)).SetOnDelete(schema.ReferenceOption(onDelete))
		t.AddForeignKeys(fk)
	}
	if c, ok := r.at(table).columnLike(column); ok {
		fk.AddColumns(c)
	}
	fk.RefColumns = append(fk.RefColumns, r.referredColumn(fk, to))
	return nil
}

// referred is a table that a foreign key names: one of the database, or one that is not there.
func (r *sqliteReader) referred(called string) *schema.Table {
	if t := r.at(called); t != nil {
		return t.Table
	}
	return schema.NewTable(called).SetSchema(schema.New("main"))
}

// referredColumn is the column that the next column of a foreign key refers to: of the primary key where it names none.
func (r *sqliteReader) referredColumn(fk *schema.ForeignKey, to sql.NullString) *schema.Column {
	t := r.at(fk.RefTable.Name)
	if t == nil {
		return schema.NewColumn(to.String)
	}
	if !to.Valid {
		if c, ok := t.key[len(fk.RefColumns)+1]; ok {
			return c
		}
	}
	if c, ok := t.columnLike(to.String); ok {
		return c
	}
	return schema.NewColumn(to.String)
}

// columnLike is the column of a name, as SQLite tells names apart.
func (t *sqliteTable) columnLike(called string) (*schema.Column, bool) {
	for _, c := range t.Columns {
		if strings.EqualFold(c.Name, called) {
			return c, true
		}
	}
	return nil, false
}

// nameForeignKeys gives foreign keys the names that the table's text gives them, and marks those that are checked at commit. SQLite
// lists them in the order of the text.
func (t *sqliteTable) nameForeignKeys() {
	at := 0
	for _, c := range t.clauses {
		for _, said := range c.terms {
			if !said.refers() || at >= len(t.ForeignKeys) {
				continue
			}
			fk := t.ForeignKeys[at]
			at++
			if !sameNames(said.columns(c), columnNames(fk.Columns)) {
				continue
			}
			if said.name != "" {
				fk.Symbol = said.name
			}
			if said.deferred() {
				fk.AddAttrs(deferrable{})
			}
		}
	}
}
