package repo

import (
	"slices"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// expireWritten keeps tracked entities honest after a statement that wrote rows by criteria. Which rows those were only the
// database knows, so every tracked entity of the table written is expired, but keeps what was edited in it; after a DELETE,
// and an UPDATE of what is referred to, those are too that a foreign key ties to it, as the database may have deleted or changed their rows as well. Rows that an
// INSERT added may belong in lists that were loaded. Of what text writes nobody knows anything.
func (s *Session) expireWritten(stmt ast.Statement) {
	if k := stmt.Kind(); k == ast.TextKind || k == ast.ForeignKind {
		s.known.TextSent()
	}
	for _, w := range ast.Writes(stmt) {
		if w.Kind == ast.InsertKind && !w.Upserts {
			s.known.InvalidateLists(w.Mapping)
			continue
		}
		s.known.InvalidateAll(w.Mapping)
		if w.Kind == ast.DeleteKind || slices.ContainsFunc(w.Mapping.ReferredTo(), func(c *mapper.Column) bool { return w.Sets.Has(c.Index) }) {
			s.expireReferring(w.Mapping)
		}
	}
}

// expireReferring expires what refers to rows of m.
func (s *Session) expireReferring(m *mapper.Mapping) {
	var met []*mapper.Mapping
	for _, e := range s.known.Entries() {
		if !slices.Contains(met, e.Mapping) {
			met = append(met, e.Mapping)
		}
	}
	for _, other := range met {
		if other != m && refers(other, m) {
			s.known.InvalidateAll(other)
		}
	}
}

// isDelete says that the rows of q are those that it deletes.
func (q reading) isDelete() bool {
	return q.stmt.Kind() == ast.DeleteKind && q.shape.Entity() != nil && q.shape.Entity() == q.stmt.Entity()
}

// asDelete returns q where it deletes: its entities are not tracked, and those that the session has are deleted in it.
func (s *Session) asDelete(q reading) reading {
	if !q.isDelete() {
		return q
	}
	take := q.take
	q.untracked = true
	q.take = func(row any) bool {
		s.markRowDeleted(row, q.streamed)
		return take(row)
	}
	return q
}

// markRowDeleted says that an entity's row is deleted. A loop that streams is outside any call.
func (s *Session) markRowDeleted(entity any, outside bool) {
	if outside {
		s.using.Lock()
		defer s.unlock()
	}
	if e := s.known.Find(entity); e != nil {
		s.known.Delete(e)
	}
}
