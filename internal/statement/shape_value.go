package statement

import "reflect"

// namedPlace is where the argument of a name comes first.
type namedPlace struct {
	arg, copied *shared
	at          int
}

// argument gathers v, and answers its place.
func (w *walk) argument(v any) any {
	if e, ok := v.(*expansion); ok {
		return w.expansion(e)
	}
	secret, isSecret := v.(Secret)
	if isSecret {
		v = secret.value
		w.step(step{text: hidden, size: w.args.count})
	}
	w.args.add(v)
	if !w.copies() {
		return nil
	}
	place := placed{w.args.count - 1, reflect.TypeOf(v)}
	if isSecret {
		return Secret{place}
	}
	return place
}

// argumentType is the type of an argument, or of the one whose place it is.
func argumentType(v any) reflect.Type {
	if p, ok := v.(placed); ok {
		return p.typ
	}
	return reflect.TypeOf(v)
}

// named is argument for one that has a name, which binds once.
func (w *walk) named(arg *shared) any {
	if n, met := w.met(arg); met {
		w.step(step{size: n.at, text: ":"})
		return n.copied
	}
	w.step(step{size: w.args.count})
	n := namedPlace{arg: arg, at: w.args.count}
	if v := w.argument(arg.value); w.copies() {
		n.copied = &shared{v}
	}
	w.note(n)
	return n.copied
}

// fewNames are looked through; more are looked up.
const fewNames = 16

func (w *walk) met(arg *shared) (namedPlace, bool) {
	if at, met := w.namesAt[arg]; met {
		return w.names[at], true
	}
	for _, n := range w.names[:min(len(w.names), fewNames)] {
		if n.arg == arg {
			return n, true
		}
	}
	return namedPlace{}, false
}

func (w *walk) note(n namedPlace) {
	if len(w.names) >= fewNames {
		if w.namesAt == nil {
			w.namesAt = map[*shared]int{}
		}
		w.namesAt[n.arg] = len(w.names)
	}
	w.names = append(w.names, n)
}

func (w *walk) nodes(nodes []*Node) any {
	w.step(step{size: len(nodes)})
	if !w.copies() {
		for _, n := range nodes {
			w.node(n, 0)
		}
		return nil
	}
	copied := make([]*Node, len(nodes))
	for i, n := range nodes {
		copied[i] = w.node(n, 0)
	}
	return copied
}

// load goes through a relationship to load. Its arguments are not the statement's, but what is wrong with it is.
func (w *walk) load(l *Load) {
	s := step{same: l.relation, head: head(l.Strategy)}
	if l.Limit != nil {
		s.size = 1
	}
	w.step(s)
	w.nodes(l.Where)
	w.nodes(l.Order)
	w.nodes(l.then)
}

// list goes through the values of IN, whose number is part of the text where each of them is an argument.
func (w *walk) list(l *list) any {
	size, array := l.values.Len(), w.arrays && l.fitsArray()
	s := step{size: size, same: l.elem}
	if array {
		s.size = min(size, 1)
	}
	if l.secret {
		s.text = hidden
	}
	w.step(s)
	values, whole := l.values, any(nil)
	if array && size > 0 {
		whole = w.argument(l.whole)
	} else {
		values = w.places(l.values)
	}
	if !w.copies() {
		return nil
	}
	return &list{values: values, elem: l.elem, whole: whole, secret: l.secret}
}

// places goes through values that are an argument each.
func (w *walk) places(values reflect.Value) reflect.Value {
	places := []any{}
	for i := range values.Len() {
		if v := w.argument(values.Index(i).Interface()); w.copies() {
			places = append(places, v)
		}
	}
	return reflect.ValueOf(places)
}

func (w *walk) function(f *function) any {
	s := step{text: f.name}
	if f.distinct {
		s.size = 1
	}
	w.step(s)
	args := w.nodes(f.args)
	if !w.copies() {
		return nil
	}
	return &function{name: f.name, distinct: f.distinct, args: args.([]*Node)}
}

func (w *walk) fragment(f *Fragment) any {
	w.step(step{text: f.SQL, size: len(f.Args)})
	var args []any
	for _, arg := range f.Args {
		var v any
		if name, ok := arg.(*shared); ok {
			v = w.named(name)
		} else {
			v = w.argument(arg)
		}
		if w.copies() {
			args = append(args, v)
		}
	}
	if !w.copies() {
		return nil
	}
	return &Fragment{SQL: f.SQL, Args: args}
}

func (w *walk) pieces(p *pieces) any {
	for _, text := range p.texts {
		w.step(step{text: text})
	}
	nodes := w.nodes(p.nodes)
	if !w.copies() {
		return nil
	}
	return &pieces{texts: p.texts, nodes: nodes.([]*Node)}
}

// row goes through the columns that a row gives.
func (w *walk) row(r *row) any {
	var values []any
	if w.copies() {
		values = make([]any, len(r.values))
	}
	for i, v := range r.values {
		if !r.given.Has(i) {
			continue
		}
		w.step(step{size: i})
		if v = w.argument(v); w.copies() {
			values[i] = v
		}
	}
	w.step(step{size: len(r.values)})
	if !w.copies() {
		return nil
	}
	return &row{values: values, given: r.given}
}

func (w *walk) subquery(s *Statement) any {
	if !w.copies() {
		w.statement(s, nil)
		return nil
	}
	var copied Statement
	w.statement(s, &copied)
	return copied
}
