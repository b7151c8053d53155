package mapper

import (
	"encoding/binary"
	"reflect"
	"time"
	"unsafe"
)

// unpacker reads what [Record.Pack] has written.
type unpacker struct{ rest string }

func (u *unpacker) take(n int) string {
	taken := u.rest[:n]
	u.rest = u.rest[n:]
	return taken
}

func (u *unpacker) length() int {
	return int(binary.LittleEndian.Uint32([]byte(u.take(lengthSize))))
}

// SamePacked reports whether the struct at p is, byte for byte, what was packed. Where it is not its values may be equal all
// the same.
func (r *Record) SamePacked(snapshot string, p unsafe.Pointer) bool {
	u := unpacker{snapshot}
	for i := range r.pack.parts {
		if k := &r.pack.parts[i]; !u.same(k, unsafe.Add(p, k.offset)) {
			return false
		}
	}
	return true
}

func (u *unpacker) same(k *packed, at unsafe.Pointer) bool {
	switch k.form {
	case packPointer:
		value, there := *(*unsafe.Pointer)(at), u.take(1) == "\x01"
		return there == (value != nil) && (!there || u.sameValue(k.inner, k.size, value))
	case packList:
		list, n := *(*[]byte)(at), u.length() // every slice begins alike
		if (n == 0) != (list == nil) || n > 0 && n-1 != len(list) {
			return false
		}
		first := unsafe.Pointer(unsafe.SliceData(list))
		if k.inner == packMemory {
			return u.sameValue(packMemory, uintptr(len(list))*k.size, first)
		}
		for i := range list {
			if !u.sameValue(k.inner, k.size, unsafe.Add(first, uintptr(i)*k.size)) {
				return false
			}
		}
		return true
	}
	return u.sameValue(k.form, k.size, at)
}

func (u *unpacker) sameValue(form packForm, size uintptr, at unsafe.Pointer) bool {
	switch form {
	case packText:
		text, n := *(*string)(at), u.length()
		return n == len(text) && u.take(n) == text
	case packTime:
		t := *(*time.Time)(at)
		moment := momentOf(t)
		return t.Location() == time.UTC && u.take(momentSize) == string(moment[:])
	}
	return size == 0 || u.take(int(size)) == unsafe.String((*byte)(at), size)
}

// Unpack is a snapshot as a struct of its own.
func (r *Record) Unpack(snapshot string) unsafe.Pointer {
	p, u := r.New(), unpacker{snapshot}
	for i := range r.pack.parts {
		k := &r.pack.parts[i]
		u.fill(k, unsafe.Add(p, k.offset))
	}
	return p
}

func (u *unpacker) fill(k *packed, at unsafe.Pointer) {
	switch k.form {
	case packPointer:
		if u.take(1) == "\x01" {
			value := reflect.New(k.typ.Elem())
			u.fillValue(k.inner, k.size, value.UnsafePointer())
			reflect.NewAt(k.typ, at).Elem().Set(value.Convert(k.typ))
		}
	case packList:
		n := u.length() - 1
		if n < 0 {
			return
		}
		list := reflect.MakeSlice(k.typ, n, n)
		if reflect.NewAt(k.typ, at).Elem().Set(list); k.inner == packMemory {
			u.fillValue(packMemory, uintptr(n)*k.size, list.UnsafePointer())
			return
		}
		for i := range n {
			u.fillValue(k.inner, k.size, list.Index(i).Addr().UnsafePointer())
		}
	default:
		u.fillValue(k.form, k.size, at)
	}
}

func (u *unpacker) fillValue(form packForm, size uintptr, at unsafe.Pointer) {
	switch form {
	case packText:
		*(*string)(at) = string([]byte(u.take(u.length()))) // not a part of the snapshot, which many share
	case packTime:
		moment := []byte(u.take(momentSize))
		*(*time.Time)(at) = time.Unix(int64(binary.LittleEndian.Uint64(moment)), int64(binary.LittleEndian.Uint32(moment[8:]))).UTC()
	default:
		copy(unsafe.Slice((*byte)(at), size), u.take(int(size)))
	}
}
