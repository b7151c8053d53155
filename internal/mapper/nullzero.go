package mapper

import (
	"reflect"
	"unsafe"
)

// NullIn returns v, an argument beside the column, or nil where it is a zero value that stands for NULL.
func (c *Column) NullIn(v any) any {
	if rv := reflect.ValueOf(v); c.NullZero && rv.IsValid() && rv.Type() == c.Type {
		at := reflect.New(c.Type)
		if at.Elem().Set(rv); c.zero(at.UnsafePointer()) {
			return nil
		}
	}
	return v
}

// nullable returns the column's values in rows, where they may be NULL.
func (c *Column) nullable(rows []unsafe.Pointer) reflect.Value {
	if c.day && holdsTimes(c.Type) {
		values := make([]any, len(rows))
		for i, row := range rows {
			values[i] = c.Value(row)
		}
		return dayList(reflect.ValueOf(values))
	}
	if c.SaysNull() {
		return c.inPlace(rows)
	}
	list := reflect.MakeSlice(reflect.SliceOf(reflect.PointerTo(c.Type)), len(rows), len(rows))
	for i, row := range rows {
		if !c.IsAbsent(row) && !(c.NullZero && c.IsZero(row)) {
			list.Index(i).Set(reflect.NewAt(c.Type, c.Pointer(row)))
		}
	}
	return list
}

// inPlace returns the column's values in rows, whose type has one for NULL.
func (c *Column) inPlace(rows []unsafe.Pointer) reflect.Value {
	list := reflect.MakeSlice(reflect.SliceOf(c.Type), len(rows), len(rows))
	for i, row := range rows {
		list.Index(i).Set(at(c.Type, c.Pointer(row)))
	}
	return list
}

// checkNullZero finds what a zero value cannot stand for.
func (b *builder) checkNullZero(c *Column) {
	switch kind := c.Type.Kind(); {
	case !c.NullZero:
	case kind == reflect.Pointer, kind == reflect.Slice, kind == reflect.Map, isNull(c.Type):
		b.mistake(c.Field, "a %s has a value for NULL already: drop nullzero", c.Type)
	case c.PrimaryKey || c.Version || c.UUID7 || c.OmitZero || c.NotNull:
		b.mistake(c.Field, "a zero value is NULL by nullzero, which a key, a version, omitzero and notnull contradict: drop one of them")
	}
}
