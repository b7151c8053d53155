package unitofwork

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// CycleError says that rows refer to one another so that none can be written first.
type CycleError struct {
	Path   []string // types, the first one again at the end
	Keys   [][]any  // of each row in Path, secret parts as ***; nil for a row that has none yet
	Fields []string // the relationship that leads from each to the next
}

// Error prints the path.
func (e *CycleError) Error() string {
	by := ""
	if len(e.Fields) > 0 {
		by = " (by " + strings.Join(e.Fields, ", ") + ")"
	}
	rows := slices.Clone(e.Path)
	for i := range min(len(rows), len(e.Keys)) {
		if e.Keys[i] != nil {
			rows[i] = fmt.Sprint(rows[i], " ", e.Keys[i])
		}
	}
	return "relationships leave no order to write in: " + strings.Join(rows, " -> ") + by +
		": mark one whose foreign key may be NULL with post-update"
}

// edge is a row that another one must wait for.
type edge struct {
	to *identity.Entry
	by *mapper.Relationship
}

// walk finds how deep rows stand in what they wait for.
type walk struct {
	edges func(*identity.Entry) []edge
	depth map[*identity.Entry]int
	path  []edge // from the first row to the present one
	round []edge // the part of path that leads to its first row again, once one does
}

// underway is the depth of a row that is on the path.
const underway = -1

func (w *walk) of(e *identity.Entry) (int, error) {
	if depth, ok := w.depth[e]; ok {
		return depth, nil
	}
	depth := 0
	w.depth[e] = underway
	for _, next := range w.edges(e) {
		w.path = append(w.path, edge{e, next.by})
		if met, ok := w.depth[next.to]; ok && met == underway {
			at := slices.IndexFunc(w.path, func(met edge) bool { return met.to == next.to })
			w.round = w.path[at:]
			return 0, cycle(w.round)
		}
		below, err := w.of(next.to)
		if err != nil {
			return 0, err
		}
		w.path = w.path[:len(w.path)-1]
		depth = max(depth, below+1)
	}
	w.depth[e] = depth
	return depth, nil
}

func cycle(path []edge) error {
	err := &CycleError{}
	for _, step := range path {
		err.Path = append(err.Path, step.to.Mapping.Name())
		var key []any
		if keyKnown(step.to) {
			key = identity.Values(step.to.Mapping, step.to.Base)
		}
		err.Keys = append(err.Keys, key)
		err.Fields = append(err.Fields, step.by.Name())
	}
	err.Path, err.Keys = append(err.Path, err.Path[0]), append(err.Keys, err.Keys[0])
	return err
}

// rankSaves finds the depth of rows in tables that refer to one another.
func (s *sorter) rankSaves() error {
	if !s.graph.hasCycle() {
		return nil
	}
	fresh := s.comingByKey()
	s.findLeavers(fresh)
	w := &walk{depth: map[*identity.Entry]int{}, edges: func(e *identity.Entry) []edge { return append(s.needs(e, fresh), s.leavers[e]...) }}
	for _, sv := range s.saves {
		if !s.graph.cyclic[sv.row.Entry.Mapping] || sv.late {
			continue
		}
		depth, err := w.of(sv.row.Entry)
		if err != nil {
			return err
		}
		sv.depth = depth
	}
	return nil
}

// comingByKey returns the rows in tables that refer to one another which get their keys by the flush from the client, by these: new ones, and
// those with another key than before.
func (s *sorter) comingByKey() map[identity.Key]*identity.Entry {
	fresh := map[identity.Key]*identity.Entry{}
	for _, sv := range s.saves {
		e := sv.row.Entry
		comes := sv.verb == Inserts && keyKnown(e) || sv.verb == Updates && s.changes(e, e.Mapping.Key)
		if comes && !sv.late && s.graph.cyclic[e.Mapping] {
			fresh[identity.KeyOf(e.Mapping, s.behind(e, e.Mapping.Key))] = e
		}
	}
	return fresh
}

// needs returns the rows that must be written before e, among those of tables that refer to one another: new ones that it is
// given the key of, or names in its fields, and those whose key changes.
func (s *sorter) needs(e *identity.Entry, fresh map[identity.Key]*identity.Entry) (needs []edge) {
	own := s.saveOf[e]
	if own == nil {
		return nil
	}
	for _, d := range own.after {
		other := s.saveOf[d.on]
		if other == nil || !s.graph.together(e.Mapping, d.on.Mapping) || (d.on == e && !keyMade(e)) {
			continue
		}
		if _, key := (claim{by: d.by}).columns(); other.verb == Inserts || changes(d.on, key) || s.rewrites(d.on, key) {
			needs = append(needs, edge{d.on, d.by})
		}
	}
	if len(fresh) == 0 {
		return needs
	}
	return append(needs, s.namedBy(e, own, fresh)...)
}

// namedBy returns the rows that get the keys which fields of e name where no pointer or list says otherwise.
func (s *sorter) namedBy(e *identity.Entry, own *save, fresh map[identity.Key]*identity.Entry) (needs []edge) {
	for _, r := range slices.Concat(relationships(e.Mapping), s.pointerless(e.Mapping)) {
		holds := r.HoldsKey() && s.graph.together(e.Mapping, r.Target) || r.Target == e.Mapping && r.Inverse == nil && s.graph.together(e.Mapping, r.Owner)
		if !holds || r.Kind == mapper.ManyToMany || (claim{by: r}).postpones() || own.waitsBy(r) {
			continue
		}
		if parent := s.freshAt(e, r, fresh); parent != nil && parent != e && (parent.State == identity.Pending || fieldsEdited(e, r.Held()) || namesBeside(e, r)) {
			needs = append(needs, edge{parent, r})
		}
	}
	return needs
}

// waitsBy reports whether the row gets the foreign key of r from what is written before it.
func (s *save) waitsBy(r *mapper.Relationship) bool {
	_, foreign := r.Referring()
	return slices.ContainsFunc(s.after, func(d dependency) bool {
		columns, _ := claim{by: d.by}.columns()
		return slices.Equal(columns, foreign)
	})
}

// freshAt returns the entity that the fields of r's foreign key name and that gets this by the flush from the client; nil for none.
func (s *sorter) freshAt(e *identity.Entry, r *mapper.Relationship, fresh map[identity.Key]*identity.Entry) *identity.Entry {
	if r.ReferencesUnique {
		fresh = s.comingAt(r)
	}
	_, foreign := r.Referring()
	if key, ok := keyIn(e, r, s.behind(e, foreign)); ok {
		return fresh[key]
	}
	return nil
}

// behind returns a struct with what columns of an entity have behind the flush, as far as that is known.
func (s *sorter) behind(e *identity.Entry, columns []*mapper.Column) unsafe.Pointer {
	for _, k := range s.keysOf[e] {
		if k.by != nil && k.by.parent != nil && slices.ContainsFunc(columns, func(c *mapper.Column) bool { return slices.Contains(k.columns, c) }) {
			return s.filled(e, columns)
		}
	}
	return e.Base
}

// keyIn returns the key of the parent in the foreign key of r, as it stands at base.
func keyIn(child *identity.Entry, r *mapper.Relationship, base unsafe.Pointer) (identity.Key, bool) {
	_, foreign := r.Referring()
	parent, key := r.Referred()
	if !r.IsOfType(base) {
		return identity.Key{}, false
	}
	scratch := parent.New()
	for i, c := range foreign {
		if c.IsZero(base) || !mapper.Carry(key[i], scratch, c, base) {
			return identity.Key{}, false
		}
	}
	return identity.KeyBy(parent, key, scratch), true
}
