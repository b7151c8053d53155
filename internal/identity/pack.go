package identity

import (
	"encoding/binary"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// What a packed snapshot has at most, since its text is a copy, and how much of them stands in one piece of memory.
const (
	mostPacked = 512
	mostPacks  = 32 << 10
)

// remember takes what the entity holds for what its row has.
func (e *Entry) remember() {
	if e.snapshot = e.home.pack(e.Mapping, e.Base); e.snapshot == nil {
		e.snapshot, e.packed = e.Mapping.Snapshot(e.Base), false
		return
	}
	e.packed = true
}

// packedHead is the number of bytes in front of a packed snapshot, which say how many it has.
const packedHead = 2

// packedAt returns the packed snapshot at p.
func packedAt(p unsafe.Pointer) string {
	n := binary.LittleEndian.Uint16((*[packedHead]byte)(p)[:])
	return unsafe.String((*byte)(unsafe.Add(p, packedHead)), int(n))
}

// pack returns a snapshot of the struct at p as bytes, nil where it has none.
func (m *Map) pack(mapping *mapper.Mapping, p unsafe.Pointer) unsafe.Pointer {
	from := len(m.packs)
	if end := min(cap(m.packs), from+packedHead+mostPacked); end-from > packedHead {
		if with, ok := mapping.Pack(m.packs[:from+packedHead:end], p); ok {
			m.packs = m.packs[:len(with)]
			return headed(m.packs[from:])
		}
	}
	return m.packAnew(mapping, p)
}

// packAnew returns pack in another piece of memory, if there it fits.
func (m *Map) packAnew(mapping *mapper.Mapping, p unsafe.Pointer) unsafe.Pointer {
	var room [packedHead + mostPacked]byte
	snapshot, ok := mapping.Pack(room[:packedHead], p)
	if !ok {
		return nil
	}
	if cap(m.packs)-len(m.packs) < len(snapshot) {
		more := 2 * cap(m.packs)
		if m.coming > 0 {
			more = (m.coming + m.coming/8 + 1) * len(snapshot)
		}
		m.packs = make([]byte, 0, max(len(snapshot), min(more, mostPacks)))
	}
	from := len(m.packs)
	m.packs = append(m.packs, snapshot...)
	return headed(m.packs[from:])
}

// headed writes how many bytes stand behind the head of snapshot.
func headed(snapshot []byte) unsafe.Pointer {
	binary.LittleEndian.PutUint16(snapshot, uint16(len(snapshot)-packedHead))
	return unsafe.Pointer(&snapshot[0])
}
