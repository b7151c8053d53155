package atlas

import (
	"context"
	"slices"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// columns plans the changes of columns.
func (m *move) columns(ctx context.Context) error {
	return m.eachTable(func(was *schema.Table, c *schema.ModifyTable) (left []schema.Change, err error) {
		for _, inner := range c.Changes {
			modify, ok := inner.(*schema.ModifyColumn)
			if !ok {
				left = append(left, inner)
				continue
			}
			column := alteration{move: m, table: c.T, from: modify.From, to: modify.To, change: modify.Change, extra: modify.Extra}
			if err := column.plan(ctx); err != nil {
				return nil, err
			}
			if column.change != schema.NoChange {
				left = append(left, &schema.ModifyColumn{From: column.from, To: m.spelled(column.to), Change: column.change, Extra: column.extra})
			}
		}
		return left, nil
	})
}

// spelled is a column whose type is written with quotes and schema where it is a list of an enum, which atlas leaves out.
func (m *move) spelled(c *schema.Column) *schema.Column {
	if !ofEnum(c.Type.Type) || brackets(c.Type.Type) == "" {
		return c
	}
	own := *c
	own.Type = &schema.ColumnType{Type: &postgres.UserDefinedType{T: m.typeName(c.Type.Type)}, Null: c.Type.Null}
	return &own
}

// alteration is the change of a column. Change is what is left to atlas.
type alteration struct {
	*move
	table    *schema.Table
	from, to *schema.Column
	change   schema.ChangeKind
	extra    []schema.Clause
}

func (a *alteration) plan(ctx context.Context) error {
	a.identity()
	a.serial()
	a.collate()
	if a.change.Is(schema.ChangeType) {
		if err := a.convert(ctx); err != nil {
			return err
		}
	}
	a.inheritDefault()
	return a.setDefaults()
}

// inheritDefault has the default of a column that is inherited follow that of the one that it comes from.
func (a *alteration) inheritDefault() {
	if !a.change.Is(schema.ChangeDefault) || isSerialType(a.to) {
		return
	}
	if len(a.ancestorsOf(a.table)) > 0 {
		a.then(a.settingDefault(a.to))
		a.change &^= schema.ChangeDefault
	}
	a.passDefault()
}

// settingDefault is what has a column get its default, or none.
func (m *move) settingDefault(c *schema.Column) string {
	if text := m.defaultText(c); text != "" {
		return "SET DEFAULT " + text
	}
	return "DROP DEFAULT"
}

// before and behind add statements that alter the column.
func (a *alteration) first(what string) { a.before = append(a.before, a.alter(a.table, a.to, what)) }
func (a *alteration) then(what string)  { a.behind = append(a.behind, a.alter(a.table, a.to, what)) }

// convert has values of the old type become values of the new one. A default that the server would keep with its old type, or cannot
// convert, is dropped before and set again behind.
func (a *alteration) convert(ctx context.Context) error {
	text := a.chosen()
	if text == "" {
		var err error
		if text, err = a.conversion(ctx); err != nil {
			return err
		}
		a.before = append(a.before, a.guards(a.typeName(a.from.Type.Type), a.typeName(a.to.Type.Type), text)...)
	}
	if text != "" {
		a.extra = append(a.extra, &postgres.ConvertUsing{X: text})
	}
	if text == "" && !ofEnum(a.from.Type.Type) {
		return nil
	}
	if a.from.Default != nil || slices.ContainsFunc(a.heirs(a.table, a.from.Name), func(u use) bool { return u.column.Default != nil }) {
		a.first("DROP DEFAULT")
	}
	if made := a.defaultText(a.to); made != "" {
		a.then("SET DEFAULT " + made)
	}
	a.passDefault()
	a.change &^= schema.ChangeDefault
	return nil
}

func isSerialType(c *schema.Column) bool {
	_, ok := c.Type.Type.(*postgres.SerialType)
	return ok
}

// defaultText is a column's default as a definition has it; "" without one.
func (m *move) defaultText(c *schema.Column) string {
	column, err := m.d.columnOf(c)
	if err != nil {
		return ""
	}
	return column.Default
}

// collate gives a column another collation, which atlas says only where nothing else changes. A new type has its own where none is said.
func (a *alteration) collate() {
	was, is := collationOf(a.from.Attrs, ""), collationOf(a.to.Attrs, "")
	a.change &^= schema.ChangeCollate
	if was == is {
		return
	}
	typed := a.withoutType(a.change).Is(schema.ChangeType)
	what := "TYPE " + a.typeName(a.to.Type.Type) + " COLLATE " + identifier(firstOf(is, "default"))
	switch {
	case !typed:
		a.change = a.withoutType(a.change)
		a.first(what)
	case is != "":
		a.then(what)
	}
}

// withoutType takes the change of a type out where the types are the same, and only the collation was another.
func (a *alteration) withoutType(k schema.ChangeKind) schema.ChangeKind {
	if a.typeName(a.from.Type.Type) == a.typeName(a.to.Type.Type) {
		k &^= schema.ChangeType
	}
	return k
}

// setDefaults gives rows without a value the default before a column refuses them. Without a default the statement fails where there are any.
func (a *alteration) setDefaults() error {
	made := a.defaultText(a.to)
	if !a.change.Is(schema.ChangeNull) || a.to.Type.Null || made == "" || isSerialType(a.to) {
		return nil
	}
	column := identifier(a.to.Name)
	fill := "UPDATE " + a.name(a.table) + " SET " + column + " = " + made + " WHERE " + column + " IS NULL"
	a.filling = slices.Insert(a.filling, 0, fill) // before that of a table which it inherits, whose rows are its own as well
	a.then("SET NOT NULL")
	a.change &^= schema.ChangeNull
	return nil
}
