package loading

import (
	"sync"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

var selves sync.Map // *mapper.Mapping -> *mapper.Relationship

// self leads from each entity of m to itself, by its key.
func self(m *mapper.Mapping) *mapper.Relationship {
	if r, ok := selves.Load(m); ok {
		return r.(*mapper.Relationship)
	}
	made := &mapper.Relationship{Kind: mapper.BelongsTo, Owner: m, Target: m, Field: "row", Local: m.Key, Remote: m.Key}
	r, _ := selves.LoadOrStore(m, made)
	return r.(*mapper.Relationship)
}

// Reread reads the rows of entries, of one mapping, again. Only its Statements and Read are of use.
func Reread(entries []*identity.Entry, d render.Dialect, opts Options) *Fetch {
	r := self(entries[0].Mapping)
	f := &Fetch{load: &ast.Load{Relationship: r}, relation: r, options: opts, dialect: d, scratch: &scratch{}}
	for _, e := range entries {
		f.keys = append(f.keys, e.KeyHolder())
	}
	return f
}
