package mapper

import (
	"reflect"
	"unsafe"
)

// packing is how the columns of a struct become one string of bytes, without a pointer that the collector would follow. Equal
// bytes mean equal values; of bytes that differ the values may be equal all the same. The zero value packs nothing.
type packing struct {
	parts []packed
	whole bool // every column can be packed
}

// packed is a part of a packing.
type packed struct {
	form   packForm
	inner  packForm     // of what a pointer leads to, and of a list's elements
	offset uintptr      // in the struct
	size   uintptr      // of memory: here, or of the value or the element
	zones  []uintptr    // where in memory the zones of times stand
	typ    reflect.Type // of a pointer, or a list

	columns []*Column // that stand here, or partly
}

type packForm uint8

const (
	unpackable packForm = iota
	packMemory          // values without pointers, and times in UTC or the local zone, side by side
	packText
	packPointer
	packList
)

// packingOf returns the packing of columns.
func packingOf(columns []*Column) (k packing) {
	for _, c := range columns {
		before := len(k.parts)
		if c.IsBehind() || !k.add(c.Type, c.Offset) {
			return packing{}
		}
		for i := max(before-1, 0); i < len(k.parts); i++ {
			if part := &k.parts[i]; c.Offset < part.end() && part.offset < c.Offset+c.Type.Size() {
				part.columns = append(part.columns, c)
			}
		}
	}
	k.whole = true
	return k
}

// end returns where the part ends in the struct.
func (k *packed) end() uintptr {
	if k.form == packPointer || k.form == packList {
		return k.offset + k.typ.Size()
	}
	return k.offset + k.size
}

func (k *packing) add(t reflect.Type, offset uintptr) bool {
	part := packed{form: packFormOf(t), offset: offset, size: t.Size(), zones: zonesOf(t), typ: t}
	switch part.form {
	case packMemory:
		k.addMemory(part)
		return true
	case packPointer, packList:
		part.inner, part.size, part.zones = packFormOf(t.Elem()), t.Elem().Size(), zonesOf(t.Elem())
		if !part.inner.isValue() || part.form == packList && part.zones != nil {
			return false
		}
	case unpackable:
		return t.Kind() == reflect.Struct && k.addFields(t, offset)
	}
	k.parts = append(k.parts, part)
	return true
}

func (k *packing) addFields(t reflect.Type, offset uintptr) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		if !packFormOf(f.Type).isValue() || !k.add(f.Type, offset+f.Offset) {
			return false
		}
	}
	return true
}

// addMemory adds memory to that before it, if nothing stands between, or too little for a pointer, as padding does.
func (k *packing) addMemory(part packed) {
	last := len(k.parts) - 1
	if last >= 0 && k.parts[last].form == packMemory && part.offset-k.parts[last].offset-k.parts[last].size < unsafe.Sizeof(part.offset) {
		before := &k.parts[last]
		for _, zone := range part.zones {
			before.zones = append(before.zones, part.offset+zone-before.offset)
		}
		before.size = part.offset + part.size - before.offset
		return
	}
	k.parts = append(k.parts, part)
}

func packFormOf(t reflect.Type) packForm {
	switch {
	case t.Kind() == reflect.String:
		return packText
	case t.Kind() == reflect.Pointer:
		return packPointer
	case t.Kind() == reflect.Slice:
		return packList
	case t == timeType && hasZone || !hasPointers(t):
		return packMemory
	}
	return unpackable
}

// isValue reports whether it is neither a pointer nor a list.
func (f packForm) isValue() bool { return f == packMemory || f == packText }

// A time has one pointer, its zone: nil for UTC.
var zoneField, hasZone = timeType.FieldByName("loc")

// zonesOf returns where in a t, if it is a time, its zone stands.
func zonesOf(t reflect.Type) []uintptr {
	if t == timeType && hasZone {
		return []uintptr{zoneField.Offset}
	}
	return nil
}

// hasPointers reports whether values of t hold memory that the collector must know of.
func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	}
	return t.Kind() > reflect.Complex128
}
