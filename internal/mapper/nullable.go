package mapper

import (
	"reflect"
	"unsafe"
)

// Nullable reports whether the field has a value for NULL: its type has one, its zero value is that by nullzero, or it stands behind
// a pointer.
func (c *Column) Nullable() bool { return c.IsBehind() || c.holdsNull() }

// holdsNull is Nullable of the value alone.
func (c *Column) holdsNull() bool {
	return c.NullZero || c.SaysNull()
}

// SaysNull reports whether the field's type has a value for NULL of its own: it is a pointer, a slice, a map, any, or a struct that
// says by Valid whether there is a value, as sql.Null and its kin do.
func (c *Column) SaysNull() bool { return SaysNull(c.Type) }

// SaysNull is [Column.SaysNull] of a type.
func SaysNull(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	case reflect.Struct:
		valid, ok := t.FieldByName("Valid")
		return ok && valid.Type.Kind() == reflect.Bool
	}
	return false
}

// ValueType returns the type of the field's value where it is not NULL.
func (c *Column) ValueType() reflect.Type { return valueType(c.Type) }

func valueType(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.Pointer:
		return t.Elem()
	case isNull(t):
		return t.Field(0).Type
	}
	return t
}

// isNull reports whether t is sql.Null, or made as it is.
func isNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 2 && t.Field(0).IsExported() &&
		t.Field(1).Name == "Valid" && t.Field(1).Type.Kind() == reflect.Bool
}

// isSQLNull reports whether t is sql.Null[T], sql.NullTime or another of database/sql.
func isSQLNull(t reflect.Type) bool { return t.PkgPath() == "database/sql" && isNull(t) }

// holds reports whether the column, a foreign key, has a place for every value of key: both are alike, or integers of one
// sign, and key is not the wider one.
func (c *Column) holds(key *Column) bool {
	own, other := valueType(c.Type), valueType(key.Type)
	if isInteger(own) {
		return isInteger(other) && signed(own) == signed(other) && own.Size() >= other.Size()
	}
	return own.Kind() == other.Kind() && own.ConvertibleTo(other)
}

func isInteger(t reflect.Type) bool { return reflect.Int <= t.Kind() && t.Kind() <= reflect.Uint64 }

func signed(t reflect.Type) bool { return t.Kind() <= reflect.Int64 }

// Carry gives column to in the struct at dst the value of column from in the struct at src, NULL as nil or zero. It says
// whether there was one that fits: a zero that means NULL is none. The columns are those of a relationship, so their types go together.
func Carry(to *Column, dst unsafe.Pointer, from *Column, src unsafe.Pointer) bool {
	v, ok := inside(at(from.Type, from.Pointer(src)))
	field := at(to.Type, to.Pointer(dst))
	if field.SetZero(); !ok || (from.NullZero || to.NullZero) && v.IsZero() {
		return false
	}
	switch {
	case field.Kind() == reflect.Pointer:
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	case isNull(field.Type()):
		field.Field(1).SetBool(true)
		field = field.Field(0)
	}
	field.Set(v.Convert(field.Type()))
	return !isInteger(v.Type()) || field.Convert(v.Type()).Equal(v)
}

// inside returns the value in v, false for NULL.
func inside(v reflect.Value) (reflect.Value, bool) {
	switch {
	case v.Kind() == reflect.Pointer:
		return v.Elem(), !v.IsNil()
	case isNull(v.Type()):
		return v.Field(0), v.Field(1).Bool()
	case v.Kind() == reflect.Slice:
		return v, !v.IsNil()
	}
	return v, true
}
