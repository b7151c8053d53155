package mapper

import (
	"encoding/binary"
	"reflect"
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

// Unpack returns a snapshot as a struct of its own.
func (r *Record) Unpack(snapshot string) unsafe.Pointer {
	p, u := r.New(), unpacker{snapshot}
	for i := range r.pack.parts {
		k := &r.pack.parts[i]
		u.unpack(k, unsafe.Add(p, k.offset))
	}
	return p
}

func (u *unpacker) unpack(k *packed, at unsafe.Pointer) {
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
	if form == packText {
		*(*string)(at) = string([]byte(u.take(u.length()))) // not a part of the snapshot, which many share
		return
	}
	copy(unsafe.Slice((*byte)(at), size), u.take(int(size)))
}
