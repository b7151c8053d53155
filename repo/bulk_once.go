package repo

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// once errs when two rows have one key.
func (b bulk) once() error {
	met := make(map[identity.Key]int, len(b.rows))
	for i, row := range b.rows {
		if !b.mapping.HasKey(row) {
			continue
		}
		key := identity.KeyOf(b.mapping, row)
		if first, ok := met[key]; ok {
			return invalid("row %d, a %s, has the key of row %d: give one row for each key", i, b.mapping.Name(), first)
		}
		met[key] = i
	}
	return nil
}

// onceIn errs when two rows have one key, or agree in columns of a unique index: one statement cannot write a row twice, and of several the
// last would win.
func (b bulk) onceIn(columns []*mapper.Column) error {
	if err := b.once(); err != nil || slices.Equal(columns, b.mapping.Key) {
		return err
	}
	met := make(map[any]int, len(b.rows))
	for i, row := range b.rows {
		at, known := b.placeIn(columns, row)
		if !known {
			continue
		}
		if first, ok := met[at]; ok {
			return invalid("row %d, a %s, has the same %s as row %d: give one row for each", i, b.mapping.Name(), fieldsOf(columns), first)
		}
		met[at] = i
	}
	return nil
}

// placeIn returns what a row has in columns of a unique index, in a form that compares; false where somebody else makes it, where it is NULL, which is
// like no other, and where only the database can compare it.
func (b bulk) placeIn(columns []*mapper.Column, row unsafe.Pointer) (place any, known bool) {
	var parts strings.Builder
	for _, c := range columns {
		if b.mapping.Maker(c, row) != mapper.Given {
			return nil, false
		}
		v, err := kit.Argument(c.Value(row))
		switch value := v.(type) {
		case nil, *kit.Column:
			return nil, false
		case []byte:
			v = string(value)
		case time.Time:
			v = value.UnixMicro()
		}
		if err != nil || !reflect.ValueOf(v).Comparable() {
			return nil, false // who sends it says so
		}
		if len(columns) == 1 {
			return v, true
		}
		_, _ = fmt.Fprintf(&parts, "%q ", fmt.Sprint(v))
	}
	return parts.String(), true
}

// fieldsOf names the fields of columns.
func fieldsOf(columns []*mapper.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Field
	}
	return strings.Join(names, " and ")
}

// typed errs when a row says half of what it refers to, where that is one of several types, and what it lacks is a column that writes reports.
func (b bulk) typed(writes func(*mapper.Column, unsafe.Pointer) bool) error {
	if len(b.mapping.Typed()) == 0 {
		return nil
	}
	for i, row := range b.rows {
		if err := b.mapping.CheckTyped(row, writes); err != nil {
			return invalid("row %d: %w", i, err)
		}
	}
	return nil
}

// unnumbered errs when a row has a number of its own where nobody but the database numbers rows. COPY would store it.
func (b bulk) unnumbered() error {
	for _, c := range b.mapping.Numbered {
		if i := slices.IndexFunc(b.rows, func(row unsafe.Pointer) bool { return !c.IsZero(row) }); i >= 0 {
			return invalid("row %d: %w", i, c.NumberedError(b.mapping))
		}
	}
	return nil
}
