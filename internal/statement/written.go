package statement

import "github.com/drey-db/drey/internal/mapper"

// Write is a table that a statement writes, and how.
type Write struct {
	Kind    Kind // InsertKind, UpdateKind or DeleteKind
	Mapping *mapper.Mapping
	Upserts bool // of an INSERT: rows that are there already may be written as well
}

// Writes is what s writes, in its WITH included. Of text it knows nothing.
func Writes(s Statement) (writes []Write) {
	for _, n := range s.nodes(WithPart) {
		if n.kind != common {
			continue
		}
		if query, ok := n.left.value.(Statement); ok {
			writes = append(writes, Writes(query)...)
		}
	}
	if t := s.Target(); t != nil {
		n := s.last(ConflictPart)
		writes = append(writes, Write{Kind: s.kind, Mapping: t.Mapping, Upserts: n != nil && n.op == OpDoUpdate})
	}
	return writes
}
