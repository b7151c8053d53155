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
	if packs := m.memory.packs.current(); packs != nil && cap(*packs)-len(*packs) > packedHead {
		from := len(*packs)
		end := min(cap(*packs), from+packedHead+mostPacked)
		if with, ok := mapping.Pack((*packs)[:from+packedHead:end], p); ok {
			*packs = (*packs)[:len(with)]
			return headed((*packs)[from:])
		}
		clear((*packs)[from:end]) // what did not fit
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
	more := mostPacks
	if m.coming > 0 {
		more = min(more, (m.coming+m.coming/8+1)*len(snapshot))
	} else if packs := m.memory.packs.current(); packs != nil {
		more = min(more, 2*cap(*packs))
	} else {
		more = len(snapshot)
	}
	place := m.memory.packs.some(len(snapshot), more)
	copy(place, snapshot)
	return headed(place)
}

// headed writes how many bytes stand behind the head of snapshot.
func headed(snapshot []byte) unsafe.Pointer {
	binary.LittleEndian.PutUint16(snapshot, uint16(len(snapshot)-packedHead))
	return unsafe.Pointer(&snapshot[0])
}
