package unitofwork

import (
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// referredName names columns that foreign keys refer to.
type referredName struct {
	mapping *mapper.Mapping
	columns mapper.Set
}

func referredOf(r *mapper.Relationship) referredName {
	m, columns := r.Referred()
	return referredName{m, mapper.SetOf(columns)}
}

// keyOf returns what the foreign key of r has where it refers to e, a row.
func keyOf(e *identity.Entry, r *mapper.Relationship) identity.Key {
	if !r.ReferencesUnique || e.Snapshot() == nil {
		return e.Key()
	}
	m, columns := r.Referred()
	return identity.KeyBy(m, columns, e.Snapshot())
}

// referred returns the entity that the foreign key of r in the child's struct at base refers to, nil when the session does not
// have it.
func (f *planner) referred(child *identity.Entry, r *mapper.Relationship, base unsafe.Pointer) *identity.Entry {
	if key, ok := keyIn(child, r, base); ok {
		return f.at(r, key)
	}
	return nil
}

// formerOf returns what the child's row refers to by the foreign key of r, whichever type that is; nil when the session does not
// have it.
func (f *planner) formerOf(child *identity.Entry, r *mapper.Relationship) *identity.Entry {
	if r.TypeColumn == nil || r.IsOfType(child.Snapshot()) {
		return f.referred(child, r, child.Snapshot())
	}
	for m := range f.tables {
		for _, other := range relationships(m) {
			if other.TypeColumn == r.TypeColumn && other.IsOfType(child.Snapshot()) {
				return f.referred(child, other, child.Snapshot())
			}
		}
	}
	return nil
}

// mayBeTakenOver reports whether a new entity has what the foreign key of r refers to in e, which is deleted, or may get it by the flush:
// who refers to that may be a child of either.
func (f *planner) mayBeTakenOver(e *identity.Entry, r *mapper.Relationship) bool {
	return f.pendingByKey(r)[keyOf(e, r)] != nil || f.openKeys[referredOf(r)] || r.ReferencesUnique && f.rowMayBeTakenOver(e)
}

// rowMayBeTakenOver reports whether a new entity has the key of e, which is deleted, or may get it by the flush: its row stays then, and the
// database does nothing ON DELETE.
func (f *planner) rowMayBeTakenOver(e *identity.Entry) bool {
	return f.pendingBy(e.Mapping, e.Mapping.Key)[e.Key()] != nil || f.openKeys[referredName{e.Mapping, mapper.SetOf(e.Mapping.Key)}]
}

// leftToDatabase reports whether the database deals with what nobody has read of r when e is deleted.
func (f *planner) leftToDatabase(e *identity.Entry, r *mapper.Relationship) bool {
	return r.PassiveDeletes && !f.rowMayBeTakenOver(e)
}

// at returns the entity whose row has key in what r's foreign key refers to, nil when the session does not have it.
func (f *planner) at(r *mapper.Relationship, key identity.Key) *identity.Entry {
	if !r.ReferencesUnique {
		return f.known.At(key)
	}
	name := referredOf(r)
	_, columns := r.Referred()
	index, known := f.stored[name]
	if !known {
		for _, e := range f.known.EntriesOf(name.mapping) {
			if e.State != identity.Persistent {
				continue
			}
			if f.written && f.saveOf[e] != nil { // its row is what the entity says now
				put(&index, identity.KeyBy(name.mapping, columns, e.Base), e)
			} else if name.columns.Within(e.Loaded()) {
				put(&index, keyOf(e, r), e)
			}
		}
		put(&f.stored, name, index)
	}
	return index[key]
}
