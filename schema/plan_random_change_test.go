package schema

import (
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/internal/atlas"
)

// typesOf are the types of the walk's columns.
func (w *walk) typesOf() []string {
	if w.postgres {
		return []string{"text", "character varying(20)", "integer", "bigint", "numeric(12,2)", "double precision", "boolean", "date", "timestamptz"}
	}
	return []string{"text", "integer", "real", "numeric", "boolean", "date", "timestamp"}
}

// converts are the types that a column of a type may get.
var converts = map[string][]string{
	"text": {"character varying(20)", "integer", "bigint", "numeric(12,2)"}, "character varying(20)": {"text", "integer"},
	"integer": {"bigint", "text", "numeric(12,2)", "double precision"}, "bigint": {"integer", "text"}, "numeric(12,2)": {"double precision", "text"},
	"double precision": {"numeric(12,2)", "text"}, "boolean": {"text"}, "date": {"timestamptz", "text"}, "timestamptz": {"text"},
}

var convertsOnSQLite = map[string][]string{
	"text": {"integer", "real", "numeric"}, "integer": {"text", "real", "numeric"}, "real": {"integer", "text"}, "numeric": {"text", "integer"},
	"boolean": {"text", "integer"}, "date": {"text", "timestamp"}, "timestamp": {"text"},
}

// change makes one change of the model, if the one drawn is possible.
func (w *walk) change() {
	changes := []func(t *atlas.Table){
		w.addTable, w.addColumn, w.addColumn, w.dropColumn, w.renameColumn, w.retype, w.nullable, w.standard, w.index, w.unique, w.check,
		w.foreignKey, w.dropConstraint, w.renameTable, w.dropTable, w.generated, w.enum,
	}
	change := changes[rapid.IntRange(0, len(changes)-1).Draw(w.t, "change")]
	if len(w.model.Tables) == 0 {
		change = w.addTable
	}
	var t *atlas.Table
	if n := len(w.model.Tables); n > 0 {
		t = &w.model.Tables[rapid.IntRange(0, n-1).Draw(w.t, "table")]
	}
	change(t)
}

func (w *walk) addTable(*atlas.Table) {
	if len(w.model.Tables) > 4 {
		return
	}
	id := atlas.Column{Name: "id", Type: "integer"}
	if w.postgres {
		id = atlas.Column{Name: "id", Type: "bigint", Identity: "BY DEFAULT"}
	}
	t := atlas.Table{Name: w.name("t"), Columns: []atlas.Column{id}}
	t.Key = &atlas.Key{Name: "pk_" + t.Name, Columns: []string{"id"}}
	w.model.Tables = append(w.model.Tables, t)
	w.addColumn(&w.model.Tables[len(w.model.Tables)-1])
}

func (w *walk) addColumn(t *atlas.Table) {
	c := atlas.Column{Name: w.name("c"), Type: rapid.SampledFrom(w.typesOf()).Draw(w.t, "type"), Nullable: true}
	if len(w.model.Enums) > 0 && rapid.Bool().Draw(w.t, "of enum") {
		c.Type = w.model.Enums[0].Name
	}
	t.Columns = append(t.Columns, c)
}

// column is one that is no key and is not generated; nil without one.
func (w *walk) column(t *atlas.Table) *atlas.Column {
	var list []int
	for i, c := range t.Columns {
		if c.Name != "id" && c.Generated == "" && !w.isNew(t, c.Name) {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return &t.Columns[rapid.SampledFrom(list).Draw(w.t, "column")]
}

// isNew reports whether a table or column is renamed in this step: one change at a time is enough.
func (w *walk) isNew(t *atlas.Table, column string) bool {
	for _, name := range w.renames {
		if name == t.Name+"."+column || name == t.Name {
			return true
		}
	}
	return false
}

// free takes away what is on a column.
func free(t *atlas.Table, column string) {
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(f atlas.ForeignKey) bool { return slices.Contains(f.Columns, column) })
	t.Uniques = slices.DeleteFunc(t.Uniques, func(u atlas.Unique) bool { return slices.Contains(u.Columns, column) })
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i atlas.Index) bool { return i.Parts[0].Column == column || i.Name == "ix_"+column })
	t.Checks = slices.DeleteFunc(t.Checks, func(c atlas.Check) bool { return c.Name == "ck_"+column })
	t.Columns = slices.DeleteFunc(t.Columns, func(c atlas.Column) bool { return c.Generated != "" && c.Name == "g_"+column })
}

func (w *walk) dropColumn(t *atlas.Table) {
	c := w.column(t)
	if c == nil {
		return
	}
	name := c.Name
	free(t, name)
	t.Columns = slices.DeleteFunc(t.Columns, func(c atlas.Column) bool { return c.Name == name })
	w.unname(t.Name + "." + name)
}

// unname takes the hints back that lead to what is dropped after all.
func (w *walk) unname(gone string) {
	maps.DeleteFunc(w.renames, func(_, name string) bool { return name == gone || strings.HasPrefix(name, gone+".") })
}

func (w *walk) renameColumn(t *atlas.Table) {
	c := w.column(t)
	if c == nil || !w.wasThere(t, c.Name) {
		return
	}
	old := c.Name
	free(t, old)
	c = at(t, old)
	c.Name = w.name("c")
	w.retyped[t.Name+"."+c.Name] = w.retyped[t.Name+"."+old]
	w.renames[w.tableBefore(t)+"."+old] = t.Name + "." + c.Name
}

func at(t *atlas.Table, column string) *atlas.Column {
	return &t.Columns[slices.IndexFunc(t.Columns, func(c atlas.Column) bool { return c.Name == column })]
}

// tableBefore is what a table was called before this step.
func (w *walk) tableBefore(t *atlas.Table) string {
	for old, name := range w.renames {
		if name == t.Name {
			return old
		}
	}
	return t.Name
}

// wasThere reports whether a column was there before this step.
func (w *walk) wasThere(t *atlas.Table, column string) bool {
	_, there := w.values()[w.tableBefore(t)+"."+column]
	return there
}

func (w *walk) renameTable(t *atlas.Table) {
	if !w.wasThere(t, "id") || len(w.renames) > 0 {
		return
	}
	old := t.Name
	t.Name = w.name("t")
	w.renames[old] = t.Name
	for _, c := range t.Columns {
		w.retyped[t.Name+"."+c.Name] = w.retyped[old+"."+c.Name]
	}
	for i := range w.model.Tables {
		for k := range w.model.Tables[i].ForeignKeys {
			if fk := &w.model.Tables[i].ForeignKeys[k]; fk.RefTable == old {
				fk.RefTable = t.Name
			}
		}
	}
}

func (w *walk) dropTable(t *atlas.Table) {
	name := t.Name
	if len(w.model.Tables) < 3 || w.isNew(t, "id") {
		return
	}
	w.model.Tables = slices.DeleteFunc(w.model.Tables, func(o atlas.Table) bool { return o.Name == name })
	w.unname(name)
	for i := range w.model.Tables {
		o := &w.model.Tables[i]
		o.ForeignKeys = slices.DeleteFunc(o.ForeignKeys, func(f atlas.ForeignKey) bool { return f.RefTable == name })
	}
}

func (w *walk) retype(t *atlas.Table) {
	c := w.column(t)
	if c == nil {
		return
	}
	to := convertsOnSQLite[c.Type]
	if w.postgres {
		to = converts[c.Type]
		if slices.ContainsFunc(w.model.Enums, func(e atlas.Enum) bool { return e.Name == c.Type }) {
			to = []string{"text"}
		}
	}
	if len(to) == 0 {
		return
	}
	name, typ := c.Name, rapid.SampledFrom(to).Draw(w.t, "to")
	free(t, name)
	c = at(t, name)
	c.Type, c.Default = typ, ""
	w.retyped[t.Name+"."+name] = true
}

func (w *walk) nullable(t *atlas.Table) {
	if c := w.column(t); c != nil {
		c.Nullable = !c.Nullable
		w.fills(t, c)
	}
}

func (w *walk) standard(t *atlas.Table) {
	c := w.column(t)
	if c == nil {
		return
	}
	switch {
	case c.Default != "":
		c.Default = ""
	case c.Type == "text":
		c.Default = "'it''s'"
	case c.Type == "integer" || c.Type == "bigint":
		c.Default = "7"
	}
	w.fills(t, c)
}

// fills notes that rows without a value get the default.
func (w *walk) fills(t *atlas.Table, c *atlas.Column) {
	if !c.Nullable && c.Default != "" {
		w.retyped[t.Name+"."+c.Name], w.retyped[t.Name+".g_"+c.Name] = true, true
	}
}

func (w *walk) index(t *atlas.Table) {
	c := w.column(t)
	if c == nil || slices.ContainsFunc(t.Indexes, func(i atlas.Index) bool { return i.Name == "ix_"+c.Name }) {
		return
	}
	i := atlas.Index{Name: "ix_" + c.Name, Named: true, Parts: []atlas.Part{{Column: c.Name}}}
	if rapid.Bool().Draw(w.t, "partial") {
		i.Where = quote(c.Name) + " IS NOT NULL"
	}
	t.Indexes = append(t.Indexes, i)
}

func (w *walk) unique(t *atlas.Table) {
	c := w.column(t)
	if c == nil || slices.ContainsFunc(t.Uniques, func(u atlas.Unique) bool { return u.Name == "uq_"+c.Name }) {
		return
	}
	t.Uniques = append(t.Uniques, atlas.Unique{Name: "uq_" + c.Name, Named: true, Columns: []string{"id", c.Name}})
}

func (w *walk) check(t *atlas.Table) {
	c := w.column(t)
	if c == nil || slices.ContainsFunc(t.Checks, func(k atlas.Check) bool { return k.Name == "ck_"+c.Name }) {
		return
	}
	t.Checks = append(t.Checks, atlas.Check{Name: "ck_" + c.Name, Named: true, Expression: quote(c.Name) + " IS NOT NULL OR id > 0"})
}

func (w *walk) foreignKey(t *atlas.Table) {
	other := w.model.Tables[rapid.IntRange(0, len(w.model.Tables)-1).Draw(w.t, "referred")]
	c := atlas.Column{Name: w.name("r"), Type: "integer", Nullable: true}
	if w.postgres {
		c.Type = "bigint"
	}
	t.Columns = append(t.Columns, c)
	actions := []string{"", "CASCADE", "SET NULL", "RESTRICT"}
	t.ForeignKeys = append(t.ForeignKeys, atlas.ForeignKey{
		Name: "fk_" + c.Name, Named: true, Columns: []string{c.Name}, RefTable: other.Name, RefColumns: []string{"id"},
		OnDelete: rapid.SampledFrom(actions).Draw(w.t, "action"), Deferrable: rapid.Bool().Draw(w.t, "deferrable"),
	})
}

func (w *walk) dropConstraint(t *atlas.Table) {
	if c := w.column(t); c != nil {
		free(t, c.Name)
	}
}

func (w *walk) generated(t *atlas.Table) {
	c := w.column(t)
	if c == nil || c.Type != "text" {
		return
	}
	at := slices.IndexFunc(t.Columns, func(o atlas.Column) bool { return o.Name == "g_"+c.Name })
	if at < 0 {
		t.Columns = append(t.Columns, atlas.Column{Name: "g_" + c.Name, Type: "text", Nullable: true, Generated: "upper(" + quote(c.Name) + ")"})
		return
	}
	t.Columns[at].Generated = "lower(" + quote(c.Name) + ")"
	w.retyped[t.Name+".g_"+c.Name] = true
}

// enum makes an enum, or adds a value to it, or takes one away, or moves one.
func (w *walk) enum(*atlas.Table) {
	if !w.postgres {
		return
	}
	if len(w.model.Enums) == 0 {
		w.model.Enums = append(w.model.Enums, atlas.Enum{Name: "mood", Values: []string{"happy", "sad"}})
		return
	}
	e := &w.model.Enums[0]
	switch rapid.IntRange(0, 3).Draw(w.t, "enum") {
	case 0, 1:
		at := rapid.IntRange(0, len(e.Values)).Draw(w.t, "place")
		e.Values = slices.Insert(e.Values, at, w.name("v"))
	case 2:
		if at := rapid.IntRange(0, len(e.Values)-1).Draw(w.t, "value"); len(e.Values) > 1 {
			e.Values = slices.Delete(e.Values, at, at+1)
		}
	default:
		slices.Reverse(e.Values)
	}
}
