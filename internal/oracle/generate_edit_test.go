package oracle_test

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// create makes an entity and ties it to others.
func (g *generator) create() {
	if len(g.those("", repo.Pending, repo.Persistent)) > 7 {
		return
	}
	k := kinds[pickOf(g, "kind", g.scene)]
	g.fresh++
	o := op{Op: "new", Type: k.name, Name: fmt.Sprintf("%s-%d", k.name, g.fresh), Values: map[string]any{"size": int64(g.fresh)}}
	o.Values["label"] = o.Name
	for _, c := range k.Key {
		if k.countsKeys() || k.foreign(c) != nil {
			continue
		}
		o.Values[c.Name] = g.freshKey(k, c)
	}
	if other := g.one(g.keysToTake(k)); other != "" {
		for _, c := range k.Key { // somebody else's key
			o.Values[c.Name] = c.Value(base(g.cast[other]))
		}
	}
	g.do(o)
	brought := false
	for _, r := range foreignKeys(k.Mapping) {
		brought = g.tie(o.Name, r) || brought
	}
	if !brought || g.chance(30) {
		g.do(op{Op: "add", Name: o.Name})
	}
}

// keysToTake are those whose keys a new entity may get: of what is to be deleted, and now and then of any.
func (g *generator) keysToTake(k *kind) []string {
	if k.countsKeys() || k.foreign(k.Key[0]) != nil || g.chance(60) {
		return nil
	}
	gone := slices.DeleteFunc(g.those(k.name, repo.Persistent, repo.Deleted), func(l string) bool {
		return g.s.State(g.cast[l]) != repo.Deleted && !slices.Contains(g.s.Deleted(), g.cast[l])
	})
	if len(gone) == 0 && g.chance(4) {
		return g.those(k.name, repo.Persistent)
	}
	return gone
}

func (g *generator) freshKey(k *kind, c *mapper.Column) any {
	g.fresh++
	if typeOf(c.Type) == "text" {
		return fmt.Sprintf("k%d", g.fresh)
	}
	return int64(g.fresh)
}

// parentOf is the kind at the other end of a foreign key.
func parentOf(r *mapper.Relationship) *kind {
	if r.HoldsKey() {
		return kinds[r.Target.Name()]
	}
	return kinds[r.Owner.Name()]
}

// sides are the fields that stand for a foreign key: the pointer at the child, and what the parent has.
func sides(child *kind, r *mapper.Relationship) (pointer, list *mapper.Relationship) {
	set := mapper.SetOf(foreignColumns(r))
	for _, other := range child.links {
		if other.HoldsKey() && mapper.SetOf(other.Local) == set {
			pointer = other
		}
	}
	for _, other := range parentOf(r).links {
		if !other.HoldsKey() && other.Kind != mapper.ManyToMany && other.Target == child.Mapping && mapper.SetOf(other.Remote) == set {
			list = other
		}
	}
	return pointer, list
}

// tie gives a new child a parent, and says whether that brings it along.
func (g *generator) tie(child string, r *mapper.Relationship) (brings bool) {
	if !slices.Contains(g.scene, parentOf(r).name) {
		return false
	}
	parents := slices.DeleteFunc(g.living(parentOf(r).name), func(l string) bool { return l == child })
	parent := g.one(parents)
	optional := foreignColumns(r)[0].Nullable()
	if parent == "" || g.chance(5) || (optional && g.chance(30)) {
		return false
	}
	return g.give(child, parent, r)
}

// give makes parent the child's, in one of the ways there are, and says whether that brings the child along.
func (g *generator) give(child, parent string, r *mapper.Relationship) (brings bool) {
	pointer, list := sides(kindFor(child), r)
	ways := []string{}
	if pointer != nil {
		ways = append(ways, "pointer", "pointer")
	}
	if list != nil {
		ways = append(ways, "list", "list")
	}
	if known(kindFor(parent), g.cast[parent]) {
		ways = append(ways, "field")
	}
	if len(ways) == 0 {
		return false
	}
	switch pickOf(g, "way", ways) {
	case "pointer":
		g.do(op{Op: "point", Name: child, Rel: pointer.Field, Item: parent})
	case "list":
		return g.put(parent, child, list)
	case "field":
		own, theirs := r.Local, r.Remote
		if !r.HoldsKey() {
			own, theirs = r.Remote, r.Local
		}
		for i, c := range own {
			if g.do(op{Op: "set", Name: child, Column: c.Name, KeyOf: parent, KeyColumn: theirs[i].Name}).Outcome == "" {
				break
			}
		}
	}
	return false
}

// known says whether an entity has its key.
func known(k *kind, e any) bool {
	return !slices.ContainsFunc(k.Key, func(c *mapper.Column) bool { return c.IsZero(base(e)) })
}

// put puts a child into what the parent has.
func (g *generator) put(parent, child string, list *mapper.Relationship) (brings bool) {
	switch {
	case !list.Many():
		g.do(op{Op: "point", Name: parent, Rel: list.Field, Item: child})
	case slices.Contains(list.Targets(base(g.cast[parent])), base(g.cast[child])):
		return false
	default:
		g.do(op{Op: "append", Name: parent, Rel: list.Field, Item: child})
	}
	return list.Has(mapper.SaveUpdate)
}

func (g *generator) resize() {
	if e := g.one(g.living("")); e != "" {
		size := int64(g.draw("size", 9))
		if kindFor(e).name == "Mascot" && g.chance(80) {
			g.fresh++
			size = int64(g.fresh)
		}
		g.do(op{Op: "set", Name: e, Column: "size", Value: size})
	}
}

// child draws an entity with a foreign key in the scene.
func (g *generator) child() (string, *mapper.Relationship) {
	child := g.one(slices.DeleteFunc(g.living(""), func(l string) bool { return len(g.foreignIn(kindFor(l))) == 0 }))
	if child == "" {
		return "", nil
	}
	r := pickOf(g, "foreign key", g.foreignIn(kindFor(child)))
	if foreignColumns(r)[0].PrimaryKey && g.chance(85) {
		return "", nil
	}
	return child, r
}

func (g *generator) foreignIn(k *kind) []*mapper.Relationship {
	return slices.DeleteFunc(foreignKeys(k.Mapping), func(r *mapper.Relationship) bool { return !slices.Contains(g.scene, parentOf(r).name) })
}

// move gives a child to another parent.
func (g *generator) move() {
	child, r := g.child()
	if child == "" {
		return
	}
	parent := g.one(slices.DeleteFunc(g.living(parentOf(r).name), func(l string) bool { return l == child }))
	if parent == "" {
		return
	}
	_, list := sides(kindFor(child), r)
	if list != nil && list.Many() && g.chance(50) { // as one does by lists: out of the one, into the other
		g.takeOut(child, list)
		g.put(parent, child, list)
		return
	}
	g.give(child, parent, r)
}

// takeOut takes a child out of the lists that hold it.
func (g *generator) takeOut(child string, list *mapper.Relationship) (out bool) {
	for _, parent := range g.those(list.Owner.Name(), repo.Pending, repo.Persistent) {
		if slices.Contains(list.Targets(base(g.cast[parent])), base(g.cast[child])) {
			out = true
			if list.Many() {
				g.do(op{Op: "remove", Name: parent, Rel: list.Field, Item: child})
			} else {
				g.do(op{Op: "point", Name: parent, Rel: list.Field})
			}
		}
	}
	return out
}

// unlink takes a child from its parent, or one out of a list.
func (g *generator) unlink() {
	if g.chance(30) {
		g.unpair()
		return
	}
	child, r := g.child()
	if child == "" {
		return
	}
	pointer, list := sides(kindFor(child), r)
	switch way := g.draw("way", 5); {
	case way < 3 && list != nil:
		g.takeOut(child, list)
	case way < 4 && pointer != nil:
		g.do(op{Op: "point", Name: child, Rel: pointer.Field})
	case foreignColumns(r)[0].Nullable():
		for _, c := range foreignColumns(r) {
			if g.do(op{Op: "set", Name: child, Column: c.Name}).Outcome == "" {
				break
			}
		}
	}
}

func isMany(r *mapper.Relationship) bool { return r.Kind == mapper.ManyToMany }

// link puts one into a many-to-many list.
func (g *generator) link() {
	e := g.one(slices.DeleteFunc(g.living(""), func(l string) bool { return len(g.within(kindFor(l), isMany)) == 0 }))
	if e == "" {
		g.move()
		return
	}
	r := pickOf(g, "relationship", g.within(kindFor(e), isMany))
	if item := g.one(g.living(r.Target.Name())); item != "" {
		g.put(e, item, r)
	}
}

// unpair takes one out of a many-to-many list.
func (g *generator) unpair() {
	for _, e := range g.living("") {
		for _, r := range g.within(kindFor(e), isMany) {
			held := targetLabels(r, g.cast[e])
			if len(held) > 0 && g.chance(50) {
				g.do(op{Op: "remove", Name: e, Rel: r.Field, Item: pickOf(g, "item", held)})
				return
			}
		}
	}
}

// clearList takes everything out of a list, one by one.
func (g *generator) clearList() {
	e := g.one(g.living(""))
	if e == "" {
		return
	}
	lists := g.within(kindFor(e), (*mapper.Relationship).Many)
	if len(lists) == 0 {
		return
	}
	r := pickOf(g, "relationship", lists)
	for _, item := range targetLabels(r, g.cast[e]) {
		g.do(op{Op: "remove", Name: e, Rel: r.Field, Item: item})
	}
}

// listed draws an entity and one of its lists that has doors of its own.
func (g *generator) listed() (string, *mapper.Relationship) {
	e := g.one(slices.DeleteFunc(g.living(""), func(l string) bool { return len(g.within(kindFor(l), hasDoors)) == 0 }))
	if e == "" {
		return "", nil
	}
	return e, pickOf(g, "relationship", g.within(kindFor(e), hasDoors))
}

func hasDoors(r *mapper.Relationship) bool {
	_, has := kinds[r.Owner.Name()].lists[r.Field]
	return has
}

// replace makes a list exactly another.
func (g *generator) replace() {
	e, r := g.listed()
	if e == "" {
		return
	}
	if g.s.State(g.cast[e]) == repo.Persistent {
		g.do(op{Op: "load", Name: e, Rel: r.Field})
	}
	o := op{Op: "replace", Name: e, Rel: r.Field, Items: []string{}, held: targetLabels(r, g.cast[e])}
	for _, item := range g.living(r.Target.Name()) {
		if item != e && g.chance(50) {
			o.Items = append(o.Items, item)
		}
	}
	g.do(o)
}

// putUnseen puts something into a list that nobody loads for that, or takes it out.
func (g *generator) putUnseen() {
	e, r := g.listed()
	if e == "" {
		return
	}
	item := g.one(g.living(r.Target.Name()))
	if item == "" || item == e {
		return
	}
	if !slices.Contains(r.Targets(base(g.cast[e])), base(g.cast[item])) {
		g.do(op{Op: "put", Name: e, Rel: r.Field, Item: item})
	} else if g.s.State(g.cast[item]) == repo.Persistent && g.s.State(g.cast[e]) == repo.Persistent {
		g.do(op{Op: "take", Name: e, Rel: r.Field, Item: item})
	}
}
