package persistence

import (
	"fmt"
	"iter"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// UpdateBulk sets columns of rows that are found by key and, where the table has a version, by that, which is counted up.
// Without columns it is all that may be written, of each row those that it brings. Columns tagged onupdate follow their tags unless
// they are named. A row with nothing to set is an error.
func UpdateBulk(m *mapper.Mapping, rows []unsafe.Pointer, columns []*mapper.Column, o Options) (*Bulk, error) {
	shape := func(row unsafe.Pointer) likeness { return likeness{columns: updatable(m, row)} }
	if len(columns) > 0 {
		named := likeness{columns: mapper.SetOf(columns)}
		shape = func(unsafe.Pointer) likeness { return named }
	}
	b := newBulk(m, rows, o, "updating", shape)
	b.counted, b.sets = true, true
	for _, g := range b.groups {
		if g.columns == (mapper.Set{}) {
			return nil, fmt.Errorf("a %s has nothing to set: name its columns", m.Name())
		}
	}
	b.pages = b.updates
	return b, nil
}

// updatable returns the columns of a row that are set when none is named.
func updatable(m *mapper.Mapping, row unsafe.Pointer) mapper.Set {
	var columns []*mapper.Column
	for _, c := range m.Columns {
		if Updates(c, row) {
			columns = append(columns, c)
		}
	}
	return mapper.SetOf(columns)
}

// Updates reports whether UpdateBulk sets a column of a row when none is named.
func Updates(c *mapper.Column, row unsafe.Pointer) bool {
	return !c.PrimaryKey && !c.Version && !c.ReadOnly && !c.InsertOnly() && !c.SoftDelete && c.OnUpdate == "" && c.Brought(row)
}

func (b *Bulk) updates(g group) iter.Seq[Page] {
	set, where := b.mapping.ColumnsIn(g.columns), keyAndVersion(b.mapping)
	return b.unnested(g, append(where[:len(where):len(where)], set...), func(rows []unsafe.Pointer) Page {
		if len(rows) == 1 {
			return b.updateOne(g, set, where, rows)
		}
		a := arrays{table: b.mapping.Table}
		a.addRows(where, rows)
		a.addRows(set, rows)
		if v := b.mapping.Version; v != nil {
			a.add(v, v.Name, kit.ColumnOf(nextVersions(v, rows)))
		}
		t := a.updateText(b.options.Dialect, len(where), onUpdate(b.mapping, g.columns), nil)
		a.lockFew(t, len(b.mapping.Key), len(rows))
		return a.pageOf(t.String(), rows)
	})
}

func (b *Bulk) updateOne(g group, set, where []*mapper.Column, rows []unsafe.Pointer) Page {
	args, secret := stored(set, rows[0])
	if v := b.mapping.Version; v != nil {
		set = append(set[:len(set):len(set)], v)
		args, secret = append(args, nextVersions(v, rows).Index(0).Interface()), padded(secret, len(args)+1)
	}
	keys, hidden := stored(where, rows[0])
	secret = append(padded(secret, len(args)), padded(hidden, len(keys))...)
	t := beginUpdate(b.options.Dialect, b.mapping, set, nil)
	t.spell(onUpdate(b.mapping, g.columns), t.name)
	t.where(where)
	sql := t.String()
	return pageOf(sql, append(args, keys...), secret, rows)
}

// nextVersions returns a slice of the versions that rows get.
func nextVersions(v *mapper.Column, rows []unsafe.Pointer) reflect.Value {
	list := reflect.MakeSlice(reflect.SliceOf(v.Type), len(rows), len(rows))
	for i, row := range rows {
		mapper.SetInteger(list.Index(i), counted(v, row)+1)
	}
	return list
}

// NextVersion returns a struct with nothing but the version that an update gives a row.
func NextVersion(m *mapper.Mapping, row unsafe.Pointer) unsafe.Pointer {
	next := m.New()
	m.Version.SetInteger(next, counted(m.Version, row)+1)
	return next
}
