package oracle_test

import (
	"context"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/repo"
)

// breadthPlayer plays a program of the second family through drey.
type breadthPlayer struct {
	transactions
	ctx     context.Context
	on      breadthGround
	scene   breadthScene
	schema  string
	cast    map[string]any // the entities, by their tags
	heard   audit
	partial bool // it has read some columns only
}

func newBreadthPlayer(ctx context.Context, on breadthGround, sc breadthScene) *breadthPlayer {
	p := &breadthPlayer{ctx: ctx, on: on, scene: sc, cast: map[string]any{}, heard: audit{}}
	p.s = p.fresh()
	return p
}

// fresh is another session, in the schema of the last one.
func (p *breadthPlayer) fresh(opts ...repo.SessionOption) *repo.Session {
	if p.schema != "" {
		opts = append(opts, repo.WithSchema(p.schema))
	}
	return p.on.engine.Session(append(opts, repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, c := range s.Flushed() {
			p.heard.hear(c)
		}
		return nil
	}}))...)
}

// play does one operation. What is known afterwards is told in o, for the other side to show the same.
func (p *breadthPlayer) play(o *breadthOp) (a breadthAnswer) {
	err := p.do(*o, &a)
	if a.Outcome = outcomeOf(err); err != nil {
		a.Detail = err.Error()
		return a
	}
	if o.Op == "rollback" || o.Op == "undo" {
		p.heard = audit{}
	}
	if o.checkpoint() {
		if a.Audit = p.heard.lines(); p.partial { // rows whose columns nobody read have no old values to tell
			a.Audit = nil
		}
		p.heard = audit{}
		a.Shown = p.show(o)
		if a.Rows, err = p.rows(); err != nil {
			a.Outcome, a.Detail = "reading rows", err.Error()
		}
	}
	return a
}

// show is what all entities show, with the relationships that are loaded and that a flush keeps in step.
func (p *breadthPlayer) show(o *breadthOp) (lines []string) {
	o.Show = map[string][]string{}
	for name, e := range p.cast {
		if p.s.State(e) != repo.Persistent || !p.loadedWhole(e) {
			continue
		}
		rels := []string{}
		for _, r := range breadthKind(name).writes(every) {
			if p.s.Loaded(e, field(r, base(e))) {
				rels = append(rels, r.Field)
			}
		}
		o.Show[name] = rels
		lines = append(lines, breadthKind(name).line(e, nil, rels))
	}
	slices.Sort(lines)
	return lines
}

// loadedWhole says whether all columns of an entity are loaded: what is expired shows nothing.
func (p *breadthPlayer) loadedWhole(e any) bool {
	for _, c := range breadthKind(tag(e)).Columns {
		if !p.s.Loaded(e, c.Addr(base(e))) {
			return false
		}
	}
	return true
}

func (p *breadthPlayer) do(o breadthOp, a *breadthAnswer) (err error) {
	switch o.Op {
	case "new", "set", "point", "append", "remove", "hand", "swap":
		return p.edit(o)
	case "load", "query", "shape":
		a.Found, err = p.read(o)
		return err
	case "delete":
		return p.s.Delete(p.cast[o.Name])
	case "purge":
		return p.s.Purge(p.cast[o.Name])
	case "restore":
		return p.restore(o)
	case "exec":
		return p.executemany(o)
	case "merge":
		e, err := breadthKind(o.Name).merge(p.ctx, p.s, p.form(o))
		if err == nil {
			p.cast[o.Name] = e
		}
		return err
	}
	return p.end(o)
}

// edit does what only changes structs, but that what is new may be added.
func (p *breadthPlayer) edit(o breadthOp) error {
	e := p.cast[o.Name]
	k := breadthKind(o.Name)
	switch r := k.link(o.Rel); o.Op {
	case "new":
		return p.make(o)
	case "set":
		for name, value := range o.Values {
			put(k.column(name), base(e), value)
		}
	case "point":
		r.SetOne(base(e), p.at(o.Item))
	case "append":
		r.SetList(base(e), append(r.Targets(base(e)), p.at(o.Item)))
	case "remove":
		item := p.at(o.Item)
		r.SetList(base(e), slices.DeleteFunc(slices.Clone(r.List(base(e))), func(t unsafe.Pointer) bool { return t == item }))
	case "hand":
		other := base(p.cast[o.Other])
		breadthKind(o.Other).link(o.Rel).SetOne(other, r.One(base(e)))
		r.SetOne(base(e), nil)
	case "swap":
		other, one := base(p.cast[o.Other]), r.One(base(e))
		r.SetOne(base(e), r.One(other))
		r.SetOne(other, one)
	}
	return nil
}

// form is a new struct with values.
func (p *breadthPlayer) form(o breadthOp) any {
	e := reflect.New(breadthKind(o.Name).Type).Interface()
	for name, value := range o.Values {
		put(breadthKind(o.Name).column(name), base(e), value)
	}
	return e
}

func (p *breadthPlayer) make(o breadthOp) error {
	k, e := breadthKind(o.Name), p.form(o)
	for rel, to := range o.Pointers {
		k.link(rel).SetOne(base(e), p.at(to))
	}
	for _, under := range o.Under {
		r, parent := breadthKind(under[0]).link(under[1]), base(p.cast[under[0]])
		if r.Many() {
			r.SetList(parent, append(r.Targets(parent), base(e)))
		} else {
			r.SetOne(parent, base(e))
		}
	}
	if p.cast[o.Name] = e; o.Add {
		return p.s.Add(e)
	}
	return nil
}

func (p *breadthPlayer) at(name string) unsafe.Pointer {
	if name == "" {
		return nil
	}
	return base(p.cast[name])
}
