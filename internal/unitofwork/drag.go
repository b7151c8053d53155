package unitofwork

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// stays reports whether the child refers to the same row as before by the foreign key.
func (k *foreignKey) stays() bool {
	return k.by == &k.kept || k.by == nil && !k.fieldsEdited || k.by != nil && k.by.parent != nil && k.by.parent == k.former
}

// byFormer returns the foreign key as what the child's row refers to by it until now; nil when nobody has that.
func (k *foreignKey) byFormer() (claim, bool) {
	switch {
	case k.by == &k.kept:
		return k.kept, true
	case k.child.State != identity.Persistent || k.former == nil:
		return claim{}, false
	}
	parent, _ := k.relation.Referred()
	return claim{k.former, k.relation}, parent == k.former.Mapping
}

// drags reports whether the flush gives what the child's row refers to until now another value in what the column c of its foreign key has,
// and the database has c follow that; key is that column of the parent.
func (f *planner) drags(k *foreignKey, c claim, key *mapper.Column) bool {
	return f.living(c.parent) && f.changes(c.parent, []*mapper.Column{key}) && (k.stays() || strings.EqualFold(c.by.OnUpdateKey, "cascade"))
}

// unseen reports whether others may take the child's row along by a foreign key that changes, and that was expired: whose it was until now,
// nobody knows.
func (f *planner) unseen(k *foreignKey) bool {
	return k.child.Expired && k.child.State == identity.Persistent && !k.stays() && (f.moves || len(f.moved) > 0) && slices.ContainsFunc(k.columns, k.shares)
}

// restoreShared writes the columns that a foreign key shares with others as they are to stand, where the row that it referred to takes them
// along.
func (f *planner) restoreShared(k *foreignKey, now *save) {
	was, known := k.byFormer()
	if !known || k.stays() {
		return
	}
	foreign, key := was.columns()
	for i, c := range foreign {
		if !k.shares(c) || k.fixes(c) || !f.drags(k, was, key[i]) || k.child.Edited(c) || k.child.Assigns(c) {
			continue
		}
		from, own := f.origin(k.child, c)
		now.row.Fills = append(now.row.Fills, Fill{Column: c, From: from, Key: own})
	}
}

// rewrites reports whether a statement of the row's own gives it other values in columns that are referred to: not that of another one which
// it follows.
func (s *sorter) rewrites(e *identity.Entry, columns []*mapper.Column) bool {
	return slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		return s.changes(e, []*mapper.Column{c}) && !s.follows(nil, e, c)
	})
}

// follows reports whether the database has given the column of e its new value before the flush comes to the tables that refer to one another.
func (s *sorter) follows(path []*identity.Entry, e *identity.Entry, column *mapper.Column) bool {
	for _, k := range s.keysOf[e] {
		if k.by != &k.kept || slices.Contains(path, k.kept.parent) {
			continue
		}
		foreign, key := k.kept.columns()
		at := slices.Index(foreign, column)
		if at < 0 || !s.changes(k.kept.parent, key[at:at+1]) {
			continue
		}
		if !s.graph.together(e.Mapping, k.kept.parent.Mapping) || s.follows(append(path, e), k.kept.parent, key[at]) {
			return true
		}
	}
	return false
}

// findLeavers notes which rows must be written before others that would take their keys along, and that they leave.
func (s *sorter) findLeavers(fresh map[identity.Key]*identity.Entry) {
	if !s.moves && len(s.moved) == 0 {
		return
	}
	for _, sv := range s.saves {
		e := sv.row.Entry
		if sv.late || e.State != identity.Persistent {
			continue
		}
		for _, k := range s.keysOf[e] {
			was, known := k.byFormer()
			if known && !k.stays() && s.saveOf[was.parent] != nil && s.takesAlong(k, was) && !s.waitsFor(nil, e, was.parent, fresh) {
				put(&s.leavers, was.parent, append(s.leavers[was.parent], edge{e, was.by}))
			}
		}
	}
}

// takesAlong reports whether a statement on what the child's row refers to gives that another key.
func (s *sorter) takesAlong(k *foreignKey, was claim) bool {
	if !s.graph.together(k.child.Mapping, was.parent.Mapping) {
		return false
	}
	foreign, key := was.columns()
	for i, c := range foreign {
		if c.PrimaryKey && s.drags(k, was, key[i]) && s.rewrites(was.parent, key[i:i+1]) {
			return true
		}
	}
	return false
}

// waitsFor reports whether e is written behind another row because of what it gets.
func (s *sorter) waitsFor(met map[*identity.Entry]bool, e, other *identity.Entry, fresh map[identity.Key]*identity.Entry) bool {
	if e == other {
		return true
	}
	if met == nil {
		met = map[*identity.Entry]bool{}
	}
	if met[e] {
		return false
	}
	met[e] = true
	return slices.ContainsFunc(s.needs(e, fresh), func(next edge) bool { return s.waitsFor(met, next.to, other, fresh) })
}

// findFollowers notes by which keys the rows are found that the database has moved by then.
func (s *sorter) findFollowers() {
	if !s.moves && len(s.moved) == 0 {
		return
	}
	for _, sv := range s.saves {
		if e := sv.row.Entry; e.State == identity.Persistent && !sv.row.Late {
			for _, late := range [2]bool{false, true} {
				for _, k := range s.keysOf[e] {
					s.followBy(sv, k, late)
				}
			}
		}
	}
}

// followBy notes what the key of a row has by a foreign key that the database moves: first by what is written before the tables that refer to one
// another, then by rows of these.
func (s *sorter) followBy(sv *save, k *foreignKey, late bool) {
	was, known := k.byFormer()
	if !known {
		return
	}
	foreign, key := was.columns()
	for i, c := range foreign {
		if !c.PrimaryKey || !s.drags(k, was, key[i]) {
			continue
		}
		own := s.graph.together(sv.row.Entry.Mapping, was.parent.Mapping) && s.rewrites(was.parent, key[i:i+1])
		if own != late || own && slices.ContainsFunc(s.leavers[was.parent], func(l edge) bool { return l.to == sv.row.Entry }) {
			continue
		}
		from, column := s.origin(was.parent, key[i])
		sv.row.Follows = append(sv.row.Follows, Fill{Column: c, From: from, Key: column})
	}
}
