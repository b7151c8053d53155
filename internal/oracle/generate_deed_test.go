package oracle_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

func (g *generator) on(verb string, labels []string) {
	if e := g.one(labels); e != "" {
		g.do(op{Op: verb, Name: e})
	}
}

func (g *generator) remove()  { g.on("delete", g.anything()) }
func (g *generator) expunge() { g.on("expunge", g.anything()) }
func (g *generator) expire()  { g.on("expire", g.anything()) }
func (g *generator) refresh() { g.on("refresh", g.anything()) }

// readd adds what the session has, or had.
func (g *generator) readd() {
	if g.chance(50) {
		g.on("add", g.those("", repo.Pending, repo.Persistent, repo.Deleted, repo.Transient))
		return
	}
	e := g.one(slices.DeleteFunc(g.labels(), func(l string) bool { return !g.dropped[l] && g.s.State(g.cast[l]) != repo.Detached }))
	if e == "" {
		return
	}
	k := kindFor(e)
	values, ok := k.values(g.cast[e], g.cast)
	if !ok || k.countsKeys() && values["id"] != nil {
		return
	}
	o := op{Op: "again", Name: e, Type: k.name, Values: values, Pointers: map[string]string{}, Lists: map[string][]string{}}
	for _, r := range k.links {
		held := targetLabels(r, g.cast[e])
		for _, l := range held {
			if g.cast[l] == nil || !g.s.Contains(g.cast[l]) || !slices.Contains(r.Targets(base(g.cast[e])), base(g.cast[l])) {
				return
			}
		}
		switch {
		case len(held) == 0:
		case r.Many():
			o.Lists[r.Field] = held
		default:
			o.Pointers[r.Field] = held[0]
		}
	}
	delete(g.dropped, e)
	g.do(o)
}

// attach says that the row of an expunged entity is there.
func (g *generator) attach() {
	e := g.one(g.those("", repo.Detached))
	if e == "" || !g.expungedLast(e) {
		return
	}
	k := kindFor(e)
	if slices.ContainsFunc(k.links, func(r *mapper.Relationship) bool { return len(r.Targets(base(g.cast[e]))) > 0 }) {
		return
	}
	if values, ok := k.values(g.cast[e], g.cast); ok {
		g.do(op{Op: "attach", Name: e, Type: k.name, Values: values})
	}
}

// expungedLast says whether an entity was expunged, and nothing was rolled back since.
func (g *generator) expungedLast(e string) bool {
	for _, o := range slices.Backward(g.program) {
		switch {
		case o.Op == "rollback" || o.Op == "undo" || o.Op == "reopen":
			return false
		case o.Op == "expunge" && o.Name == e:
			return true
		}
	}
	return false
}

// rekey changes a key that people choose.
func (g *generator) rekey() {
	e := g.one(slices.DeleteFunc(g.living(""), func(l string) bool { return kindFor(l).countsKeys() }))
	if e == "" {
		return
	}
	k := kindFor(e)
	natural := slices.DeleteFunc(slices.Clone(k.Key), func(c *mapper.Column) bool { return k.foreign(c) != nil })
	if len(natural) == 0 || (typeOf(natural[0].Type) != "text" && g.chance(70)) {
		return
	}
	c := pickOf(g, "column", natural)
	g.do(op{Op: "set", Name: e, Column: c.Name, Value: g.freshKey(k, c)})
}

// merge merges a form of what is stored, changed, or of something new.
func (g *generator) merge() {
	e := g.one(g.those("", repo.Persistent, repo.Persistent, repo.Pending, repo.Detached))
	if e == "" || !known(kindFor(e), g.cast[e]) {
		return
	}
	f := g.formOf(e)
	if f == nil || g.s.State(g.cast[e]) == repo.Pending && g.shared(e) {
		return
	}
	f.Values["size"] = int64(g.draw("size", 9))
	for _, c := range kindFor(e).Columns { // all columns are copied
		if _, given := f.Values[c.Name]; !given && c.Nullable() {
			f.Values[c.Name] = nil
		}
	}
	o := op{Op: "merge", Type: kindFor(e).name, Form: f}
	lists := g.within(kindFor(e), (*mapper.Relationship).Many)
	if len(lists) > 0 && g.s.State(g.cast[e]) != repo.Pending && g.chance(50) {
		r := pickOf(g, "relationship", lists)
		f.Lists[r.Field], o.held = []*form{}, targetLabels(r, g.cast[e])
		for _, item := range g.those(r.Target.Name(), repo.Persistent) {
			if item != e && known(kindFor(item), g.cast[item]) && g.chance(50) {
				if of := g.formOf(item); of != nil {
					f.Lists[r.Field] = append(f.Lists[r.Field], of)
				}
			}
		}
	}
	g.do(o)
}

// shared says whether another entity has the same key.
func (g *generator) shared(e string) bool {
	k := kindFor(e)
	for name, other := range g.cast {
		if name != e && kindFor(name) == k && reflect.DeepEqual(k.key(other), k.key(g.cast[e])) {
			return true
		}
	}
	return false
}

// formOf is a form of an entity as it stands, nil where a key cannot be told.
func (g *generator) formOf(e string) *form {
	k := kindFor(e)
	values, ok := k.values(g.cast[e], g.cast)
	if !ok {
		return nil
	}
	f := &form{Type: k.name, Values: values, Pointers: map[string]*form{}, Lists: map[string][]*form{}}
	if k.Version != nil {
		delete(f.Values, k.Version.Name)
	}
	return f
}

func (g *generator) lists(part bool) (e string, r *mapper.Relationship) {
	e = g.one(g.living(""))
	if e == "" {
		return "", nil
	}
	if g.s.State(g.cast[e]) != repo.Persistent && g.chance(97) {
		return "", nil
	}
	k := kindFor(e)
	fits := g.within(k, func(r *mapper.Relationship) bool { _, in := k.parts[r.Field]; return in || !part })
	if len(fits) == 0 {
		return "", nil
	}
	return e, pickOf(g, "relationship", fits)
}

func (g *generator) load() {
	if e, r := g.lists(false); e != "" {
		g.do(op{Op: "load", Name: e, Rel: r.Field})
	}
}

func (g *generator) loadPart() {
	if e, r := g.lists(true); e != "" {
		g.do(op{Op: "part", Name: e, Rel: r.Field})
	}
}

func (g *generator) get() {
	if e := g.one(g.living("")); e != "" && known(kindFor(e), g.cast[e]) {
		k := kindFor(e)
		g.do(op{Op: "get", Type: k.name, KeyOf: e, Columns: columnNames(k.Key)})
	}
}

func (g *generator) query() { g.do(op{Op: "query", Type: pickOf(g, "kind", g.scene)}) }

func (g *generator) flush()    { g.do(op{Op: "flush"}) }
func (g *generator) commit()   { g.do(op{Op: "commit"}) }
func (g *generator) rollback() { g.do(op{Op: "rollback"}) }

func (g *generator) nest() {
	if len(g.savepoints) < 2 {
		g.do(op{Op: "nest"})
	}
}

func (g *generator) unnest() {
	if len(g.savepoints) > 0 {
		g.do(op{Op: pickOf(g, "end", []string{"release", "undo"})})
	}
}

// outside has somebody else write a row.
func (g *generator) outside() {
	e := g.one(g.those("", repo.Persistent))
	if e == "" || kindFor(e).Version == nil || strings.Contains(e, "'") {
		return
	}
	k := kindFor(e)
	g.do(op{Op: "outside", SQL: fmt.Sprintf("UPDATE %s SET rev = rev + 1 WHERE label = '%s'", k.Table, e)})
}

// reopen goes on in another session, which reads everything.
func (g *generator) reopen() {
	g.do(op{Op: "reopen"})
	g.dropped = map[string]bool{}
	for _, name := range g.scene {
		g.do(op{Op: "query", Type: name})
	}
}
