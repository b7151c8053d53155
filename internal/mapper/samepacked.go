package mapper

import (
	"encoding/binary"
	"unsafe"
)

// SamePacked reports whether the struct at p is, byte for byte, what was packed. Where it is not its values may be equal all
// the same. It is asked of everything that a session has before each read, so it looks no deeper than it must.
func (r *Record) SamePacked(snapshot string, p unsafe.Pointer) bool {
	for i := range r.pack.parts {
		k := &r.pack.parts[i]
		n := k.same(snapshot, unsafe.Add(p, k.offset))
		if n < 0 {
			return false
		}
		snapshot = snapshot[n:]
	}
	return true
}

// same returns how many bytes of snapshot are what stands at at.
func (k *packed) same(snapshot string, at unsafe.Pointer) int {
	switch k.form {
	case packMemory:
		return sameBytes(snapshot, at, int(k.size))
	case packText:
		return sameText(snapshot, *(*string)(at))
	case packPointer:
		return k.samePointee(snapshot, *(*unsafe.Pointer)(at))
	}
	return k.sameList(snapshot, *(*[]byte)(at)) // every slice begins alike
}

// differs is what is answered in place of the length of what is the same.
const differs = -1

func sameBytes(snapshot string, at unsafe.Pointer, size int) int {
	if snapshot[:size] != unsafe.String((*byte)(at), size) {
		return differs
	}
	return size
}

func sameText(snapshot, text string) int {
	if n := len(text); lengthAt(snapshot) == n && snapshot[lengthSize:lengthSize+n] == text {
		return lengthSize + n
	}
	return differs
}

func lengthAt(snapshot string) int {
	return int(binary.LittleEndian.Uint32(unsafe.Slice(unsafe.StringData(snapshot[:lengthSize]), lengthSize)))
}

func (k *packed) samePointee(snapshot string, value unsafe.Pointer) int {
	there := snapshot[0] == 1
	switch {
	case there != (value != nil):
		return differs
	case !there:
		return 1
	}
	n := 0
	if k.inner == packText {
		n = sameText(snapshot[1:], *(*string)(value))
	} else {
		n = sameBytes(snapshot[1:], value, int(k.size))
	}
	if n >= 0 {
		n++
	}
	return n
}

func (k *packed) sameList(snapshot string, list []byte) int {
	n := lengthAt(snapshot)
	if (n == 0) != (list == nil) || n > 0 && n-1 != len(list) {
		return differs
	}
	first, met := unsafe.Pointer(unsafe.SliceData(list)), lengthSize
	if k.inner == packMemory {
		if n = sameBytes(snapshot[met:], first, len(list)*int(k.size)); n < 0 {
			return differs
		}
		return met + n
	}
	for i := range list {
		n := sameText(snapshot[met:], *(*string)(unsafe.Add(first, uintptr(i)*k.size)))
		if n < 0 {
			return differs
		}
		met += n
	}
	return met
}
