package identity

import (
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// row is what a session knows of a persistent entity's row. There is one for each, so it is small; a journal keeps it whole.
type row struct {
	number   int64          // the key, or how long its text is
	name     *byte          // the text of a key that is no number; nil: it is one, or empty
	snapshot unsafe.Pointer // see Entry.Snapshot; where Entry.packed is set, bytes that begin with their number
	loaded   *mapper.Set    // see Entry.Loaded; nil: none
	links    *link          // the first of as many as the mapping has relationships; nil: nothing is known of any
}

// keyed returns a row with that key, of which nothing is known.
func keyed(k Key) row {
	if k.text == "" {
		return row{number: k.number}
	}
	return row{number: int64(len(k.text)), name: unsafe.StringData(k.text)}
}

// key returns the row's key in a mapping.
func (r *row) key(m *mapper.Mapping) Key {
	if r.name == nil {
		return Key{mapping: m, number: r.number}
	}
	return Key{mapping: m, text: unsafe.String(r.name, r.number)}
}

// linked returns what is known of a relationship of the mapping.
func (r *row) linked(relation *mapper.Relationship) link {
	if r.links == nil {
		return link{}
	}
	return *(*link)(unsafe.Add(unsafe.Pointer(r.links), uintptr(relation.Index)*unsafe.Sizeof(link{})))
}

// load says that columns of m were seen.
func (r *row) load(m *mapper.Mapping, columns mapper.Set) {
	if r.loaded = &m.All; columns != m.All {
		part := columns
		r.loaded = &part
	}
}
