package oracle_test

import (
	"maps"
	"reflect"
	"slices"
	"unsafe"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// generator draws a program and plays it as it goes: what can be done next depends on what entities hold.
type generator struct {
	*player
	rt      *rapid.T
	program []op
	answers []answer
	fresh   int             // of labels and keys
	dropped map[string]bool // transient since a rollback
}

// do plays an operation and keeps it.
func (g *generator) do(o op) answer {
	if o.Item != "" {
		o.ItemOrNil = &o.Item
	}
	if o.Op == "point" {
		if held := targetLabels(kindFor(o.Name).link(o.Rel), g.cast[o.Name]); len(held) > 0 {
			o.was = held[0]
		} else if o.Item == "" {
			return answer{} // nil says nothing where nothing is loaded, and changes nothing where it is
		}
	}
	c := comparison{program: g.program, ours: g.answers}
	if l := ledgerOf(c.window(len(g.program))); o.edits() && !l.disagrees() {
		if l.note(o); l.disagrees() && g.chance(80) {
			return answer{} // programs seldom say two things at once
		}
	}
	o.Loaded = g.loaded(o)
	a := g.play(o)
	o.Flushed = a.flushed
	g.program, g.answers = append(g.program, o), append(g.answers, a)
	switch {
	case (o.checkpoint() || a.flushed) && a.Outcome != "ok" && a.Outcome != "not found" && o.Op != "rollback" && o.Op != "undo":
		g.recover()
	case o.Op == "rollback" || o.Op == "undo":
		g.forget()
	}
	return a
}

// loaded are the fields that an operation concerns, as far as they are loaded: of an edit those at both ends, of what goes
// along all.
func (g *generator) loaded(o op) (fields [][2]string) {
	look := func(name string, r *mapper.Relationship) {
		if name == "" || r == nil {
			return
		}
		e := g.cast[name]
		if g.s.State(e) == repo.Persistent && g.s.Loaded(e, reflect.NewAt(r.Type, unsafe.Add(base(e), r.Offset)).Interface()) {
			fields = append(fields, [2]string{name, r.Field})
		}
	}
	switch o.Op {
	case "point", "append", "remove", "put", "take":
		r := kindFor(o.Name).link(o.Rel)
		look(o.Name, r)
		look(o.Item, r.Inverse)
		look(o.was, r.Inverse)
	case "set":
		for _, r := range g.within(kindFor(o.Name), func(*mapper.Relationship) bool { return setsKey(o) }) {
			if look(o.Name, r); len(r.Targets(base(g.cast[o.Name]))) > 0 {
				fields = append(fields, [2]string{o.Name, r.Field})
			}
		}
	case "expire", "refresh", "expunge", "delete":
		for _, name := range g.labels() {
			for _, r := range g.within(kindFor(name), func(*mapper.Relationship) bool { return true }) {
				look(name, r)
			}
		}
	}
	return fields
}

// recover rolls back after a failure.
func (g *generator) recover() {
	if len(g.savepoints) > 0 && g.program[len(g.program)-1].Op != "commit" && g.chance(50) { // rule commit-ends
		g.do(op{Op: "undo"})
		return
	}
	g.do(op{Op: "rollback"})
}

// forget leaves alone most of what is transient after a rollback: the two sides differ in what is left in it.
func (g *generator) forget() {
	for _, name := range g.labels() {
		if e := g.cast[name]; g.s.State(e) == repo.Transient {
			g.dropped[name] = true
		}
	}
}

func (g *generator) draw(what string, n int) int { return rapid.IntRange(0, n-1).Draw(g.rt, what) }
func (g *generator) chance(percent int) bool     { return g.draw("chance", 100) >= 100-percent }

func pickOf[T any](g *generator, what string, list []T) T { return list[g.draw(what, len(list))] }

func (g *generator) labels() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(g.cast)), func(name string) bool { return !slices.Contains(g.scene, kindFor(name).name) })
}

// those are the labels of a kind's entities in a state that fits; "": of any kind.
func (g *generator) those(name string, states ...repo.State) []string {
	return slices.DeleteFunc(g.labels(), func(label string) bool {
		return g.dropped[label] || (name != "" && kindFor(label).name != name) || !slices.Contains(states, g.s.State(g.cast[label]))
	})
}

// living is what a session has.
func (g *generator) living(name string) []string { return g.those(name, repo.Pending, repo.Persistent) }

// anything is mostly what a session has; now and then what it had.
func (g *generator) anything() []string {
	if g.chance(4) {
		return g.those("", repo.Pending, repo.Persistent, repo.Transient, repo.Detached, repo.Deleted)
	}
	return g.those("", repo.Pending, repo.Persistent)
}

// one draws one of labels, "" when there is none.
func (g *generator) one(labels []string) string {
	if len(labels) == 0 {
		return ""
	}
	return pickOf(g, "entity", labels)
}

// action is one that can be drawn, as often as its weight says.
type action struct {
	weight int
	act    func(*generator)
}

var actions = []action{
	{14, (*generator).create}, {10, (*generator).resize}, {16, (*generator).move}, {10, (*generator).link}, {8, (*generator).unlink},
	{3, (*generator).clearList}, {3, (*generator).replace}, {4, (*generator).putUnseen}, {8, (*generator).remove}, {2, (*generator).readd}, {2, (*generator).expunge}, {2, (*generator).attach},
	{2, (*generator).expire}, {2, (*generator).refresh}, {3, (*generator).rekey}, {3, (*generator).merge}, {6, (*generator).load},
	{2, (*generator).loadPart}, {3, (*generator).get}, {3, (*generator).query}, {14, (*generator).flush}, {7, (*generator).commit},
	{4, (*generator).rollback}, {4, (*generator).nest}, {5, (*generator).unnest}, {1, (*generator).outside}, {2, (*generator).reopen},
}

// run draws a whole program: a graph that is committed, and edits.
func (g *generator) run() {
	g.do(op{Op: "settings", Autoflush: g.chance(50), Expire: g.chance(20)})
	for range 1 + g.draw("entities", 5) {
		g.create()
	}
	if g.chance(80) {
		g.do(op{Op: "commit"})
		if g.chance(30) {
			g.reopen()
		}
	}
	for range 3 + g.draw("edits", 20) {
		g.step()
	}
	g.do(op{Op: "commit"})
}

func (g *generator) runAndClose() {
	defer func() { _ = g.s.Close() }()
	g.run()
}

func (g *generator) step() {
	total := 0
	for _, a := range actions {
		total += a.weight
	}
	at := g.draw("action", total)
	for _, a := range actions {
		if at -= a.weight; at < 0 {
			a.act(g)
			return
		}
	}
}

// within are the relationships of a kind that stay in the scene.
func (g *generator) within(k *kind, fits func(*mapper.Relationship) bool) (list []*mapper.Relationship) {
	for _, r := range k.links {
		if slices.Contains(g.scene, r.Target.Name()) && fits(r) {
			list = append(list, r)
		}
	}
	return list
}
