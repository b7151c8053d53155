package persistence

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// missing is what is not known of a struct before it is written.
type missing struct {
	mapping *mapper.Mapping
	made    mapper.Set // keys that a statement of stage makes
	stage   int        // its place among the plan's
	blank   []blankAt  // what its columns wait for
	room    [1]blankAt // of the commonest struct, which waits for one key
}

// blankAt is what a column waits for.
type blankAt struct {
	column int
	blank  Blank
}

func (w *missing) at(column int) (b Blank, ok bool) {
	for i := range w.blank {
		if w.blank[i].column == column {
			return w.blank[i].blank, true
		}
	}
	return b, false
}

func (w *missing) set(column int, b Blank) {
	for i := range w.blank {
		if w.blank[i].column == column {
			w.blank[i].blank = b
			return
		}
	}
	if w.blank == nil {
		w.blank = w.room[:0]
	}
	w.blank = append(w.blank, blankAt{column, b})
}

// Blank stands for a value that an earlier statement of the flush makes.
type Blank struct {
	Entity, Column string
	Row            int // counted from 1 among the rows of Entity whose keys the database makes
}

// deferredValue is an argument that is read from a struct when its stage opens.
type deferredValue struct {
	base   unsafe.Pointer
	column *mapper.Column
}

// value returns a column of the struct at base, as an argument.
func (p *Plan) value(c *mapper.Column, base unsafe.Pointer) any {
	if p.isBlank(c, base) {
		return deferredValue{base, c}
	}
	return c.Value(base)
}

// deferredColumn is a column of many rows that is read when its stage opens, because it is not bound as it stands.
type deferredColumn struct {
	column *mapper.Column
	rows   []unsafe.Pointer
}

// columnOf returns a column of rows, as an argument.
func (p *Plan) columnOf(c *mapper.Column, rows []unsafe.Pointer) any {
	if c.IsBoundApart() && slices.ContainsFunc(rows, func(base unsafe.Pointer) bool { return p.isBlank(c, base) }) {
		return deferredColumn{c, rows}
	}
	return columnOf(c, rows)
}

// shown returns what is known of the column.
func (o deferredColumn) shown(p *Plan) any {
	list := make([]any, len(o.rows))
	for i, base := range o.rows {
		if b, blank := p.blankAt(o.column, base); blank {
			list[i] = b
		} else {
			list[i] = o.column.Value(base)
		}
	}
	return list
}

func (p *Plan) blankAt(c *mapper.Column, base unsafe.Pointer) (b Blank, ok bool) {
	if len(p.missing) == 0 {
		return b, false
	}
	if w := p.missing[base]; w != nil {
		b, ok = w.at(c.Index)
	}
	return b, ok
}

func (p *Plan) isBlank(c *mapper.Column, base unsafe.Pointer) bool {
	_, blank := p.blankAt(c, base)
	return blank
}

// values adds columns of the struct at base to arguments.
func (p *Plan) values(args []any, columns []*mapper.Column, base unsafe.Pointer) []any {
	for _, c := range columns {
		args = append(args, p.value(c, base))
	}
	return args
}

// mostMissing is how many of missing stand in one piece of memory.
const mostMissing = 64

// waiting returns what is not known of the struct at base.
func (p *Plan) waiting(m *mapper.Mapping, base unsafe.Pointer) *missing {
	w := p.missing[base]
	if w == nil {
		if p.missing == nil {
			p.missing, p.rows = map[unsafe.Pointer]*missing{}, map[*mapper.Mapping]int{}
		}
		if len(p.room) == cap(p.room) {
			p.room = make([]missing, 0, min(max(2*cap(p.room), 1), mostMissing))
		}
		p.room = append(p.room, missing{mapping: m, stage: -1})
		w = &p.room[len(p.room)-1]
		p.missing[base] = w
	}
	return w
}

// unsent reports whether the present stage makes one of columns.
func (p *Plan) unsent(e *identity.Entry, columns ...*mapper.Column) bool {
	w := p.missing[e.Base]
	return w != nil && w.stage == len(p.Stages)-1 && slices.ContainsFunc(columns, func(c *mapper.Column) bool { return w.made.Has(c.Index) })
}

// needs reports whether a row cannot be written without what the present stage makes.
func (p *Plan) needs(r *unitofwork.Row) bool {
	if len(p.missing) == 0 {
		return false
	}
	return r.Late && p.unsent(r.Entry, r.Entry.Mapping.Key...) || slices.ContainsFunc(r.Fills, func(f unitofwork.Fill) bool {
		return f.From != nil && p.unsent(f.From, f.Key)
	})
}

// ready returns how many of rows, from the first on, need nothing that the present stage makes, those before them included.
func (p *Plan) ready(v unitofwork.Verb, rows []unitofwork.Row) int {
	for i := range rows {
		if p.needs(&rows[i]) {
			return i
		}
		p.expect(v, &rows[i])
	}
	return len(rows)
}

// expect notes what the database makes of a row's key, and of what else is referred to.
func (p *Plan) expect(v unitofwork.Verb, r *unitofwork.Row) {
	e := r.Entry
	for _, c := range e.Mapping.ReferredTo() {
		if r.Late || !(e.Assigns(c) || v == unitofwork.Inserts && p.makes(r, c)) {
			continue
		}
		w := p.waiting(e.Mapping, e.Base)
		if len(w.blank) == 0 {
			p.rows[e.Mapping]++
		}
		w.made, w.stage = w.made.With(c.Index), len(p.Stages)-1
		w.set(c.Index, Blank{e.Mapping.Name(), c.Name, p.rows[e.Mapping]})
	}
}

// makes reports whether the database makes the column's value when the row is inserted, or works it out.
func (p *Plan) makes(r *unitofwork.Row, c *mapper.Column) bool {
	e := r.Entry
	if e.Assigns(c) {
		return true
	}
	return e.Mapping.Maker(c, e.Base) == mapper.Database && !fills(r, c) && !p.reserved(e, c)
}

// fills reports whether the flush gives a foreign key's value to the column.
func fills(r *unitofwork.Row, c *mapper.Column) bool {
	return len(r.Fills) > 0 && slices.ContainsFunc(r.Fills, func(f unitofwork.Fill) bool { return f.Column == c })
}

// pendingFill is a foreign key on its way into the struct at base.
type pendingFill struct {
	unitofwork.Fill
	of   *mapper.Mapping
	base unsafe.Pointer
}

// populate gives the struct at base, which is the row's entity or stands for it, its foreign keys: now, or once they are known.
func (p *Plan) populate(r *unitofwork.Row, base unsafe.Pointer) error {
	for _, given := range r.Fills {
		f := pendingFill{given, r.Entry.Mapping, base}
		if base == r.Entry.Base {
			p.recordUndo(r.Entry, f.Column)
		}
		if f.From != nil {
			if origin, ok := p.blankAt(f.Key, f.From.Base); ok {
				p.waiting(f.of, base).set(f.Column.Index, origin)
				p.stage().fills = append(p.stage().fills, f)
				continue
			}
		}
		if err := f.apply(); err != nil {
			return err
		}
	}
	return nil
}

func (f pendingFill) apply() error {
	if f.Type != nil {
		f.Type.SetType(f.base)
		return nil
	}
	if f.From == nil {
		f.Column.SetZero(f.base)
		return nil
	}
	switch {
	case f.Column == f.Key && f.base == f.From.Base: // it is written as it stands
		return nil
	case mapper.Carry(f.Column, f.base, f.Key, f.From.Base):
		return nil
	case f.Column.NullZero && f.Key.IsZero(f.From.Base):
		return fmt.Errorf("%s.%s is nullzero, and so cannot refer to the %s whose %s is the zero value: drop nullzero, and make the field a pointer",
			f.of.Name(), f.Column.Field, f.From.Mapping.Name(), f.Key.Field)
	}
	return fmt.Errorf("%s.%s has no place for the %s of the %s that it refers to", f.of.Name(), f.Column.Field, f.Key.Field, f.From.Mapping.Name())
}
