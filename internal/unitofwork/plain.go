package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// plain finds in one pass, without a graph, what most flushes write: rows of types that have no relationships, of tables that
// do not refer to one another, where none is deleted. The tables stand as they were met, of each what changed before what is
// new. It returns false where that is not so.
func plain(types []*mapper.Mapping, entries []*identity.Entry) (Set, bool) {
	for _, t := range types {
		if len(relationships(t)) > 0 {
			return Set{}, false
		}
	}
	p := &plainSteps{types: types}
	if p.steps = p.few.steps[:]; len(types) > 1 {
		p.steps = make([]Step, 2*len(types))
	}
	for i, e := range entries {
		if e.ToDelete {
			return Set{}, false
		}
		p.save(e, len(entries)-i)
	}
	steps := slices.DeleteFunc(p.steps, func(s Step) bool { return len(s.Rows) == 0 })
	for i, s := range steps {
		if refersToAny(s.Mapping, steps) {
			return Set{}, false
		}
		if s.Verb == Updates {
			sortByKey(steps[i].Rows)
		}
	}
	return Set{Steps: steps}, true
}

// plainSteps is for each type what changed of it, and what is new.
type plainSteps struct {
	types []*mapper.Mapping
	steps []Step
	last  int // the place of the type that was met last

	few struct { // room for one row of one type
		steps [2]Step
		rows  [1]Row
	}
}

// How many rows a step has room for at once: new ones, which come in numbers, and changed ones, which may be few among many.
const (
	mostRoom   = 1_024
	fewChanges = 100
)

// save plans a row for e if it differs from its own. left is how many entities there are from it on.
func (p *plainSteps) save(e *identity.Entry, left int) {
	switch e.State {
	case identity.Pending:
		step := p.step(e, Inserts)
		p.reserve(step, min(left, mostRoom))
		step.Rows = append(step.Rows, Row{Entry: e})
	case identity.Persistent:
		if columns := e.Changed(); len(columns) > 0 || len(e.Assigned()) > 0 {
			step := p.step(e, Updates)
			p.reserve(step, min(left, fewChanges))
			step.Rows = append(step.Rows, Row{Entry: e, Columns: columns})
		}
	}
}

// reserve makes room in a step that has no row yet. Only the last entity has room for one.
func (p *plainSteps) reserve(step *Step, rows int) {
	switch {
	case step.Rows != nil:
	case rows == 1:
		step.Rows = p.few.rows[:0]
	default:
		step.Rows = make([]Row, 0, rows)
	}
}

func (p *plainSteps) step(e *identity.Entry, v Verb) *Step {
	if p.types[p.last] != e.Mapping {
		p.last = slices.Index(p.types, e.Mapping)
	}
	step := &p.steps[2*p.last+int(v-Updates)]
	step.Verb, step.Mapping = v, e.Mapping
	return step
}

// refersToAny reports whether the tag of a column says that m refers to the table of another step.
func refersToAny(m *mapper.Mapping, steps []Step) bool {
	return len(steps) > 1 && slices.ContainsFunc(m.Columns, func(c *mapper.Column) bool {
		return slices.ContainsFunc(steps, func(s Step) bool { return s.Mapping != m && c.RefersTo(s.Mapping.Table) })
	})
}

// sortByKey sorts rows so that sessions lock them in one order.
func sortByKey(rows []Row) {
	byKey := func(a, b Row) int { return a.Of().Key().Compare(b.Of().Key()) }
	if !slices.IsSortedFunc(rows, byKey) {
		slices.SortStableFunc(rows, byKey)
	}
}
