package oracle_test

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// vocabulary are what texts are drawn from.
var vocabulary = map[string][]string{
	"town": {"ulm", "bonn", "rom"}, "status": {"open", "done", "paid"}, "nick": {"", "nn", "mm"}, "signed": {"a", "b"},
	"home_street": {"s0", "s1", "s2"}, "work_street": {"s0", "s3", ""},
}

// value draws one for a column that is no key.
func (g *breadthGenerator) value(c *mapper.Column) any {
	switch {
	case c.Name == "code":
		return fmt.Sprint("c", g.draw("code", 40))
	case len(vocabulary[c.Name]) > 0:
		return vocabulary[c.Name][g.draw("word", len(vocabulary[c.Name]))]
	case c.Type.Kind() == reflect.Pointer && g.chance(40):
		return nil
	case typeOf(c.Type) == "text":
		return fmt.Sprint("z", g.draw("text", 3))
	}
	return int64(g.draw("size", 7))
}

// plainColumns are those of a kind that belong to no relationship and that programs write.
func (k *kind) plainColumns() (list []*mapper.Column) {
	for _, c := range k.Columns {
		held := slices.Contains(unheard, c.Name) || c.PrimaryKey || k.heldBy(c) != nil
		if !held {
			list = append(list, c)
		}
	}
	return list
}

// heldBy is a relationship whose foreign key, or type, the column is.
func (k *kind) heldBy(c *mapper.Column) *mapper.Relationship {
	for _, other := range breadthKinds {
		for _, r := range other.writes(func(r *mapper.Relationship) bool {
			return r.HoldsKey() && other == k || !r.HoldsKey() && r.Target == k.Mapping
		}) {
			if slices.Contains(r.Held(), c) {
				return r
			}
		}
	}
	return nil
}

// values are those of what is new. In a text every column has to be said.
func (g *breadthGenerator) values(k *kind, text bool) map[string]any {
	_, id := g.tagOf(k)
	values := map[string]any{"id": id}
	for _, c := range k.plainColumns() {
		values[c.Name] = g.value(c)
	}
	if text && k.Version != nil {
		values[k.Version.Name] = int64(1)
	}
	return values
}

func (g *breadthGenerator) create() { g.createOf(g.scene[g.draw("kind", len(g.scene))]) }

// createOf makes an entity and ties it to others; "": there was nothing to tie it to.
func (g *breadthGenerator) createOf(name string) string {
	k := breadthKinds[name]
	o := breadthOp{Op: "new", Values: g.values(k, false), Pointers: map[string]string{}, Add: true}
	o.Name = fmt.Sprintf("%s#%d", k.name, o.Values["id"])
	tied := map[*mapper.Column]bool{}
	parents := []string{}
	for _, r := range g.ways(k) {
		held := r.Held()[0]
		if tied[held] || held.Nullable() && g.chance(40) {
			continue
		}
		parent := g.parent(r)
		if parent == "" {
			continue
		}
		tied[held] = true
		if parents = append(parents, parent); !r.HoldsKey() && !r.Many() {
			parents = append(parents, g.target(parent, r)) // which is let go
		}
		g.tie(&o, r, parent)
	}
	for _, r := range g.ways(k) {
		if !tied[r.Held()[0]] && !r.Held()[0].Nullable() {
			return ""
		}
	}
	if !g.edits(parents...) || !g.do(o) {
		return ""
	}
	g.edited[o.Name] = true
	return o.Name
}

// ways are the relationships that a new entity of a kind may be tied by: its own pointers, and what others have that it does not
// lead back to.
func (g *breadthGenerator) ways(k *kind) []*mapper.Relationship {
	list := k.writes((*mapper.Relationship).HoldsKey)
	for _, name := range g.scene {
		list = append(list, breadthKinds[name].writes(func(r *mapper.Relationship) bool { return wayless(r) && r.Target == k.Mapping })...)
	}
	if len(list) > 1 && g.chance(50) { // not always the first of two types
		slices.Reverse(list)
	}
	return list
}

// parent is who a new entity is tied to by r, made if need be.
func (g *breadthGenerator) parent(r *mapper.Relationship) string {
	m, _ := r.Referred()
	list := g.living(m.Name())
	if r.HoldsKey() && r.Has(mapper.DeleteOrphan) { // it is nobody else's
		if list = slices.DeleteFunc(list, func(name string) bool { return g.owned(name, r) }); len(list) == 0 || g.chance(50) {
			return g.createOf(m.Name())
		}
	}
	if wayless(r) {
		list = slices.DeleteFunc(list, func(name string) bool { return !g.knows(name, r) })
	}
	if len(list) == 0 && (g.chance(70) || !r.Held()[0].Nullable()) && !wayless(r) {
		return g.createOf(m.Name())
	}
	return g.one(list)
}

// owned says whether an entity is somebody's by r, as far as anybody knows.
func (g *breadthGenerator) owned(name string, r *mapper.Relationship) bool {
	for _, owner := range g.living(r.Owner.Name()) {
		if !g.knows(owner, r) || slices.Contains(targetTags(r, g.cast[owner]), name) {
			return true
		}
	}
	return false
}

// tie says whose a new entity is, by its pointer, the field of its foreign key, or the other end.
func (g *breadthGenerator) tie(o *breadthOp, r *mapper.Relationship, parent string) {
	how := g.draw("side", 3)
	switch {
	case !r.HoldsKey():
		o.Under = append(o.Under, [2]string{parent, r.Field})
		o.Add = g.chance(50)
	case how == 0 && r.Inverse != nil && r.Inverse.Many():
		o.Under = append(o.Under, [2]string{parent, r.Inverse.Field})
		o.Add = g.chance(50)
	case how == 1 && r.TypeColumn == nil && !r.Has(mapper.DeleteOrphan) && g.s.State(g.cast[parent]) == repo.Persistent:
		_, columns := r.Referred()
		o.Values[r.Local[0].Name] = shown(columns[0].Value(base(g.cast[parent])))
	default:
		o.Pointers[r.Field] = parent
	}
}

// set edits columns.
func (g *breadthGenerator) set() {
	name := g.one(g.living(""))
	if name == "" {
		return
	}
	k, o := breadthKind(name), breadthOp{Op: "set", Name: name, Values: map[string]any{}}
	columns := k.plainColumns()
	if g.s.State(g.cast[name]) == repo.Persistent && !g.loadedWhole(g.cast[name]) { // what is not loaded is never written
		columns = []*mapper.Column{k.column("size")}
	}
	for range 1 + g.draw("columns", 3) {
		c := columns[g.draw("column", len(columns))]
		if !c.CreateOnly || g.chance(10) || g.s.State(g.cast[name]) == repo.Pending {
			o.Values[c.Name] = g.value(c)
		}
	}
	if code, changed := o.Values["code"]; changed && (code == nil || !g.followed(name) || !g.edits(name)) {
		return
	}
	if len(o.Values) > 0 {
		g.do(o)
	}
}

// followed says whether the session knows all that refers to an entity. What it does not know follows another code in the database
// alone, in SQLAlchemy too (passive_updates), whose judge reads everything again.
func (g *breadthGenerator) followed(name string) bool {
	links, err := breadthKind(name).Relationships()
	return err == nil && !slices.ContainsFunc(links, func(r *mapper.Relationship) bool { return !r.HoldsKey() && !r.ViewOnly && !g.knows(name, r) })
}

// merge merges what comes from elsewhere onto a row that is there: all columns, and no relationship.
func (g *breadthGenerator) merge() {
	name := g.one(slices.DeleteFunc(g.those("", repo.Persistent), func(name string) bool {
		return breadthKind(name).Version != nil || !g.loadedWhole(g.cast[name])
	}))
	if name == "" || !g.edits(name) {
		return
	}
	k, o := breadthKind(name), breadthOp{Op: "merge", Name: name, Values: map[string]any{}}
	plain := k.plainColumns()
	for _, c := range k.Columns {
		switch {
		case slices.Contains(unheard, c.Name):
		case slices.Contains(plain, c) && c.Name != "code" && (!c.CreateOnly || g.chance(5)):
			o.Values[c.Name] = g.value(c)
		default:
			o.Values[c.Name] = shown(reflect.ValueOf(c.Addr(base(g.cast[name]))).Elem().Interface())
		}
	}
	g.do(o)
}
