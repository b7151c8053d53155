package ast

import "slices"

// Shape is a statement without its arguments: everything that the text follows from.
type Shape struct {
	steps  []step
	arrays bool // a list is one argument
}

// ShapeOf returns the shape of s, arrays saying that its dialect binds a list as one argument, its arguments in the order of
// the walk, and a copy of s with a [Place] for each of them. It returns false for a statement that holds what is invalid.
func ShapeOf(s *Statement, arrays bool) (shape Shape, marked Statement, args []any, ok bool) {
	w := Walk{task: noting, arrays: arrays}
	marked = *s
	w.statement(&marked)
	for i := range w.args.count {
		args = append(args, w.args.at(i))
	}
	return Shape{w.steps, arrays}, marked, args, !w.opaque
}

// Equal reports whether two shapes are one.
func (sh Shape) Equal(other Shape) bool { return slices.Equal(sh.steps, other.steps) }

// Len returns the size of the shape, which grows with the statement.
func (sh Shape) Len() int { return len(sh.steps) }

// Arguments returns the arguments of s in the order that places gives them in a text, and false when s has another shape.
func (sh Shape) Arguments(s *Statement, places []int) (args []any, ok bool) {
	w := walks.Get().(*Walk)
	w.known, w.arrays = sh.steps, sh.arrays
	w.statement(s)
	if ok = !w.differs && w.at == len(w.known); ok && len(places) > 0 {
		args = w.args.in(places)
	}
	w.release()
	return args, ok
}
