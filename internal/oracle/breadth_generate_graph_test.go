package oracle_test

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// anyLink draws a stored entity and a relationship of its that fits and that it knows.
func (g *breadthGenerator) anyLink(fits func(*mapper.Relationship) bool) (string, *mapper.Relationship) {
	name := g.one(g.those("", repo.Persistent))
	if name == "" {
		return "", nil
	}
	links := breadthKind(name).writes(func(r *mapper.Relationship) bool { return fits(r) && g.knows(name, r) })
	if len(links) == 0 {
		return "", nil
	}
	return name, links[g.draw("relationship", len(links))]
}

// target is the first that a field leads to.
func (g *breadthGenerator) target(name string, r *mapper.Relationship) string {
	if tags := targetTags(r, g.cast[name]); len(tags) > 0 {
		return tags[0]
	}
	return ""
}

// still says whether a field leads to an entity, after what was flushed meanwhile.
func (g *breadthGenerator) still(name string, r *mapper.Relationship, item string) bool {
	return g.knows(name, r) && (item == "" || slices.Contains(targetTags(r, g.cast[name]), item))
}

// point has a pointer of a stored entity lead elsewhere, or nowhere.
func (g *breadthGenerator) point() {
	name, r := g.anyLink(func(r *mapper.Relationship) bool { return !r.Many() })
	if name == "" {
		return
	}
	was := g.target(name, r)
	item := g.pointed(name, r, was)
	if item == was || !g.edits(name, was, item) || !g.still(name, r, was) {
		return
	}
	o := breadthOp{Op: "point", Name: name, Rel: r.Field, Item: item}
	if r.TypeColumn == nil || !r.HoldsKey() {
		g.do(o)
		return
	}
	for _, other := range breadthKind(name).writes((*mapper.Relationship).HoldsKey) { // of one of several types only that one is set
		if other != r && (!g.knows(name, other) || item == "" || g.target(name, other) == "") {
			continue
		} else if other != r {
			g.edited[g.target(name, other)] = true
		}
	}
	g.do(o)
}

// pointed is what a pointer may lead to.
func (g *breadthGenerator) pointed(name string, r *mapper.Relationship, was string) string {
	if g.chance(30) {
		return ""
	}
	list := slices.DeleteFunc(g.living(r.Target.Name()), func(other string) bool { return other == was || other == name })
	if r.HoldsKey() && !r.Has(mapper.DeleteOrphan) {
		return g.one(list)
	}
	if list = slices.DeleteFunc(list, func(other string) bool { return g.ownedBySome(other, r) }); len(list) == 0 && r.Has(mapper.DeleteOrphan) && r.HoldsKey() {
		return g.createOf(r.Target.Name())
	}
	return g.one(list)
}

// ownedBySome says whether something is somebody's already, by r or by a relationship of another type that does the same.
func (g *breadthGenerator) ownedBySome(name string, r *mapper.Relationship) bool {
	for _, owner := range g.scene {
		for _, other := range breadthKinds[owner].writes(func(o *mapper.Relationship) bool {
			return o.Target == r.Target && o.HoldsKey() == r.HoldsKey() && o.Many() == r.Many()
		}) {
			if g.owned(name, other) {
				return true
			}
		}
	}
	return false
}

// append puts a stored entity into a list, out of another one.
func (g *breadthGenerator) append() {
	name, r := g.anyLink((*mapper.Relationship).Many)
	if name == "" {
		return
	}
	item := g.one(slices.DeleteFunc(g.those(r.Target.Name(), repo.Persistent), func(other string) bool {
		return slices.Contains(targetTags(r, g.cast[name]), other)
	}))
	if item != "" && g.edits(name, item) && g.still(name, r, "") && !slices.Contains(targetTags(r, g.cast[name]), item) {
		g.do(breadthOp{Op: "append", Name: name, Rel: r.Field, Item: item})
	}
}

// remove takes something out of a list.
func (g *breadthGenerator) remove() {
	name, r := g.anyLink((*mapper.Relationship).Many)
	if name == "" {
		return
	}
	if item := g.one(targetTags(r, g.cast[name])); item != "" && g.edits(name, item) && g.still(name, r, item) {
		g.do(breadthOp{Op: "remove", Name: name, Rel: r.Field, Item: item})
	}
}

// hand gives what belongs to one alone to another, or exchanges two.
func (g *breadthGenerator) hand() {
	sole := func(r *mapper.Relationship) bool { return !r.Many() && r.Has(mapper.DeleteOrphan) }
	name, r := g.anyLink(sole)
	if name == "" {
		return
	}
	others := slices.DeleteFunc(g.those("", repo.Persistent), func(other string) bool {
		same := breadthKind(other).link(r.Field)
		return other == name || same == nil || !sole(same) || same.Target != r.Target || !g.knows(other, same)
	})
	other := g.one(others)
	if other == "" {
		return
	}
	item, same := g.target(name, r), breadthKind(other).link(r.Field)
	held := g.target(other, same)
	if item == "" || !g.edits(name, other, item, held) || !g.still(name, r, item) || !g.still(other, same, held) {
		return
	}
	verb := "hand"
	if same == r && held != "" && g.chance(40) {
		verb = "swap"
	}
	g.do(breadthOp{Op: verb, Name: name, Rel: r.Field, Other: other})
}

// delete deletes something. Mostly what was edited before is flushed first.
func (g *breadthGenerator) delete() {
	if name := g.one(g.those("", repo.Persistent)); name != "" && g.deletes(name) {
		g.do(breadthOp{Op: "delete", Name: name})
	}
}

func (g *breadthGenerator) deletes(name string) bool {
	if len(g.edited) > 0 && !g.flush() {
		return false
	}
	g.deleted = true
	return slices.Contains(g.those("", repo.Persistent), name)
}

// purge deletes a row for good that would only be said to be deleted.
func (g *breadthGenerator) purge() {
	name := g.one(slices.DeleteFunc(g.those("", repo.Persistent), func(name string) bool { return breadthKind(name).column("deleted_at") == nil }))
	if name != "" && g.deletes(name) {
		g.do(breadthOp{Op: "purge", Name: name})
	}
}

// restore brings back what was deleted softly.
func (g *breadthGenerator) restore() {
	gone := slices.DeleteFunc(g.those("", repo.Detached), func(name string) bool { return breadthKind(name).column("deleted_at") == nil })
	if name := g.one(gone); name != "" {
		g.do(breadthOp{Op: "restore", Name: name, N: breadthKind(name).Key[0].Value(base(g.cast[name])).(int64)})
	}
}
