package atlas

import (
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// realm is a model as atlas describes a database. current is the name of the schema that no name stands for.
func (d dialect) realm(m Model, current string) (*schema.Realm, error) {
	r := schema.NewRealm()
	at := func(name string) *schema.Schema {
		if name == "" {
			name = current
		}
		if s, ok := r.Schema(name); ok {
			return s
		}
		s := schema.New(name)
		r.AddSchemas(s)
		return s
	}
	at("")
	enums := map[string]*schema.EnumType{}
	for _, e := range m.Enums {
		s := at(e.Schema)
		made := &schema.EnumType{T: e.Name, Schema: s, Values: e.Values}
		s.AddObjects(made)
		enums[s.Name+"."+e.Name] = made
		if enums[e.Name] == nil || s.Name == current {
			enums[e.Name] = made
		}
	}
	for _, t := range m.Tables {
		if err := d.addTable(at(t.Schema), t, enums); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Qualified(), err)
		}
	}
	for _, t := range m.Tables {
		if err := addForeignKeys(at, t); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Qualified(), err)
		}
	}
	return r, nil
}

func (d dialect) addTable(s *schema.Schema, t Table, enums map[string]*schema.EnumType) error {
	made := schema.NewTable(t.Name)
	for _, c := range t.Columns {
		column, err := d.column(c, enums)
		if err != nil {
			return err
		}
		made.AddColumns(column)
	}
	if t.Comment != "" && d.schemas {
		made.SetComment(t.Comment)
	}
	s.AddTables(made)
	if t.Key != nil {
		columns, err := columnsOf(made, t.Key.Columns)
		if err != nil {
			return err
		}
		made.SetPrimaryKey(schema.NewPrimaryKey(columns...))
	}
	for _, c := range t.Checks {
		made.AddChecks(schema.NewCheck().SetName(c.Name).SetExpr(whole(c.Expression)))
	}
	return d.addIndexes(made, t)
}

func (d dialect) column(c Column, enums map[string]*schema.EnumType) (*schema.Column, error) {
	typ, err := d.typeOf(c.Type, enums)
	if err != nil {
		return nil, fmt.Errorf("column %s: %w", c.Name, err)
	}
	made := schema.NewColumn(c.Name).SetType(typ).SetNull(c.Nullable)
	made.Type.Raw = c.Type
	switch {
	case c.Generated != "":
		made.AddAttrs(&schema.GeneratedExpr{Expr: c.Generated, Type: "STORED"})
	case c.Identity != "" && d.schemas:
		made.AddAttrs(&postgres.Identity{Generation: c.Identity, Sequence: &postgres.Sequence{Start: 1, Increment: 1}})
	case c.Default != "":
		made.SetDefault(&schema.RawExpr{X: c.Default})
	}
	if c.Identity != "" && !d.schemas && strings.EqualFold(c.Type, "integer") {
		made.AddAttrs(numbering{counted: true})
	}
	if collation := d.collation(c.Collate); collation != "" {
		made.SetCollation(collation)
	}
	if c.Comment != "" && d.schemas {
		made.SetComment(c.Comment)
	}
	return made, nil
}

// collation is a collation in the dialect. That by bytes is SQLite's usual one, and has other names on PostgreSQL.
func (d dialect) collation(name string) string {
	if !d.schemas && slices.ContainsFunc([]string{"C", "POSIX", "BINARY"}, func(s string) bool { return strings.EqualFold(s, name) }) {
		return ""
	}
	return name
}

// typeOf is a type by its name; one that is an enum of the model is that.
func (d dialect) typeOf(name string, enums map[string]*schema.EnumType) (schema.Type, error) {
	element, dimensions := Element(name)
	if e := enums[strings.ReplaceAll(element, `"`, "")]; e != nil && d.enums {
		if dimensions > 0 {
			return &postgres.ArrayType{Type: e, T: element + "[]"}, nil
		}
		return e, nil
	}
	return d.parseType(name)
}

func columnsOf(t *schema.Table, names []string) ([]*schema.Column, error) {
	columns := make([]*schema.Column, len(names))
	for i, name := range names {
		c, ok := t.Column(name)
		if !ok {
			return nil, fmt.Errorf("it has no column %q", name)
		}
		columns[i] = c
	}
	return columns, nil
}

func (d dialect) addIndexes(made *schema.Table, t Table) error {
	for _, u := range t.Uniques {
		columns, err := columnsOf(made, u.Columns)
		if err != nil {
			return err
		}
		index := schema.NewUniqueIndex(u.Name).AddColumns(columns...)
		if d.schemas {
			index.AddAttrs(postgres.UniqueConstraint(u.Name))
		}
		made.AddIndexes(index)
	}
	for _, i := range t.Indexes {
		index, err := d.index(made, i)
		if err != nil {
			return fmt.Errorf("index %s: %w", i.Name, err)
		}
		made.AddIndexes(index)
	}
	return nil
}

func (d dialect) index(t *schema.Table, i Index) (*schema.Index, error) {
	index := schema.NewIndex(i.Name).SetUnique(i.Unique)
	for _, part := range i.Parts {
		part = part.collated()
		p := schema.NewIndexPart().SetDesc(part.Descending)
		if part.Column == "" {
			p.SetExpr(&schema.RawExpr{X: part.Expression})
		} else if columns, err := columnsOf(t, []string{part.Column}); err == nil {
			p.SetColumn(columns[0])
		} else {
			return nil, err
		}
		if !d.schemas {
			part.Class, part.Nulls = "", ""
		}
		if part.Collate = d.collation(part.Collate); p.C != nil && part.Collate == collationOf(p.C.Attrs, "") {
			part.Collate = ""
		}
		addPartAttributes(p, part)
		index.AddParts(p)
	}
	if i.Where != "" {
		index.AddAttrs(d.where(i.Where))
	}
	if i.Using != "" && d.schemas {
		index.AddAttrs(&postgres.IndexType{T: strings.ToUpper(i.Using)})
	}
	if len(i.Include) > 0 && d.schemas {
		columns, err := columnsOf(t, i.Include)
		if err != nil {
			return nil, err
		}
		index.AddAttrs(&postgres.IndexInclude{Columns: columns})
	}
	return index, nil
}

func addForeignKeys(at func(string) *schema.Schema, t Table) error {
	made, _ := at(t.Schema).Table(t.Name)
	for _, fk := range t.ForeignKeys {
		columns, err := columnsOf(made, fk.Columns)
		if err != nil {
			return err
		}
		referred, ok := at(fk.RefSchema).Table(fk.RefTable)
		if !ok {
			return fmt.Errorf("foreign key %s refers to table %s, which is not there", fk.Name, fk.RefTable)
		}
		keys, err := columnsOf(referred, fk.RefColumns)
		if err != nil {
			return fmt.Errorf("foreign key %s: table %s: %w", fk.Name, fk.RefTable, err)
		}
		key := schema.NewForeignKey(fk.Name).AddColumns(columns...).SetRefTable(referred).AddRefColumns(keys...)
		key.SetOnDelete(action(fk.OnDelete)).SetOnUpdate(action(fk.OnUpdate))
		if fk.Deferrable {
			key.AddAttrs(deferrable{})
		}
		made.AddForeignKeys(key)
	}
	return nil
}

var actions = []schema.ReferenceOption{schema.NoAction, schema.Restrict, schema.Cascade, schema.SetNull, schema.SetDefault}

// action is what a tag calls an action.
func action(name string) schema.ReferenceOption {
	named := schema.ReferenceOption(strings.ToUpper(strings.ReplaceAll(name, "-", " ")))
	if slices.Contains(actions, named) {
		return named
	}
	return schema.NoAction
}
