package mapper

import (
	"reflect"
	"unsafe"
)

// clone copies the value at src to dst so that a later change in one is not seen in the other. Unexported fields are
// copied as they are.
type clone func(dst, src unsafe.Pointer)

func cloneFor(t reflect.Type) clone {
	switch {
	case t.Kind() == reflect.String:
		return func(dst, src unsafe.Pointer) { *(*string)(dst) = *(*string)(src) }
	case t.Kind() == reflect.Int64:
		return func(dst, src unsafe.Pointer) { *(*int64)(dst) = *(*int64)(src) }
	case !sharesMemory(t, map[reflect.Type]bool{}):
		return func(dst, src unsafe.Pointer) { at(t, dst).Set(at(t, src)) }
	}
	return func(dst, src unsafe.Pointer) { at(t, dst).Set(deepCopy(at(t, src))) }
}

// sharesMemory reports whether an assigned copy of a t shares what could be changed in place.
func sharesMemory(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == timeType || seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	case reflect.Array:
		return sharesMemory(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.IsExported() && sharesMemory(f.Type, seen) || !f.IsExported() && sharesHidden(f.Type) {
				return true
			}
		}
	}
	return false
}

func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return copyPointer(v)
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		return copyElements(c, v)
	case reflect.Array:
		return copyElements(reflect.New(v.Type()).Elem(), v)
	case reflect.Map:
		return copyMap(v)
	case reflect.Struct:
		return copyStruct(v)
	}
	return v
}

func copyPointer(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	if v.Kind() == reflect.Interface {
		return deepCopy(v.Elem())
	}
	c := reflect.New(v.Type().Elem())
	c.Elem().Set(deepCopy(v.Elem()))
	return c.Convert(v.Type())
}

func copyElements(c, v reflect.Value) reflect.Value {
	if !sharesMemory(v.Type().Elem(), map[reflect.Type]bool{}) {
		reflect.Copy(c, v)
		return c
	}
	for i := range v.Len() {
		c.Index(i).Set(deepCopy(v.Index(i)))
	}
	return c
}

func copyMap(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	c := reflect.MakeMapWithSize(v.Type(), v.Len())
	for entries := v.MapRange(); entries.Next(); {
		c.SetMapIndex(entries.Key(), deepCopy(entries.Value()))
	}
	return c
}

func copyStruct(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	for i := range v.NumField() {
		switch f := v.Type().Field(i); {
		case f.IsExported() && sharesMemory(f.Type, map[reflect.Type]bool{}):
			c.Field(i).Set(deepCopy(v.Field(i)))
		case !f.IsExported() && sharesHidden(f.Type):
			field := at(f.Type, c.Field(i).Addr().UnsafePointer())
			field.Set(deepCopy(field))
		}
	}
	return c
}

// sharesHidden reports whether an unexported field of type t holds lists or maps that are the value's own, as the digits of a
// big.Int are. What it points at may be shared on purpose, so it stays as it is.
func sharesHidden(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return copiesHidden(t)
	case reflect.Array:
		return sharesHidden(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if copiesHidden(t) && sharesHidden(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// copiesHidden reports whether a t consists of plain values and of lists and maps of them.
func copiesHidden(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return copiesHidden(t.Elem())
	case reflect.Map:
		return copiesHidden(t.Key()) && copiesHidden(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !copiesHidden(t.Field(i).Type) {
				return false
			}
		}
		return true
	}
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String
}
