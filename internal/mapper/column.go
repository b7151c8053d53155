package mapper

import (
	"reflect"
	"strings"
	"unsafe"
)

// Column is a field that stands for a column. Its methods take the address of the struct that holds the field; the caller
// vouches that a struct of the mapping's type stands there.
type Column struct {
	Options
	Name   string       // in the database
	Field  string       // in Go, with the structs that embed it: Times.CreatedAt
	Index  int          // its place among the mapping's columns
	Path   []int        // for reflect.Value.FieldByIndex
	Offset uintptr      // behind the address of the struct or, of a field behind pointers, of the last one's
	Type   reflect.Type // of the field

	hops []hop          // the pointers on the way to the field, mostly none
	none unsafe.Pointer // a zero value of the type, where there are pointers

	day            bool // its times are days
	spelled        bool // its bytes are text
	width          int  // of a char(n), whose texts are all so long; 0 for every other type
	boxes          boxes
	equal          equal
	byteComparison byteComparison // of the value, or of what a pointer leads to
	clone          clone
	zero           zero
}

// ColumnsOf returns the columns of a struct inside the one at base: the struct whose address field is, or that of the pointer to it.
func (r *Record) ColumnsOf(base unsafe.Pointer, field any) (columns []*Column) {
	whole := at(r.Type, base)
	for _, c := range r.Columns {
		for n := 1; n < len(c.Path); n++ {
			part, err := whole.FieldByIndexErr(c.Path[:n])
			if err == nil && reflect.NewAt(part.Type(), part.Addr().UnsafePointer()).Interface() == field {
				columns = append(columns, c)
			}
		}
	}
	return columns
}

// Referring returns the column of an association table that refers to c, the table's column number index. No struct has a field for it.
func (c *Column) Referring(name string, index int) *Column {
	return &Column{Options: Options{Secret: c.Secret, SQLType: c.SQLType}, Name: name, Field: name, Index: index, Type: c.Type, day: c.day, spelled: c.spelled, width: c.width}
}

// Pointer returns the address of the field. What is behind a nil pointer has one of a zero value, which nobody changes.
func (c *Column) Pointer(base unsafe.Pointer) unsafe.Pointer {
	if c.hops != nil {
		return c.pointerBehind(base)
	}
	return unsafe.Add(base, c.Offset)
}

// Addr returns the address of the field as a pointer of its type, for Scan.
func (c *Column) Addr(base unsafe.Pointer) any {
	return c.boxes.address(c.Pointer(base))
}

// Value returns a copy of the field's value, as [Column.Bound] has it.
func (c *Column) Value(base unsafe.Pointer) any {
	if c.NullZero && c.IsZero(base) || c.IsAbsent(base) {
		return nil
	}
	return c.Bound(c.boxes.value(c.Pointer(base)))
}

// Set gives the field the value v, which must be of the column's type.
func (c *Column) Set(base unsafe.Pointer, v any) {
	at(c.Type, c.owned(base)).Set(reflect.ValueOf(v))
}

// SetZero empties the field.
func (c *Column) SetZero(base unsafe.Pointer) {
	if !c.IsAbsent(base) {
		at(c.Type, c.owned(base)).SetZero()
	}
}

// IsZero reports whether the field holds its type's zero value, or says so itself (IsZero() bool, as a time does).
func (c *Column) IsZero(base unsafe.Pointer) bool { return c.zero(c.Pointer(base)) }

// IsBlank reports whether the memory of the field is all zeros.
func (c *Column) IsBlank(base unsafe.Pointer) bool {
	for _, b := range unsafe.Slice((*byte)(c.Pointer(base)), c.Type.Size()) {
		if b != 0 {
			return false
		}
	}
	return true
}

// InsertOnly reports whether an UPDATE leaves the column alone: nothing changes it, or nobody but the database numbers it.
func (c *Column) InsertOnly() bool { return c.CreateOnly || c.Identity }

// Omitted reports whether an INSERT leaves the column to the database: it is omitzero and zero.
func (c *Column) Omitted(base unsafe.Pointer) bool { return c.OmitZero && c.IsZero(base) }

// Brought reports whether an UPDATE may write what the field holds. A zero is no value where it has somebody else make one: the
// database (omitzero), the client (uuid7), or every UPDATE (onupdate).
func (c *Column) Brought(base unsafe.Pointer) bool {
	return !c.OmitZero && !c.UUID7 && c.OnUpdate == "" || !c.IsZero(base)
}

// Equal reports whether the database would find the field alike in the structs at a and b.
func (c *Column) Equal(a, b unsafe.Pointer) bool {
	if c.hops != nil {
		return c.equalBehind(a, b)
	}
	return c.equal(c.Pointer(a), c.Pointer(b))
}

// Copy copies the field from one struct to another, deeply: what one holder changes in place the other does not see.
func (c *Column) Copy(dst, src unsafe.Pointer) {
	if c.hops != nil {
		c.copyBehind(dst, src)
		return
	}
	c.clone(c.Pointer(dst), c.Pointer(src))
}

// RefersTo reports whether the column's tag names a column of a table that it refers to.
func (c *Column) RefersTo(table string) bool {
	dot := strings.LastIndexByte(c.References, '.')
	return dot > 0 && c.References[:dot] == table
}

// IsInteger reports whether the column is a plain integer, as keys that the database counts up are.
func (c *Column) IsInteger() bool {
	return reflect.Int <= c.Type.Kind() && c.Type.Kind() <= reflect.Uint64 && !has(c.Type, valuerType)
}
