package schema

import (
	"bytes"
	"fmt"
	"go/format"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/render"
)

// GoSource is structs with db and rel tags that map back to the same tables, and `var MetaData = schema.MustOf(...).With(...)` for
// what tags cannot say; gofmt'ed. A comment lists what is in neither. A table without a key becomes a keyless type; a foreign key to a table that was not reflected, a
// plain column. A table without columns is left out, with a comment. A table of nothing but two foreign keys, which together are its key, becomes a many-to-many relationship. What no
// Go type holds exactly, numeric among it, is a string. Names that no tag can say come back as one *[Error].
func (m *MetaData) GoSource(pkg string) ([]byte, error) {
	if !token.IsIdentifier(pkg) {
		return nil, mistaken([]string{fmt.Sprintf("%q is no name of a Go package: give one such as models", pkg)})
	}
	if m == nil {
		return nil, errNoMetaData
	}
	d := builder.Postgres()
	if m.dialect == builder.SQLite().Name {
		d = builder.SQLite()
	}
	found, err := m.model(d)
	if err != nil {
		return nil, err
	}
	s := newSource(render.Dialect(d), found.model)
	s.unseen, s.within = m.unseen, m.within
	s.relate()
	if err := mistaken(s.mistakes); err != nil {
		return nil, err
	}
	text, err := format.Source(s.packageText(pkg))
	if err != nil {
		return nil, fmt.Errorf("schema: source of the tables: %w", err)
	}
	return text, nil
}

// source is tables on their way to Go.
type source struct {
	dialect  render.Dialect
	model    atlas.Model
	tables   []*sourceTable
	types    names             // of the package
	empty    []string          // tables without columns, which no struct is
	enums    map[string]string // Go types by the names of enums, with their schema
	names    atlas.Convention  // of keys, constraints and indexes
	unseen   []Change          // what no source says
	within   reflecting        // what of the database
	mistakes []string
}

// sourceTable is one table on its way to Go.
type sourceTable struct {
	atlas.Table
	typ, prototype string // Go names of the row's type and of its prototype
	keyless        bool
	through        bool // it is the middle of a many-to-many relationship, and has no type
	columns        []*sourceColumn
	fields         names
	relations      []sourceRelation
	objects        []string // what With is given
}

// sourceColumn is one column on its way to Go.
type sourceColumn struct {
	atlas.Column
	field    string
	typ      goType
	options  []string
	beside   []sourceRelation // belongs-to relationships by it
	referred bool             // it has a foreign key already
	checked  bool             // it has a check already
}

// sourceRelation is a field with a rel tag.
type sourceRelation struct{ field, typ, tag string }

func newSource(d render.Dialect, m atlas.Model) *source {
	s := &source{dialect: d, model: m, types: names{"MetaData": true}, enums: map[string]string{}}
	m.Tables = slices.Clone(m.Tables)
	slices.SortStableFunc(m.Tables, func(a, b atlas.Table) int { return strings.Compare(a.Qualified(), b.Qualified()) })
	for _, t := range m.Tables {
		if len(t.Columns) == 0 {
			s.empty = append(s.empty, t.Qualified())
			continue
		}
		table := &sourceTable{Table: t, fields: names{"TableName": true}, keyless: t.Key == nil}
		table.typ = s.types.take(typeNameOf(t.Name))
		s.tables = append(s.tables, table)
	}
	for _, t := range s.tables {
		t.prototype = s.types.take(plural(t.typ), "All"+plural(t.typ))
	}
	for _, e := range m.Enums {
		name := s.types.take(pascal(e.Name), pascal(e.Name)+"Enum")
		s.enums[joined(e)] = name
	}
	for _, t := range s.tables {
		for _, c := range t.Columns {
			t.columns = append(t.columns, &sourceColumn{Column: c, field: t.fields.take(pascal(c.Name)), typ: s.typeFor(c)})
		}
		t.keyless = t.keyless || slices.ContainsFunc(t.Key.Columns, func(name string) bool { return !t.column(name).typ.mayBeKey() })
	}
	s.names = s.conventionOf()
	return s
}

func (s *source) postgres() bool { return s.dialect.Has(render.Sequences) }

func (s *source) mistake(format string, args ...any) {
	s.mistakes = append(s.mistakes, fmt.Sprintf(format, args...))
}

// table is the table of a name; nil without one.
func (s *source) table(schema, name string) *sourceTable {
	for _, t := range s.tables {
		if t.Schema == schema && t.Name == name {
			return t
		}
	}
	return nil
}

func (t *sourceTable) column(name string) *sourceColumn {
	for _, c := range t.columns {
		if c.Name == name {
			return c
		}
	}
	return &sourceColumn{}
}

// key is the columns of the key in the order of the fields, which is the mapping's.
func (t *sourceTable) key() (list []string) {
	for _, c := range t.columns {
		if !t.keyless && slices.Contains(t.Key.Columns, c.Name) {
			list = append(list, c.Name)
		}
	}
	return list
}

// packageText returns the package before it is formatted.
func (s *source) packageText(pkg string) []byte {
	var body bytes.Buffer
	for _, e := range s.model.Enums {
		s.writeEnum(&body, e)
	}
	var prototypes []string
	for _, t := range s.tables {
		if !t.through {
			t.write(&body)
			prototypes = append(prototypes, t.prototype)
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\nimport (\n", pkg)
	for _, imported := range []struct{ path, name string }{
		{"encoding/json", "json."}, {"time", "time."}, {"", ""}, {"github.com/google/uuid", "uuid."}, {"", ""},
		{"github.com/drey-db/drey/builder", "builder."}, {"github.com/drey-db/drey/schema", ""},
	} {
		if imported.path == "" {
			b.WriteByte('\n')
		} else if s.uses(imported.name) {
			fmt.Fprintf(&b, "%q\n", imported.path)
		}
	}
	b.WriteString(")\n\n")
	for _, name := range s.empty {
		fmt.Fprintf(&b, "// Table %s is left out: it has no columns.\n\n", line(name))
	}
	s.writeMetaData(&b, prototypes)
	b.Write(body.Bytes())
	return b.Bytes()
}

// uses reports whether the source names something of a package.
func (s *source) uses(name string) bool {
	return name == "" || slices.ContainsFunc(s.tables, func(t *sourceTable) bool {
		return !t.through && (name == "builder." || slices.ContainsFunc(t.columns, func(c *sourceColumn) bool { return strings.Contains(c.typ.name, name) }))
	})
}

func (s *source) writeEnum(b *bytes.Buffer, e atlas.Enum) {
	name := s.enums[joined(e)]
	fmt.Fprintf(b, "// %s is a value of the enumerated type %s.\ntype %s string\n\n// The values of %s.\nconst (\n", name, e.Name, name, name)
	for _, v := range e.Values {
		fmt.Fprintf(b, "%s %s = %s\n", s.types.take(name+strings.TrimPrefix(pascal(v), "X"), name+pascal(v)), name, strconv.Quote(v))
	}
	b.WriteString(")\n\n")
}

// part says of which part of a database the tables are.
func (s *source) part() string {
	switch {
	case len(s.within.names) > 0:
		return ", of which there were more: Diff and Plan drop those unless schema.Include leaves them out."
	case s.within.schema != "":
		return " of schema " + line(s.within.schema) + ": Diff and Plan drop those of the current one unless schema.Include leaves them out."
	}
	return "."
}

func (s *source) writeMetaData(b *bytes.Buffer, prototypes []string) {
	if len(prototypes) > 0 {
		b.WriteString("// Prototypes of the tables' rows: addresses of their fields name columns.\nvar (\n")
		for _, t := range s.tables {
			if !t.through {
				fmt.Fprintf(b, "%s = builder.Model[%s]()\n", t.prototype, t.typ)
			}
		}
		b.WriteString(")\n\n")
	}
	b.WriteString("// MetaData is the tables" + s.part() + "\n")
	if len(s.unseen) > 0 {
		b.WriteString("//\n// Beside them the database has what tables cannot say. Declare it with schema.View or schema.Raw where MetaData is to make it:\n//\n")
	}
	for _, c := range s.unseen {
		fmt.Fprintf(b, "//   - %s: %s\n", line(c.Subject()), line(c.From))
	}
	fmt.Fprintf(b, "var MetaData = schema.MustOf(%s)", listed(prototypes))
	var objects []string
	if s.names == atlas.Suffixed {
		objects = append(objects, "schema.PostgresNames()")
	}
	for _, e := range s.model.Enums {
		objects = append(objects, fmt.Sprintf("schema.Enum(%s)", goStrings(append([]string{joined(e)}, e.Values...))))
	}
	for _, t := range s.tables {
		objects = append(objects, t.objects...)
	}
	if len(objects) > 0 {
		fmt.Fprintf(b, ".With(\n%s,\n)", strings.Join(objects, ",\n"))
	}
	b.WriteString("\n\n")
}

// listed is prototypes as arguments, in lines where they are many.
func listed(prototypes []string) string {
	const few = 6
	if len(prototypes) <= few {
		return strings.Join(prototypes, ", ")
	}
	text := "\n"
	for some := range slices.Chunk(prototypes, few) {
		text += strings.Join(some, ", ") + ",\n"
	}
	return text
}

// goStrings is strings as arguments.
func goStrings(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = goString(s)
	}
	return strings.Join(quoted, ", ")
}

// goString is text as a literal: raw where that reads better.
func goString(s string) string {
	if strings.ContainsAny(s, `"\`) && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
