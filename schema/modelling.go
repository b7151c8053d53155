package schema

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// modelling makes tables of mappings.
type modelling struct {
	dialect  render.Dialect
	mappings []*mapper.Mapping
	of       map[reflect.Type]bool // that are models
	typed    map[string][]place    // columns by the type that their tags name
	named    map[string]bool       // what objects are, of which there is one
	model    atlas.Model
	related  []related // foreign keys of relationships
	raw      []rawObject
	mistakes []string
	within   string // the schema that tables without one stand in; "": the current one
}

// place is a column of a table.
type place struct{ table, column string }

func (b *modelling) mistake(format string, args ...any) {
	b.mistakes = append(b.mistakes, fmt.Sprintf(format, args...))
}

// once reports whether no other object is what this one is, and finds a mistake where one is.
func (b *modelling) once(what string) bool {
	again := b.named[what]
	if again {
		b.mistake("%s is there twice in With: leave one out", what)
	}
	b.named[what] = true
	return !again
}

// at is the table of a name; nil without one.
func (b *modelling) at(qualified string) *atlas.Table {
	for i := range b.model.Tables {
		if b.model.Tables[i].Qualified() == qualified {
			return &b.model.Tables[i]
		}
	}
	return nil
}

// split is a table's name as schema and table.
func split(table string) (schema, name string) {
	at := strings.LastIndexByte(table, '.')
	return table[:max(at, 0)], table[at+1:]
}

// postgres reports whether the dialect has schemas, identity columns, comments and types of its own.
func (b *modelling) postgres() bool { return b.dialect.Has(render.Sequences) }

func (b *modelling) table(m *mapper.Mapping) {
	t := atlas.Table{}
	t.Schema, t.Name = split(m.Table)
	for _, c := range m.Columns {
		t.Columns = append(t.Columns, b.column(m, c))
	}
	key := make([]string, len(m.Key))
	for i, c := range m.Key {
		key[i] = c.Name
	}
	if !m.Keyless {
		t.Key = &atlas.Key{Name: b.model.Names.Name("pk", t.Name), Columns: key}
	}
	b.uniques(&t, m)
	b.indexes(&t, m)
	for _, c := range m.Columns {
		if c.Check != "" {
			t.Checks = append(t.Checks, atlas.Check{Name: b.model.Names.Name("ck", t.Name, c.Name), Expression: c.Check})
		}
	}
	if other := b.at(m.Table); other != nil {
		if !slices.Equal(other.Columns, t.Columns) {
			b.mistake("%s and another model are both table %s, with different columns: give one of them another table", m.Name(), m.Table)
		}
		return
	}
	b.model.Tables = append(b.model.Tables, t)
}

func columnNames(columns []atlas.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// lengthless are texts without room, of which nobody would make a column without a limit.
var lengthless = regexp.MustCompile(`(?i)^(var)?(char|character|bit)( +varying)? *\( *0+ *\)`)

func (b *modelling) column(m *mapper.Mapping, c *mapper.Column) atlas.Column {
	column := atlas.Column{
		Name: c.Name, Type: typeOf(b.dialect, c), Nullable: c.Nullable() && !c.PrimaryKey && !c.NotNull, Generated: c.Generated,
		Default: b.dialect.Default(c), Collate: c.Collate, Comment: c.Comment,
	}
	moment := momentOf(c.Default, column.Type)
	switch {
	case moment != "":
		b.mistake("%s.%s: the default %s is a name, which a default does not know: write default=%s for that of each row", m.Name(), c.Field, c.Default, moment)
	case isName(c.Default):
		b.mistake("%s.%s: the default %s is a name, which a default does not know: write default='%[3]s' for a text", m.Name(), c.Field, c.Default)
	}
	if isText(c.Default) {
		b.mistake("%s.%s: the default %s is no SQL: write default='%s' for a text", m.Name(), c.Field, c.Default, strings.ReplaceAll(c.Default, "'", "''"))
	}
	if isFrozen(c.Default, column.Type) {
		b.mistake("%s.%s: the default %s is the moment at which the table is made, in every row: write default=now() for that of each row", m.Name(), c.Field, c.Default)
	}
	if !keepable(c.Comment) {
		b.mistake("%s.%s: the comment %s", m.Name(), c.Field, notKept)
	}
	if lengthless.MatchString(c.SQLType) {
		b.mistake("%s.%s: type=%s has no room: a length is at least 1", m.Name(), c.Field, c.SQLType)
	}
	if c.SQLType != "" {
		b.typed[c.SQLType] = append(b.typed[c.SQLType], place{m.Table, c.Name})
	}
	switch {
	case column.Type == "":
		b.mistake("%s.%s: nothing says which type a %s has: tag it type=...", m.Name(), c.Field, c.Type)
		column.Type = "text"
	case b.postgres():
	case !literal(column.Default):
		column.Default = "(" + strings.Trim(column.Default, " ") + ")"
	}
	if !b.postgres() {
		column.Bounds = boundsOf(c.Type)
	}
	switch {
	case isSerial(column.Type):
	case c.Identity && c != m.CountedKey() && !b.postgres():
		b.mistake("%s.%s: SQLite counts a key of one column and nothing else: drop identity, and give it a value", m.Name(), c.Field)
	case c.Identity:
		column.Identity = "ALWAYS"
	case c == m.CountedKey():
		column.Identity = "BY DEFAULT"
	}
	return column
}

// literal reports whether a default may stand without parentheses in every dialect.
func literal(sql string) bool {
	upper := strings.ToUpper(sql)
	return sql == "" || sql[0] == '\'' || sql[0] == '(' || sql[0] == '-' || sql[0] >= '0' && sql[0] <= '9' ||
		slices.Contains([]string{"NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"}, upper)
}

// group is columns that a tag puts together under a name, or one alone without one.
type group struct {
	name    string
	columns []string
}

func groups(m *mapper.Mapping, of func(c *mapper.Column) []string) (list []group) {
	for _, c := range m.Columns {
		for _, name := range of(c) {
			at := slices.IndexFunc(list, func(g group) bool { return name != "" && g.name == name })
			if at < 0 {
				list = append(list, group{name: name})
				at = len(list) - 1
			}
			list[at].columns = append(list[at].columns, c.Name)
		}
	}
	return list
}

func (b *modelling) uniques(t *atlas.Table, m *mapper.Mapping) {
	for _, g := range groups(m, func(c *mapper.Column) []string { return c.Unique }) {
		name, named := b.orConventional(g.name, "uq", t.Name, g.columns)
		t.Uniques = append(t.Uniques, atlas.Unique{Name: name, Named: named, Columns: g.columns})
	}
}

func (b *modelling) indexes(t *atlas.Table, m *mapper.Mapping) {
	for _, g := range groups(m, func(c *mapper.Column) []string { return c.Options.Index }) {
		name, named := b.orConventional(g.name, "ix", t.Name, g.columns)
		index := atlas.Index{Name: name, Named: named}
		for _, c := range g.columns {
			index.Parts = append(index.Parts, atlas.Part{Column: c})
		}
		t.Indexes = append(t.Indexes, index)
	}
}

// unresolved finds the mistakes of relationships, each once, from however many models its type is reached.
func (b *modelling) unresolved(err error) {
	var list interface{ Unwrap() []error }
	if !errors.As(err, &list) {
		return
	}
	for _, one := range list.Unwrap() {
		b.mistake("%v", one)
	}
}

// relationships makes foreign keys of belongs-to relationships, of lists whose other end has none, and of tags, and tables of
// associations.
func (b *modelling) relationships(m *mapper.Mapping) {
	all, err := m.Relationships()
	if err != nil {
		return // see unresolved
	}
	for _, r := range all {
		switch {
		case r.TypeColumn != nil:
			b.holding(r)
		case r.ViewOnly: // no table says so
		case r.Kind == mapper.ManyToMany:
			b.association(r)
		case r.HoldsKey():
			b.foreignKey(m, r.Local, r)
		default:
			b.foreignKey(r.Target, r.Remote, r)
		}
	}
	for _, c := range m.Columns {
		if c.References != "" {
			b.tagged(m, c)
		}
	}
}

// holding tells of the column whose rows name the table that a polymorphic relationship refers to. No table says so.
func (b *modelling) holding(r *mapper.Relationship) {
	holder := r.Target
	if r.HoldsKey() {
		holder = r.Owner
	}
	if referred, _ := r.Referred(); r.TypeNamed {
		b.model.Holdings = append(b.model.Holdings, atlas.Holding{Table: holder.Table, Column: r.TypeColumn.Name, Of: referred.Table, Value: r.TypeValue})
	}
}

// unreferred tells of columns that say what happens with the row that they refer to, and refer to none.
func (b *modelling) unreferred(m *mapper.Mapping) {
	t := b.at(m.Table)
	for _, c := range m.Columns {
		said := c.OnDelete != "" || c.OnUpdateKey != "" || c.Deferrable
		if said && c.References == "" && t != nil && !slices.ContainsFunc(t.ForeignKeys, func(fk atlas.ForeignKey) bool { return slices.Contains(fk.Columns, c.Name) }) {
			b.mistake("%s.%s: ondelete, onupdatefk and deferrable are about a foreign key, and %s is none: add fk=table.column, or a relationship", m.Name(), c.Field, c.Name)
		}
	}
}

// foreignKey adds the foreign key that a relationship stands for, once.
func (b *modelling) foreignKey(holder *mapper.Mapping, columns []*mapper.Column, r *mapper.Relationship) {
	t := b.at(holder.Table)
	referred, keys := r.Referred()
	if t == nil || referred.Keyless {
		return
	}
	if !b.of[referred.Type] {
		b.mistake("%s refers to %s, which is not among the models: give its prototype as well", r.Name(), referred.Name())
		return
	}
	fk := b.newForeignKey(t, namesOf(columns), referred.Table, namesOf(keys))
	c := columns[0]
	fk.OnDelete, fk.OnUpdate = firstOf(r.OnDelete, c.OnDelete), firstOf(r.OnUpdateKey, c.OnUpdateKey)
	fk.Deferrable = r.Deferrable || c.Deferrable
	b.checkActions(r.Name(), t, fk)
	t.AddForeignKey(fk)
	b.related = append(b.related, related{r.Name(), t.Qualified(), fk})
}

// related is the foreign key that a relationship stands for.
type related struct {
	relationship, table string
	key                 atlas.ForeignKey
}

// agrees reports whether a foreign key says nothing else than the relationship by the same columns to the same table, and finds a mistake
// where it does. A foreign key to another table is one more.
func (b *modelling) agrees(what string, t *atlas.Table, fk atlas.ForeignKey) bool {
	for _, r := range b.related {
		own := r.key
		if r.table != t.Qualified() || !slices.Equal(own.Columns, fk.Columns) || own.RefSchema != fk.RefSchema || own.RefTable != fk.RefTable {
			continue
		}
		if !slices.Equal(own.RefColumns, fk.RefColumns) {
			b.mistake("%s: %s refers to %s (%s) by the relationship %s, and to (%s) here: leave it out, or say references=%s at the relationship", what,
				strings.Join(fk.Columns, ", "), fk.RefTable, strings.Join(own.RefColumns, ", "), r.relationship, strings.Join(fk.RefColumns, ", "), strings.Join(fk.RefColumns, "+"))
			return false
		}
		for _, said := range []struct{ option, there, here string }{{"ondelete", own.OnDelete, fk.OnDelete}, {"onupdatefk", own.OnUpdate, fk.OnUpdate}} {
			if said.there != "" && said.here != "" && !strings.EqualFold(said.there, said.here) {
				b.mistake("%s: %s is %s here, and %s at the relationship %s: say one of them", what, said.option, said.here, said.there, r.relationship)
				return false
			}
		}
	}
	return true
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func namesOf(columns []*mapper.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

func (b *modelling) newForeignKey(t *atlas.Table, columns []string, referred string, keys []string) atlas.ForeignKey {
	fk := atlas.ForeignKey{Columns: columns, RefColumns: keys}
	fk.RefSchema, fk.RefTable = split(referred)
	fk.Name = b.model.Names.Name("fk", t.Name, append(slices.Clone(columns), fk.RefTable)...)
	return fk
}

// tagged adds the foreign key that a column's tag names.
func (b *modelling) tagged(m *mapper.Mapping, c *mapper.Column) {
	dot := strings.LastIndexByte(c.References, '.')
	table, column := c.References[:dot], c.References[dot+1:]
	referred := b.at(table)
	if referred == nil || !slices.Contains(columnNames(referred.Columns), column) {
		b.mistake("%s.%s: fk=%s names a column that no model has: give its prototype as well, or correct the name", m.Name(), c.Field, c.References)
		return
	}
	t := b.at(m.Table)
	fk := b.newForeignKey(t, []string{c.Name}, table, []string{column})
	fk.OnDelete, fk.OnUpdate, fk.Deferrable = c.OnDelete, c.OnUpdateKey, c.Deferrable
	b.checkActions(m.Name()+"."+c.Field, t, fk)
	if b.agrees(m.Name()+"."+c.Field, t, fk) {
		t.AddForeignKey(fk)
	}
}

// association adds the table between the two ends of a relationship, once.
func (b *modelling) association(r *mapper.Relationship) {
	if !b.of[r.Target.Type] {
		b.mistake("%s leads to %s, which is not among the models: give its prototype as well", r.Name(), r.Target.Name())
		return
	}
	if b.at(r.Through.Table) != nil {
		return
	}
	t := atlas.Table{}
	t.Schema, t.Name = split(r.Through.Table)
	add := func(names []string, keys []*mapper.Column) {
		for i, name := range names {
			if !slices.Contains(columnNames(t.Columns), name) {
				t.Columns = append(t.Columns, atlas.Column{Name: name, Type: uncounted(typeOf(b.dialect, keys[i]))})
			}
		}
	}
	add(r.Through.Local, r.Local)
	add(r.Through.Remote, r.Remote)
	t.Key = &atlas.Key{Name: b.model.Names.Name("pk", t.Name), Columns: columnNames(t.Columns)}
	for _, end := range []struct {
		names []string
		of    *mapper.Mapping
	}{{r.Through.Local, r.Owner}, {r.Through.Remote, r.Target}} {
		fk := b.newForeignKey(&t, end.names, end.of.Table, namesOf(end.of.Key))
		fk.OnDelete, fk.OnUpdate, fk.Deferrable = r.OnDelete, r.OnUpdateKey, r.Deferrable
		b.checkActions(r.Name(), &t, fk)
		t.AddForeignKey(fk)
	}
	b.model.Tables = append(b.model.Tables, t)
}
