package persistence

import (
	"io"
	"iter"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// InsertBulk inserts rows. Keys and first versions that the client makes stand in the statements alone.
func InsertBulk(m *mapper.Mapping, rows []unsafe.Pointer, o Options) *Bulk {
	b := newBulk(m, rows, o, "inserting", func(row unsafe.Pointer) likeness { return likeness{columns: madeOf(m, row)} })
	b.stores, b.inserts, b.pages = true, true, func(g group) iter.Seq[Page] { return b.insertPages(g, nil) }
	return b
}

// UpsertBulk returns InsertBulk that writes the rows that are there already, which target tells: every column that the row brings but
// those of the target and the key, those tagged onupdate by their tags, and the version, which is counted up.
func UpsertBulk(m *mapper.Mapping, rows []unsafe.Pointer, target []*mapper.Column, o Options) (*Bulk, error) {
	if err := o.checkUpserts(); err != nil {
		return nil, err
	}
	b := newBulk(m, rows, o, "upserting", func(row unsafe.Pointer) likeness { return likeness{madeOf(m, row), unsetOf(m, row)} })
	b.byKey = slices.Equal(target, m.Key)
	b.stores, b.pages = true, func(g group) iter.Seq[Page] { return b.insertPages(g, target) }
	return b, nil
}

// madeOf returns the columns of a new row that the database makes.
func madeOf(m *mapper.Mapping, row unsafe.Pointer) (made mapper.Set) {
	for _, c := range m.Left {
		if m.Maker(c, row) == mapper.Database {
			made = made.With(c.Index)
		}
	}
	return made
}

// unsetOf returns the columns of a row of which an UPDATE takes nothing over, as the row brings no values.
func unsetOf(m *mapper.Mapping, row unsafe.Pointer) (unset mapper.Set) {
	for i, c := range m.Columns {
		if !c.PrimaryKey && !c.Brought(row) {
			unset = unset.With(i)
		}
	}
	return unset
}

// insertPages returns the INSERTs of a group, with ON CONFLICT where there is a target.
func (b *Bulk) insertPages(g group, target []*mapper.Column) iter.Seq[Page] {
	s, d := shapeOf(b.mapping, g.columns), b.options.Dialect
	many := unnests(d, b.mapping.Table, s.written)
	size, rowsAlone, table := b.options.Page, []bool(nil), d.TableName(b.mapping.Table)
	if len(target) > 0 {
		table = d.UpsertInto(b.mapping.Table)
	}
	switch {
	case len(s.written) == 0:
		size = 1
	case !many:
		size = min(size, b.options.MaxParams/len(s.written))
	default:
		rowsAlone = ungroupable(s.written, g.rows, nil)
	}
	return paged(g, size, rowsAlone, func(rows []unsafe.Pointer) Page {
		if many && len(rows) > 1 {
			a := b.arrays(s.written, rows)
			t := a.insertInto(d, table)
			t.resolve(s, target, g.unset)
			return a.pageOf(t.String(), rows)
		}
		t := &sqlBuilder{dialect: d}
		var args []any
		var secret []bool
		hidden := secrets(s.written)
		for _, row := range rows {
			args, secret = append(args, b.row(s.written, row)...), append(secret, hidden...)
		}
		t.WriteString(insertText(d, table, s.written, len(rows), nil))
		t.resolve(s, target, g.unset)
		return pageOf(t.String(), args, secret, rows)
	})
}

// resolve writes what becomes of rows that target finds there already. Something is always set: a row that nothing writes would not
// be counted as one that arrived.
func (t *sqlBuilder) resolve(s *shape, target []*mapper.Column, unset mapper.Set) {
	if len(target) == 0 {
		return
	}
	var set []*mapper.Column
	for _, c := range s.written {
		if !c.PrimaryKey && !c.Version && !c.InsertOnly() && !c.SoftDelete && !unset.Has(c.Index) && !slices.Contains(target, c) {
			set = append(set, c)
		}
	}
	t.WriteString(" ON CONFLICT (")
	t.list(target, t.name)
	t.WriteString(") DO UPDATE SET ")
	t.list(set, func(c *mapper.Column) { t.name(c); t.WriteString(" = excluded."); t.name(c) })
	if len(set) == 0 {
		set = append(set, s.mapping.Kept(target))
		t.asThere(s.mapping, set[0])
	}
	if v := s.mapping.Version; v != nil {
		t.WriteString(", ")
		t.asThere(s.mapping, v)
		t.WriteString(" + 1")
	}
	said := func(c *mapper.Column) string { return t.dialect.OnConflict(s.mapping, c) }
	t.spellAs(onUpdate(s.mapping, mapper.SetOf(set)), t.name, said)
}

// asThere assigns to a column what the row that is there has in it.
func (t *sqlBuilder) asThere(m *mapper.Mapping, c *mapper.Column) {
	t.name(c)
	t.WriteString(" = " + t.dialect.Identifier(t.dialect.ExistingRow(m.Table)) + ".")
	t.name(c)
}

// row returns the values of a row.
func (b *Bulk) row(columns []*mapper.Column, row unsafe.Pointer) []any {
	args := make([]any, len(columns))
	for i, c := range columns {
		args[i] = b.value(c, row)
	}
	return args
}

// arrays returns the values of rows.
func (b *Bulk) arrays(columns []*mapper.Column, rows []unsafe.Pointer) *arrays {
	a := &arrays{table: b.mapping.Table}
	for _, c := range columns {
		values := columnOf(c, rows)
		if c.UUID7 || c.Version {
			list := reflect.MakeSlice(reflect.SliceOf(c.Type), len(rows), len(rows))
			for j, row := range rows {
				list.Index(j).Set(reflect.ValueOf(b.value(c, row)))
			}
			values = kit.ColumnOf(list)
		}
		a.add(c, c.Name, values)
	}
	return a
}

// value returns what a row has in a column or, where that is the client's to make, gets.
func (b *Bulk) value(c *mapper.Column, row unsafe.Pointer) any {
	if b.mapping.Maker(c, row) != mapper.Client {
		return c.Value(row)
	}
	return c.MakeValue(b.options.NextUUID)
}

// Copy is rows of one shape for a bulk load.
type Copy struct {
	Table   string
	Columns []string
	Rows    []unsafe.Pointer
	Next    func() ([]any, error) // answers the rows' values one by one, in the same memory, and io.EOF behind the last
}

// copied reports whether the values of c go by COPY, where all that is known of a value is its text. Bytes that a bytea reads
// in another way than text does go in pages, and so do structs that may be a composite.
func copied(c *mapper.Column, rows []unsafe.Pointer) bool {
	t := traitsOf(c)
	if t.bytes {
		look := lookAtBytes(columnOf(c, rows))
		return look == nil || !slices.ContainsFunc(rows, func(p unsafe.Pointer) bool { return look(c.Pointer(p)) })
	}
	unwrapped := kit.Unwrapped(c.Type)
	return c.SQLType != "" || unwrapped.Kind() != reflect.Struct || kit.Binds(unwrapped) != kit.Document
}

// copyRow gives the values of a row for COPY, the commonest by their places.
func (b *Bulk) copyRow(values []any, columns []*mapper.Column, known []traits, row unsafe.Pointer) {
	for i, c := range columns {
		if known[i].place {
			values[i] = c.Addr(row)
		} else {
			values[i] = b.value(c, row)
		}
	}
}

// Copies returns the bulk loads that do what Pages do, and whether there are such: only for plain inserts, and not of rows that
// are all defaults.
func (b *Bulk) Copies() (copies []Copy, ok bool) {
	for _, g := range b.groups {
		s := shapeOf(b.mapping, g.columns)
		if !b.inserts || b.mapping.Unread || len(s.written) == 0 { // COPY knows no rules, because of which a table may refuse RETURNING
			return nil, false
		}
		c := Copy{Table: b.Table(), Rows: g.rows, Next: b.rowByRow(s.written, g.rows)}
		for _, column := range s.written {
			if !copied(column, g.rows) {
				return nil, false
			}
			c.Columns = append(c.Columns, column.Name)
		}
		copies = append(copies, c)
	}
	return copies, true
}

// rowByRow returns the values of one row after the other, in the same memory, and io.EOF behind the last.
func (b *Bulk) rowByRow(columns []*mapper.Column, rows []unsafe.Pointer) func() ([]any, error) {
	at, values, known := 0, make([]any, len(columns)), make([]traits, len(columns))
	for i, c := range columns {
		known[i] = traitsOf(c)
	}
	return func() ([]any, error) {
		if at == len(rows) {
			return nil, io.EOF
		}
		b.copyRow(values, columns, known, rows[at])
		at++
		return values, nil
	}
}
