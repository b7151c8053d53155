package mapper

import (
	"reflect"
	"slices"
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

// deepCopy copies v with what it leads to. What leads back to itself, which no column can hold, is refused when it is bound; until then it
// leads back to the original.
func deepCopy(v reflect.Value) reflect.Value { return copier{}.copy(v) }

// copier is the way to a value: the memory that it lies in. A value is copied by one that knows the way.
type copier struct{ within []unsafe.Pointer }

// enter returns the way into a pointer, a slice or a map; false where it leads back to itself.
func (c copier) enter(v reflect.Value) (copier, bool) {
	p := v.UnsafePointer()
	if slices.Contains(c.within, p) {
		return c, false
	}
	return copier{append(c.within, p)}, true
}

func (c copier) copy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		return c.copy(v.Elem())
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if v.IsNil() {
			return v
		}
		if !leadsOn(v.Type()) {
			return c.into(v)
		}
		if inside, ok := c.enter(v); ok {
			return inside.into(v)
		}
	case reflect.Array:
		return c.elements(reflect.New(v.Type()).Elem(), v)
	case reflect.Struct:
		return c.fields(v)
	}
	return v
}

// leadsOn reports whether a t may lead further than to plain values, and so back to itself.
func leadsOn(t reflect.Type) bool { return sharesMemory(t.Elem(), map[reflect.Type]bool{}) }

// into copies what a pointer, a slice or a map holds.
func (c copier) into(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		to := reflect.New(v.Type().Elem())
		to.Elem().Set(c.copy(v.Elem()))
		return to.Convert(v.Type())
	case reflect.Slice:
		return c.elements(reflect.MakeSlice(v.Type(), v.Len(), v.Len()), v)
	}
	to := reflect.MakeMapWithSize(v.Type(), v.Len())
	for entries := v.MapRange(); entries.Next(); {
		to.SetMapIndex(entries.Key(), c.copy(entries.Value()))
	}
	return to
}

func (c copier) elements(to, v reflect.Value) reflect.Value {
	if !leadsOn(v.Type()) {
		reflect.Copy(to, v)
		return to
	}
	for i := range v.Len() {
		to.Index(i).Set(c.copy(v.Index(i)))
	}
	return to
}

func (c copier) fields(v reflect.Value) reflect.Value {
	to := reflect.New(v.Type()).Elem()
	to.Set(v)
	for i := range v.NumField() {
		switch f := v.Type().Field(i); {
		case f.IsExported() && sharesMemory(f.Type, map[reflect.Type]bool{}):
			to.Field(i).Set(c.copy(v.Field(i)))
		case !f.IsExported() && sharesHidden(f.Type):
			field := at(f.Type, to.Field(i).Addr().UnsafePointer())
			field.Set(c.copy(field))
		}
	}
	return to
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
