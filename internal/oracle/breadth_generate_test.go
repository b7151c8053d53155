package oracle_test

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// breadthGenerator draws a program of the second family and plays it as it goes. Of what the rules allow to differ it says little:
// mostly it flushes before it speaks of one relationship again, which the first family is there for.
type breadthGenerator struct {
	*breadthPlayer
	rt      *rapid.T
	program []breadthOp
	answers []breadthAnswer
	next    map[string]int64 // keys, by type
	edited  map[string]bool  // entities whose relationships were edited since the last flush
	deleted bool             // something was deleted since
	failed  bool
}

func (g *breadthGenerator) draw(what string, n int) int {
	return rapid.IntRange(0, n-1).Draw(g.rt, what)
}
func (g *breadthGenerator) chance(percent int) bool { return g.draw("chance", 100) >= 100-percent }

// do plays an operation and keeps it. After a refusal there is a rollback.
func (g *breadthGenerator) do(o breadthOp) bool {
	a := g.play(&o)
	g.program, g.answers = append(g.program, o), append(g.answers, a)
	if o.checkpoint() {
		g.edited, g.deleted = map[string]bool{}, false
	}
	if a.Outcome == "ok" {
		return true
	}
	if o.Op == "rollback" || o.Op == "undo" {
		g.rt.Fatalf("%v: %s", o, a.Detail)
	}
	if len(g.savepoints) > 0 && o.Op != "commit" && g.chance(50) {
		g.do(breadthOp{Op: "undo"})
	} else {
		g.do(breadthOp{Op: "rollback"})
	}
	return false
}

// those are the entities of a kind in a state that fits, and not to be deleted; "": of any kind.
func (g *breadthGenerator) those(kind string, states ...repo.State) (list []string) {
	gone := g.s.Deleted()
	for _, name := range slices.Sorted(maps.Keys(g.cast)) {
		if e := g.cast[name]; (kind == "" || breadthKind(name).name == kind) && slices.Contains(states, g.s.State(e)) && !slices.Contains(gone, e) {
			list = append(list, name)
		}
	}
	return list
}

func (g *breadthGenerator) living(kind string) []string {
	return g.those(kind, repo.Pending, repo.Persistent)
}

func (g *breadthGenerator) one(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[g.draw("entity", len(list))]
}

// knows says whether a field of an entity tells all there is.
func (g *breadthGenerator) knows(name string, r *mapper.Relationship) bool {
	e := g.cast[name]
	return g.s.State(e) == repo.Pending || g.s.Loaded(e, field(r, base(e)))
}

// edits notes that relationships of entities are edited. Mostly what was edited before, or deleted, is flushed first; false:
// that was refused, and the entities may be gone.
func (g *breadthGenerator) edits(names ...string) bool {
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	again := g.deleted || slices.ContainsFunc(names, func(name string) bool { return g.edited[name] })
	if again && !g.flush() {
		return false
	}
	for _, name := range names {
		if g.edited[name] = true; !slices.Contains(g.living(""), name) {
			return false
		}
	}
	return true
}

func (g *breadthGenerator) flush() bool { return g.do(breadthOp{Op: "flush"}) }

// breadthAction is one that can be drawn, as often as its weight says.
type breadthAction struct {
	weight int
	act    func(*breadthGenerator)
}

// rapid draws small numbers more often: what is first is drawn most.
var breadthActions = []breadthAction{
	{8, (*breadthGenerator).remove}, {10, (*breadthGenerator).append}, {8, (*breadthGenerator).hand}, {10, (*breadthGenerator).point},
	{8, (*breadthGenerator).delete}, {3, (*breadthGenerator).purge}, {3, (*breadthGenerator).restore}, {4, (*breadthGenerator).merge},
	{12, (*breadthGenerator).set}, {6, (*breadthGenerator).load}, {14, (*breadthGenerator).shape}, {3, (*breadthGenerator).query},
	{10, func(g *breadthGenerator) { g.flush() }}, {6, (*breadthGenerator).commit}, {3, (*breadthGenerator).rollback}, {3, (*breadthGenerator).nest},
	{4, (*breadthGenerator).unnest}, {6, (*breadthGenerator).reopen}, {3, (*breadthGenerator).exec}, {12, (*breadthGenerator).create},
}

// run draws a whole program: some entities that are committed, and edits.
func (g *breadthGenerator) run() {
	defer func() { _ = g.s.Close() }()
	if g.do(breadthOp{Op: "reopen", Schema: g.anySchema(), N: 1, Scene: g.scene}); g.failed {
		return
	}
	for range 2 + g.draw("entities", 6) {
		g.create()
	}
	g.commit()
	total := 0
	for _, a := range breadthActions {
		total += a.weight
	}
	for range 4 + g.draw("edits", 20) {
		at := g.draw("action", total)
		for _, a := range breadthActions {
			if at -= a.weight; at < 0 {
				a.act(g)
				break
			}
		}
	}
	g.commit()
}

func (g *breadthGenerator) commit()   { g.do(breadthOp{Op: "commit"}) }
func (g *breadthGenerator) rollback() { g.do(breadthOp{Op: "rollback"}) }

func (g *breadthGenerator) nest() {
	if len(g.savepoints) < 2 {
		g.do(breadthOp{Op: "nest"})
	}
}

func (g *breadthGenerator) unnest() {
	if len(g.savepoints) > 0 {
		g.do(breadthOp{Op: []string{"release", "undo"}[g.draw("end", 2)]})
	}
}

func (g *breadthGenerator) anySchema() string { return []string{"", "acorn"}[g.draw("schema", 2)] }

// reopen goes on in another session, perhaps in another schema, which knows all relationships, none,
// or not even all columns.
func (g *breadthGenerator) reopen() {
	g.commit()
	g.do(breadthOp{Op: "reopen", Schema: g.anySchema(), N: int64(g.draw("loaded", 3)), Scene: g.scene})
}

func (g *breadthGenerator) load() {
	name := g.one(g.those("", repo.Persistent))
	if name == "" || !g.flush() || g.s.State(g.cast[name]) != repo.Persistent || !g.loadedWhole(g.cast[name]) {
		return
	}
	links := breadthKind(name).links
	if len(links) > 0 {
		g.do(breadthOp{Op: "load", Name: name, Rel: links[g.draw("relationship", len(links))].Field})
	}
}

func (g *breadthGenerator) query() {
	if g.flush() {
		g.do(breadthOp{Op: "query", Type: g.scene[g.draw("kind", len(g.scene))]})
	}
}

func (g *breadthGenerator) shape() {
	fits := slices.DeleteFunc(slices.Clone(shapes), func(s shape) bool { return s.scene() != g.scene[0] })
	if g.flush() {
		g.do(breadthOp{Op: "shape", Shape: fits[g.draw("shape", len(fits))].name, N: int64(g.draw("n", 7))})
	}
}

// exec writes rows past the session: new ones, or the sizes of those that are there.
func (g *breadthGenerator) exec() {
	if !g.flush() {
		return
	}
	o := breadthOp{Op: "exec", Type: g.scene[0], Shape: "insert", N: int64(1 + g.draw("rows", 3))}
	for range o.N {
		o.Rows = append(o.Rows, g.values(breadthKinds[o.Type], true))
	}
	if g.chance(50) {
		o.Type, o.Shape, o.Rows, o.N = g.scene[len(g.scene)-1], "update", nil, 0
		for _, name := range g.those(o.Type, repo.Persistent) {
			o.Rows = append(o.Rows, map[string]any{"id": breadthKind(name).Key[0].Value(base(g.cast[name])), "size": int64(g.draw("size", 7))})
			o.N++
		}
		if o.Rows = append(o.Rows, map[string]any{"id": int64(-1), "size": int64(0)}); o.N == 0 {
			return
		}
	}
	if g.do(o) {
		g.commit() // after a rollback nobody could tell that the rows are gone
	}
}

// tagOf is the next tag of a kind, and its key.
func (g *breadthGenerator) tagOf(k *kind) (string, int64) {
	g.next[k.name]++
	return fmt.Sprintf("%s#%d", k.name, g.next[k.name]), g.next[k.name]
}
