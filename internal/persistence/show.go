package persistence

import (
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Shown returns the statements of a stage that was not opened: what is not known yet is a [Blank], and a column of many rows
// has values of its own, which stay when the entities change, or is a list where a Blank is among them.
func (s *Stage) Shown() []backends.Stmt {
	shown := make([]backends.Stmt, len(s.Stmts))
	for i, stmt := range s.Stmts {
		stmt.Args = append([]any(nil), stmt.Args...)
		for j, arg := range stmt.Args {
			switch arg := arg.(type) {
			case deferredValue:
				stmt.Args[j], _ = s.plan.blankAt(arg.column, arg.base)
			case deferredColumn:
				stmt.Args[j] = arg.shown(s.plan)
			case *kit.Column:
				stmt.Args[j] = s.plan.shownColumn(arg)
			}
		}
		shown[i] = stmt
	}
	return shown
}

func (p *Plan) shownColumn(c *kit.Column) any {
	if list := p.blanks(c); list != nil {
		return list
	}
	kept := reflect.MakeSlice(reflect.SliceOf(c.Type), c.Len(), c.Len())
	for i := range c.Len() {
		kept.Index(i).Set(c.At(i))
	}
	return kit.ColumnOf(kept)
}

// blanks returns the values of a column in which some are not known; nil when none is.
func (p *Plan) blanks(c *kit.Column) []any {
	list, some := make([]any, c.Len()), false
	for i, base := range c.Rows {
		list[i] = c.At(i).Interface()
		if w := p.missing[base]; w != nil {
			if b, blank := w.behind(c.Offset); blank {
				list[i], some = b, true
			}
		}
	}
	if !some {
		return nil
	}
	return list
}

// behind returns what the column at an offset waits for.
func (w *missing) behind(offset uintptr) (Blank, bool) {
	for _, b := range w.blank {
		if w.mapping.Columns[b.column].Offset == offset {
			return b.blank, true
		}
	}
	return Blank{}, false
}
