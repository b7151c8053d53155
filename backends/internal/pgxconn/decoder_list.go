package pgxconn

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// shared is how many bytes a text, or a list of texts, has at most that shares memory with the others of its row. What is
// kept of one row alone keeps no more than its neighbours in it.
const shared = 256

// store is memory for the text of one row.
type store struct{ free []byte }

// string copies raw, into memory of its own where none was reserved for it.
func (s *store) string(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	if len(raw) > len(s.free) || len(raw) > shared {
		return string(raw)
	}
	own := s.free[:copy(s.free, raw)]
	s.free = s.free[len(raw):]
	return unsafe.String(unsafe.SliceData(own), len(own))
}

func (s *store) readList(k kind, size int, raw []byte, p unsafe.Pointer) bool {
	switch k {
	case textList:
		return readElements(raw, size, (*[]string)(p), func(raw []byte, at *string) bool {
			*at = s.string(raw)
			return true
		})
	case int64List:
		return readElements(raw, size, (*[]int64)(p), func(raw []byte, at *int64) bool {
			return readInteger(int64s, raw, unsafe.Pointer(at))
		})
	case int32List:
		return readElements(raw, size, (*[]int32)(p), func(raw []byte, at *int32) bool {
			return readInteger(int32s, raw, unsafe.Pointer(at))
		})
	case float64List:
		return readElements(raw, size, (*[]float64)(p), func(raw []byte, at *float64) bool {
			*at = math.Float64frombits(binary.BigEndian.Uint64(raw))
			return true
		})
	}
	return false
}

// readElements reads an array of one dimension, or of nothing, without a NULL in it. Its elements have fixed bytes each; 0:
// any.
func readElements[E any](raw []byte, fixed int, list *[]E, read func(raw []byte, at *E) bool) bool {
	const head = 12 // dimensions, whether there are NULLs, and the type
	if len(raw) < head {
		return false
	}
	switch dimensions := binary.BigEndian.Uint32(raw); {
	case dimensions == 0:
		*list = []E{}
		return len(raw) == head
	case dimensions > 1 || len(raw) < head+8:
		return false
	}
	n, rest := int(binary.BigEndian.Uint32(raw[head:])), raw[head+8:]
	if n > len(rest)/4 {
		return false
	}
	elements := make([]E, n)
	for i := range elements {
		if len(rest) < 4 {
			return false
		}
		size := int(int32(binary.BigEndian.Uint32(rest)))
		if rest = rest[4:]; size < 0 || size > len(rest) || fixed > 0 && size != fixed || !read(rest[:size], &elements[i]) {
			return false
		}
		rest = rest[size:]
	}
	*list = elements
	return len(rest) == 0
}
