package ast

import (
	"reflect"

	"github.com/drey-db/drey/internal/fragment"
)

// argument gathers *v. Where the walk copies, its place stands there afterwards.
func (w *Walk) argument(v *any) {
	switch arg := (*v).(type) {
	case *fragment.List:
		w.list(v, arg)
	case *fragment.Shared:
		w.shared(v, arg)
	case fragment.Secret:
		w.step(step{text: fragment.Hidden, size: int32(w.args.count)})
		if place := w.add(arg.Reveal()); w.task == noting {
			*v = fragment.Hide(place)
		}
	default:
		if place := w.add(arg); w.task == noting {
			*v = place
		}
	}
}

// add gathers one value, and returns its place where the walk copies.
func (w *Walk) add(v any) (place any) {
	w.args.add(v)
	if w.task == noting {
		place = Place{w.args.count - 1, reflect.TypeOf(v)}
	}
	return place
}

// TypeOf returns the type of an argument, or of the one whose place it is.
func TypeOf(v any) reflect.Type {
	if p, ok := v.(Place); ok {
		return p.Type
	}
	return reflect.TypeOf(v)
}

// namedPlace is where the argument of a name comes first.
type namedPlace struct {
	arg, copied *fragment.Shared
	at          int
}

// maxLinearNames are looked through; more are looked up.
const maxLinearNames = 16

// shared gathers an argument that has a name, which binds once.
func (w *Walk) shared(v *any, arg *fragment.Shared) {
	n, met := w.met(arg)
	if met {
		w.step(step{size: int32(n.at), text: ":"})
	} else {
		w.number(w.args.count)
		n = namedPlace{arg: arg, at: w.args.count}
		value := arg.Value
		w.argument(&value)
		if w.task == noting {
			n.copied = &fragment.Shared{Value: value}
		}
		w.note(n)
	}
	if w.task == noting {
		*v = n.copied
	}
}

func (w *Walk) met(arg *fragment.Shared) (namedPlace, bool) {
	if at, met := w.namesAt[arg]; met {
		return w.names[at], true
	}
	for _, n := range w.names[:min(len(w.names), maxLinearNames)] {
		if n.arg == arg {
			return n, true
		}
	}
	return namedPlace{}, false
}

func (w *Walk) note(n namedPlace) {
	if len(w.names) >= maxLinearNames {
		if w.namesAt == nil {
			w.namesAt = map[*fragment.Shared]int{}
		}
		w.namesAt[n.arg] = len(w.names)
	}
	w.names = append(w.names, n)
}

// list goes through a list in somebody else's text, whose length is part of the text.
func (w *Walk) list(v *any, list *fragment.List) {
	op := OpIn
	if list.Not {
		op = OpNotIn
	}
	w.step(step{size: int32(len(list.Values)), op: op})
	if w.task == noting {
		list = &fragment.List{Not: list.Not, Values: append([]any(nil), list.Values...)}
		*v = list
	}
	for i := range list.Values {
		w.argument(&list.Values[i])
	}
}

// arguments goes through those of a text.
func (w *Walk) arguments(args *[]any) {
	w.number(len(*args))
	if w.task == visiting {
		return
	}
	if w.task == noting {
		*args = append([]any(nil), *args...)
	}
	for i := range *args {
		w.argument(&(*args)[i])
	}
}
