package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// player plays a program through drey.
type player struct {
	transactions
	ctx      context.Context
	engine   *repo.Engine
	cast     map[string]any // the entities, by their labels
	scene    scene
	settings op
	written  *int // statements that wrote, on this engine
}

func newPlayer(ctx context.Context, on playground, sc scene) *player {
	p := &player{ctx: ctx, engine: on.engine, scene: sc, cast: map[string]any{}, written: on.written}
	p.s = p.fresh()
	return p
}

func (p *player) fresh() *repo.Session {
	return p.engine.Session(repo.WithAutoflush(p.settings.Autoflush), repo.WithExpireOnCommit(p.settings.Expire))
}

// play does one operation.
func (p *player) play(o op) (a answer) {
	before := *p.written
	err := p.do(o, &a)
	a.flushed = o.reads() && (*p.written > before || err != nil && strings.Contains(err.Error(), "flush before reading"))
	if a.Outcome = outcomeOf(err); err != nil {
		a.Detail = err.Error()
	}
	if o.checkpoint() && err == nil {
		if a.Rows, err = p.rows(); err != nil {
			a.Outcome, a.Detail = "reading rows", err.Error()
		}
	}
	p.meet()
	return a
}

// outcomeOf is the kind of an error, in one word.
func outcomeOf(err error) string {
	var stale *repo.StaleDataError
	var cycle *repo.CycleError
	is := func(kinds ...error) bool {
		return slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) })
	}
	switch {
	case err == nil:
		return "ok"
	case is(repo.ErrUniqueViolation, repo.ErrForeignKeyViolation, repo.ErrNotNullViolation, repo.ErrCheckViolation):
		return "integrity"
	case errors.As(err, &stale):
		return "stale"
	case errors.As(err, &cycle):
		return "cycle"
	case is(repo.ErrConflictingSides):
		return "conflict"
	case is(repo.ErrNotLoaded):
		return "not loaded"
	case is(repo.ErrNotFound):
		return "not found"
	case is(repo.ErrRollbackRequired):
		return "rollback"
	case is(repo.ErrInvalidRequest):
		return "invalid"
	}
	return "other"
}

func (p *player) do(o op, a *answer) error {
	switch o.Op {
	case "new", "set", "point", "append", "remove":
		return p.edit(o)
	case "load", "part", "get", "query", "merge":
		return p.read(o, a)
	case "replace", "put", "take":
		return p.list(o)
	case "flush", "commit", "rollback", "nest", "release", "undo", "outside", "reopen":
		return p.end(o)
	}
	e := p.cast[o.Name]
	switch o.Op {
	case "settings":
		p.settings = o
		p.s = p.fresh()
		return nil
	case "add", "again":
		return p.s.Add(e)
	case "attach":
		return p.s.Attach(e)
	case "delete":
		return p.s.Delete(e)
	case "expunge":
		return p.s.Expunge(e)
	case "expire":
		return p.s.Expire(e)
	case "refresh":
		return p.s.Refresh(p.ctx, e)
	}
	return fmt.Errorf("no operation %q", o.Op)
}

// edit does what only changes structs.
func (p *player) edit(o op) error {
	if o.Op == "new" {
		p.cast[o.Name] = p.build(kinds[o.Type], o.Values)
		return nil
	}
	k, e := kindFor(o.Name), p.cast[o.Name]
	r := k.link(o.Rel)
	switch o.Op {
	case "set":
		value := o.Value
		if o.KeyOf != "" {
			value = kindFor(o.KeyOf).plain(kindFor(o.KeyOf).column(o.KeyColumn), base(p.cast[o.KeyOf]))
		}
		put(k.column(o.Column), base(e), value)
	case "point":
		r.SetOne(base(e), p.at(o.Item))
	case "append":
		r.SetList(base(e), append(r.Targets(base(e)), p.at(o.Item)))
	case "remove":
		item := p.at(o.Item)
		left := slices.DeleteFunc(slices.Clone(r.List(base(e))), func(t unsafe.Pointer) bool { return t == item })
		r.SetList(base(e), left)
	}
	return nil
}

// list does what the doors for lists do.
func (p *player) list(o op) error {
	doors, e := kindFor(o.Name).lists[o.Rel], p.cast[o.Name]
	switch o.Op {
	case "put":
		return doors.put(p.ctx, p.s, e, p.cast[o.Item])
	case "take":
		return doors.take(p.ctx, p.s, e, p.cast[o.Item])
	}
	var with []any
	for _, item := range o.Items {
		with = append(with, p.cast[item])
	}
	return doors.replace(p.ctx, p.s, e, with)
}

func (p *player) at(label string) unsafe.Pointer {
	if label == "" {
		return nil
	}
	return base(p.cast[label])
}

// build is a new struct with values.
func (p *player) build(k *kind, values map[string]any) any {
	e := reflect.New(k.Type).Interface()
	for name, v := range values {
		if of, ok := v.(keyOf); ok {
			v = kindFor(of.Label).plain(kindFor(of.Label).column(of.Column), base(p.cast[of.Label]))
		}
		put(k.column(name), base(e), v)
	}
	return e
}

// read does what reads.
func (p *player) read(o op, a *answer) error {
	k := kindFor(o.Name)
	if o.Type != "" {
		k = kinds[o.Type]
	}
	switch o.Op {
	case "load":
		r, e := k.link(o.Rel), p.cast[o.Name]
		proto := reflect.NewAt(r.Type, unsafe.Add(k.proto, r.Offset)).Interface()
		if err := k.load(p.ctx, p.s, e, proto); err != nil {
			return err
		}
		a.Found = targetLabels(r, e)
	case "part":
		return k.load(p.ctx, p.s, p.cast[o.Name], k.parts[o.Rel])
	case "get":
		e, err := k.get(p.ctx, p.s, k.key(p.cast[o.KeyOf]))
		if err != nil {
			return err
		}
		p.cast[label(e)], a.Found = e, []string{label(e)}
	case "query":
		list, err := k.all(p.ctx, p.s)
		if err != nil {
			return err
		}
		for _, e := range list {
			p.cast[label(e)] = e
			a.Found = append(a.Found, fmt.Sprint(label(e), " ", reflect.ValueOf(e).Elem().FieldByName("Size").Int()))
		}
		slices.Sort(a.Found)
	case "merge":
		e, err := k.merge(p.ctx, p.s, p.form(o.Form))
		if err != nil {
			return err
		}
		p.cast[label(e)], a.Found = e, []string{label(e)}
	}
	return nil
}

func (p *player) form(f *form) any {
	k := kinds[f.Type]
	e := p.build(k, f.Values)
	for rel, other := range f.Pointers {
		k.link(rel).SetOne(base(e), base(p.form(other)))
	}
	for rel, forms := range f.Lists {
		list := []unsafe.Pointer{}
		for _, other := range forms {
			list = append(list, base(p.form(other)))
		}
		k.link(rel).SetList(base(e), list)
	}
	return e
}

func targetLabels(r *mapper.Relationship, e any) (labels []string) {
	for _, t := range r.Targets(base(e)) {
		labels = append(labels, label(r.Target.Pointer(t)))
	}
	slices.Sort(labels)
	return labels
}

// key is an entity's key as it stands.
func (k *kind) key(e any) (key []any) {
	for _, c := range k.Key {
		key = append(key, c.Value(base(e)))
	}
	return key
}

// end does what begins and ends transactions.
func (p *player) end(o op) error {
	known, err := p.transactions.end(p.ctx, o.Op)
	switch {
	case known:
		return err
	case o.Op == "outside":
		_, err := p.s.Exec(p.ctx, builder.Text(o.SQL))
		return err
	}
	p.cast, p.savepoints = map[string]any{}, nil
	err = p.s.Close()
	p.s = p.fresh()
	return err
}

// meet learns the labels of what entities lead to.
func (p *player) meet() {
	queue := make([]any, 0, len(p.cast))
	for _, e := range p.cast {
		queue = append(queue, e)
	}
	for len(queue) > 0 {
		e := queue[0]
		queue = queue[1:]
		for _, r := range kindFor(label(e)).links {
			for _, t := range r.Targets(base(e)) {
				other := r.Target.Pointer(t)
				if held := p.cast[label(other)]; held == nil || (held != other && p.s.Contains(other) && !p.s.Contains(held)) {
					p.cast[label(other)] = other
					queue = append(queue, other)
				}
			}
		}
	}
}
