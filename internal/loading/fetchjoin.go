package loading

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// joins reports whether then, which is loaded with the targets of f, is joined in the statement of f.
func (f *Fetch) joins(then *ast.Load) bool {
	return f.load.Limit == nil && !f.relation.Target.Keyless && !f.leadsBack(then.Relationship) && joinsAlone(then)
}

// leadsBack reports whether r leads from the targets to the owners, who are there.
func (f *Fetch) leadsBack(r *mapper.Relationship) bool {
	return r == f.relation.Inverse && (f.relation.Kind == mapper.HasMany || f.relation.Kind == mapper.HasOne)
}

// joinsAlone reports whether l, and what below it is joined, needs no join of a query's own.
func joinsAlone(l *ast.Load) bool {
	return l.Strategy == ast.LoadJoined && !slices.ContainsFunc(l.Then, func(then *ast.Load) bool {
		return then.Strategy == ast.LoadContainsEager || then.Strategy == ast.LoadJoined && !joinsAlone(then)
	})
}

// joinTo notes what is joined to target, whose rows f reads.
func (f *Fetch) joinTo(target *ast.Table) error {
	if f.beside != nil {
		return nil
	}
	var list []*ast.Load
	for _, then := range f.load.Then {
		if f.joins(then) {
			list = append(list, then)
		}
	}
	if len(list) == 0 {
		return nil
	}
	j := joiner{stmt: ast.Select(), own: ast.Select()}
	if err := j.add(list, target, 0, "drey_with"); err != nil {
		return err
	}
	f.beside, f.options.Joined, f.led = &j.stmt, j.list, map[unsafe.Pointer]bool{}
	return nil
}

// withBeside returns s with the nodes of a part that joins bring.
func (f *Fetch) withBeside(s ast.Statement, p ast.Part) ast.Statement {
	if f.beside == nil {
		return s
	}
	for _, n := range f.beside.Nodes(p) {
		s = s.With(p, n)
	}
	return s
}

// joinedPlan names the plan of rows that hold what is joined as well.
type joinedPlan struct {
	relation *mapper.Relationship
	loaded   mapper.Set
	spans    any    // a spanKey
	columns  string // their names
}

// spansBeside returns the entities that stand behind the first columns of f's rows, so many, and how many columns they have.
func (f *Fetch) spansBeside(first int) (spans []span, width int) {
	if f.beside == nil {
		return nil, 0
	}
	for _, item := range f.beside.Items() {
		spans = append(spans, span{item.Entity, item.Columns, first + width})
		width += len(item.Columns)
	}
	return spans, width
}

// planName returns what the plan of rows with spans beside the target is called.
func (f *Fetch) planName(spans []span) any {
	switch {
	case len(spans) == 0 && f.load.Only == nil:
		return f.relation
	case len(spans) == 0:
		return partPlan{f.relation, f.asked()}
	}
	name := joinedPlan{relation: f.relation, loaded: f.asked()}
	var columns []string
	for _, sp := range spans {
		name.spans = spanKey{name.spans, sp.entity, sp.from, len(sp.columns)}
		for _, c := range sp.columns {
			columns = append(columns, c.Name)
		}
	}
	name.columns = strings.Join(columns, "\x00")
	return name
}

// besideReaders returns what reads the entities beside the target.
func (p *fetchPlan) besideReaders(rows backends.Rows) []memberReader {
	beside := plan{members: p.beside}
	return beside.memberReaders(rows)
}

// SplitLed returns those of targets whose rows brought what then loads, and the others. A nil f read no rows.
func (f *Fetch) SplitLed(then *ast.Load, targets []unsafe.Pointer) (led, others []unsafe.Pointer) {
	if f == nil || f.beside == nil || !f.joins(then) {
		return nil, targets
	}
	for _, p := range targets {
		if f.led[p] {
			led = append(led, p)
		} else {
			others = append(others, p)
		}
	}
	return led, others
}
