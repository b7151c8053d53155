package mapper

import (
	"encoding/binary"
	"reflect"
	"time"
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
	inner  packForm // of what a pointer leads to, and of a list's elements
	offset uintptr
	size   uintptr      // of memory: here, or of the value or the element
	typ    reflect.Type // of a pointer, or a list
}

type packForm uint8

const (
	unpackable packForm = iota
	packMemory          // values without pointers, side by side
	packText
	packTime // in UTC, without a reading of the monotonic clock
	packPointer
	packList
)

// packingOf is the packing of columns.
func packingOf(columns []*Column) (k packing) {
	for _, c := range columns {
		if !k.add(c.Type, c.Offset) {
			return packing{}
		}
	}
	k.whole = true
	return k
}

func (k *packing) add(t reflect.Type, offset uintptr) bool {
	part := packed{form: packFormOf(t), offset: offset, size: t.Size(), typ: t}
	switch {
	case part.form == packPointer || part.form == packList:
		part.inner, part.size = packFormOf(t.Elem()), t.Elem().Size()
		if part.inner == unpackable || part.inner > packTime || part.form == packList && part.inner == packTime {
			return false
		}
	case part.form == unpackable && t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); packFormOf(f.Type) > packTime || !k.add(f.Type, offset+f.Offset) {
				return false
			}
		}
		return true
	case part.form == unpackable:
		return false
	}
	if last := len(k.parts) - 1; part.form == packMemory && last >= 0 && k.parts[last].form == packMemory && k.parts[last].offset+k.parts[last].size == offset {
		k.parts[last].size += part.size
		return true
	}
	k.parts = append(k.parts, part)
	return true
}

func packFormOf(t reflect.Type) packForm {
	switch {
	case t == timeType:
		return packTime
	case t.Kind() == reflect.String:
		return packText
	case t.Kind() == reflect.Pointer:
		return packPointer
	case t.Kind() == reflect.Slice:
		return packList
	case !hasPointers(t):
		return packMemory
	}
	return unpackable
}

// hasPointers says whether values of t hold memory that the collector must know of.
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

// Pack is a snapshot of the struct at p as bytes in the capacity of buf. ok is false when it does not fit there, or cannot be
// packed.
func (r *Record) Pack(buf []byte, p unsafe.Pointer) (snapshot []byte, ok bool) {
	ok = r.pack.whole
	for i := 0; ok && i < len(r.pack.parts); i++ {
		buf, ok = r.pack.parts[i].append(buf, unsafe.Add(p, r.pack.parts[i].offset))
	}
	return buf, ok
}

func (k *packed) append(buf []byte, at unsafe.Pointer) (after []byte, ok bool) {
	switch k.form {
	case packPointer:
		value := *(*unsafe.Pointer)(at)
		if value == nil {
			return fitting(buf, []byte{0})
		}
		if buf, ok = fitting(buf, []byte{1}); ok {
			buf, ok = appendValue(buf, k.inner, k.size, value)
		}
		return buf, ok
	case packList:
		return k.appendList(buf, *(*[]byte)(at)) // every slice begins alike
	}
	return appendValue(buf, k.form, k.size, at)
}

// appendList writes the number of elements, one more so that nil is 0, and the elements.
func (k *packed) appendList(buf, list []byte) (after []byte, ok bool) {
	n := 0
	if list != nil {
		n = len(list) + 1
	}
	if buf, ok = fitting(buf, lengthOf(n)); !ok || n < 2 {
		return buf, ok
	}
	first := unsafe.Pointer(unsafe.SliceData(list))
	if k.inner == packMemory {
		return fitting(buf, unsafe.Slice((*byte)(first), uintptr(len(list))*k.size))
	}
	for i := 0; ok && i < len(list); i++ {
		buf, ok = appendValue(buf, k.inner, k.size, unsafe.Add(first, uintptr(i)*k.size))
	}
	return buf, ok
}

func appendValue(buf []byte, form packForm, size uintptr, at unsafe.Pointer) (after []byte, ok bool) {
	switch form {
	case packText:
		text := *(*string)(at)
		if buf, ok = fitting(buf, lengthOf(len(text))); ok {
			buf, ok = fitting(buf, unsafe.Slice(unsafe.StringData(text), len(text)))
		}
		return buf, ok
	case packTime:
		t := *(*time.Time)(at)
		if t.Location() != time.UTC { // in UTC a time has no reading of the monotonic clock
			return buf, false
		}
		moment := momentOf(t)
		return fitting(buf, moment[:])
	}
	return fitting(buf, unsafe.Slice((*byte)(at), size))
}

// fitting adds more to buf, if that has room.
func fitting(buf, more []byte) (after []byte, ok bool) {
	if len(more) > cap(buf)-len(buf) {
		return buf, false
	}
	return append(buf, more...), true
}

// lengthSize is how many bytes a length has.
const lengthSize = 4

func lengthOf(n int) []byte {
	return binary.LittleEndian.AppendUint32(make([]byte, 0, lengthSize), uint32(n))
}

// momentSize is how many bytes a time has.
const momentSize = 12

func momentOf(t time.Time) (moment [momentSize]byte) {
	binary.LittleEndian.PutUint64(moment[:], uint64(t.Unix()))
	binary.LittleEndian.PutUint32(moment[8:], uint32(t.Nanosecond()))
	return moment
}
