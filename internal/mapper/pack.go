package mapper

import (
	"encoding/binary"
	"time"
	"unsafe"
)

// Pack adds a snapshot of the struct at p as bytes to buf, in its capacity. ok is false when it does not fit there, or cannot
// be packed.
func (r *Record) Pack(buf []byte, p unsafe.Pointer) (with []byte, ok bool) {
	ok = r.pack.whole
	for i := 0; ok && i < len(r.pack.parts); i++ {
		k := &r.pack.parts[i]
		buf, ok = k.append(buf, unsafe.Add(p, k.offset))
	}
	return buf, ok
}

func (k *packed) append(buf []byte, at unsafe.Pointer) (with []byte, ok bool) {
	switch k.form {
	case packMemory:
		return k.appendMemory(buf, at)
	case packText:
		return appendText(buf, *(*string)(at))
	case packPointer:
		value := *(*unsafe.Pointer)(at)
		switch there := value != nil; {
		case len(buf) == cap(buf):
			return buf, false
		case !there:
			return append(buf, 0), true
		case k.inner == packText:
			return appendText(append(buf, 1), *(*string)(value))
		}
		return k.appendMemory(append(buf, 1), value)
	}
	return k.appendList(buf, *(*[]byte)(at)) // every slice begins alike
}

// localZone is the zone of what time.Now returns. Times in it are packed as well: what is kept here the collector never frees.
var localZone = unsafe.Pointer(time.Local)

// appendMemory adds memory in which every time is in UTC, or in the local zone.
func (k *packed) appendMemory(buf []byte, at unsafe.Pointer) (with []byte, ok bool) {
	for _, zone := range k.zones {
		if z := *(*unsafe.Pointer)(unsafe.Add(at, zone)); z != nil && z != localZone {
			return buf, false
		}
	}
	if cap(buf)-len(buf) < int(k.size) {
		return buf, false
	}
	return append(buf, unsafe.Slice((*byte)(at), k.size)...), true
}

// lengthSize is how many bytes a length has.
const lengthSize = 4

func appendText(buf []byte, text string) (with []byte, ok bool) {
	if cap(buf)-len(buf) < lengthSize+len(text) {
		return buf, false
	}
	return append(binary.LittleEndian.AppendUint32(buf, uint32(len(text))), text...), true
}

// appendList adds the number of elements, one more so that nil is 0, and the elements.
func (k *packed) appendList(buf, list []byte) (with []byte, ok bool) {
	if cap(buf)-len(buf) < lengthSize {
		return buf, false
	}
	if list == nil {
		return binary.LittleEndian.AppendUint32(buf, 0), true
	}
	buf, ok = binary.LittleEndian.AppendUint32(buf, uint32(len(list)+1)), true
	first := unsafe.Pointer(unsafe.SliceData(list))
	if k.inner == packMemory {
		elements := unsafe.Slice((*byte)(first), uintptr(len(list))*k.size)
		if cap(buf)-len(buf) < len(elements) {
			return buf, false
		}
		return append(buf, elements...), true
	}
	for i := 0; ok && i < len(list); i++ {
		buf, ok = appendText(buf, *(*string)(unsafe.Add(first, uintptr(i)*k.size)))
	}
	return buf, ok
}
