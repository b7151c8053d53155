package persistence

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// association is rows of a table that holds nothing but keys, seen from one end.
type association struct {
	relation      *mapper.Relationship
	local, remote []unsafe.Pointer // for each row, the structs with the keys
}

// pair is one of its rows.
type pair struct {
	owner, target       unsafe.Pointer
	ownerKey, targetKey identity.Key
}

// associate returns the rows of pairs by their keys; in the order given where one is not known yet. It begins a stage when the
// present one makes a key.
func (p *Plan) associate(r *mapper.Relationship, pairs []unitofwork.Pair) association {
	if slices.ContainsFunc(pairs, func(x unitofwork.Pair) bool {
		return p.unsent(x.Owner, r.Local...) || p.unsent(x.Target, r.Remote...)
	}) {
		p.next()
	}
	rows, blank := make([]pair, len(pairs)), false
	for i, x := range pairs {
		rows[i] = pair{owner: p.row(x.Owner), target: p.row(x.Target)}
		rows[i].ownerKey, rows[i].targetKey = identity.KeyOf(r.Owner, rows[i].owner), identity.KeyOf(r.Target, rows[i].target)
		blank = blank || p.missing[rows[i].owner] != nil || p.missing[rows[i].target] != nil
	}
	if !blank {
		slices.SortStableFunc(rows, func(a, b pair) int {
			return cmp.Or(a.ownerKey.Compare(b.ownerKey), a.targetKey.Compare(b.targetKey))
		})
	}
	a := association{relation: r, local: make([]unsafe.Pointer, len(rows)), remote: make([]unsafe.Pointer, len(rows))}
	for i, row := range rows {
		a.local[i], a.remote[i] = row.owner, row.target
	}
	return a
}

// row returns the struct with the key of an entity's row at this step.
func (p *Plan) row(e *identity.Entry) unsafe.Pointer {
	if p.saved[e] || e.Snapshot() == nil {
		return e.Base
	}
	return e.Snapshot()
}

func (a association) table() string { return a.relation.Through.Table }

// names returns the table's columns, each once.
func (a association) names() []string {
	names := slices.Clone(a.relation.Through.Local)
	for i, name := range a.relation.Through.Remote {
		if a.relation.Through.Shares(i) < 0 {
			names = append(names, name)
		}
	}
	return names
}

// columns returns those whose values the table's repeat.
func (a association) columns() []*mapper.Column { return slices.Concat(a.relation.Local, a.far()) }

// far returns the columns of the far end that the near one does not give as well.
func (a association) far() (columns []*mapper.Column) {
	for i, c := range a.relation.Remote {
		if a.relation.Through.Shares(i) < 0 {
			columns = append(columns, c)
		}
	}
	return columns
}

// agree errs when the two ends of a row give a column that they share two values.
func (p *Plan) agree(r *mapper.Relationship, row pair) error {
	for i, c := range r.Remote {
		at := r.Through.Shares(i)
		if at < 0 || p.isBlank(c, row.target) || p.isBlank(r.Local[at], row.owner) {
			continue
		}
		scratch := r.Target.New()
		if !mapper.Carry(c, scratch, r.Local[at], row.owner) || !c.Equal(scratch, row.target) {
			return fmt.Errorf("%w: %s puts a %s and a %s together, whose %s.%s and %s.%s differ, but %s is one column of %s",
				unitofwork.ErrConflictingSides, r.Name(), r.Owner.Name(), r.Target.Name(), r.Owner.Name(), r.Local[at].Field, r.Target.Name(), c.Field,
				r.Through.Remote[i], r.Through.Table)
		}
	}
	return nil
}

// chunks cuts the rows into pages; where they are arrays some go alone.
func (a association) chunks(page int, unnested bool) (pages []association) {
	var rowsAlone []bool
	if unnested && len(a.local) > 1 {
		rowsAlone = ungroupable(a.relation.Remote, a.remote, ungroupable(a.relation.Local, a.local, nil))
	}
	for from, to := range runs(len(a.local), page, rowsAlone) {
		pages = append(pages, association{a.relation, a.local[from:to], a.remote[from:to]})
	}
	return pages
}

func (a association) arrays() (rows arrays) {
	rows.table = a.table()
	for i, c := range a.relation.Local {
		rows.add(c, a.relation.Through.Local[i], columnOf(c, a.local))
	}
	for i, c := range a.relation.Remote {
		if a.relation.Through.Shares(i) >= 0 {
			continue
		}
		rows.add(c, a.relation.Through.Remote[i], columnOf(c, a.remote))
	}
	return rows
}

// pairValues returns the rows as arguments.
func (p *Plan) pairValues(a association) (args []any, secret []bool) {
	far, hidden := a.far(), secrets(a.columns())
	for i := range a.local {
		args = p.values(p.values(args, a.relation.Local, a.local[i]), far, a.remote[i])
		secret = append(secret, hidden...)
	}
	return args, secret
}

// link plans rows that come into an association table.
func (p *Plan) link(r *mapper.Relationship, pairs []unitofwork.Pair) error {
	a := p.associate(r, pairs)
	for i := range a.local {
		if err := p.agree(r, pair{owner: a.local[i], target: a.remote[i]}); err != nil {
			return err
		}
	}
	unnested, page := p.unnests(a.table(), a.columns()), p.options.Page
	if !unnested {
		page = min(page, p.options.MaxParams/len(a.columns()))
	}
	for _, some := range a.chunks(page, unnested) {
		s := linking{plain{"linking " + a.table()}, some, p}
		if unnested && len(some.local) > 1 {
			rows := some.arrays()
			if err := p.addArrays(&rows, rows.linkText(p.options.Dialect, r), secrets(rows.columns), nil, s); err != nil {
				return err
			}
			continue
		}
		args, secret := p.pairValues(some)
		if err := p.add(pairsText(p.options.Dialect, a.table(), a.names(), len(some.local)), args, secret, nil, s); err != nil {
			return err
		}
	}
	return nil
}

// linking is rows that were put into an association table.
type linking struct {
	plain
	association
	plan *Plan
}

// refused is err with the table's key and its first column named, where a row is there already.
func (s linking) refused(err error) error {
	var e *backends.Error
	table := s.plan.options.Dialect.LastName(s.table())
	if !errors.As(err, &e) || e.Kind != backends.ErrUniqueViolation || e.Table != table {
		return err
	}
	names, there := s.names(), *e
	if there.Constraint == "" && slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(namedColumns(e.Message)))) {
		there.Constraint = mapper.KeyName(table)
	}
	if !mapper.IsKeyName(table, there.Constraint) {
		return err
	}
	there.Column = names[0]
	there.Message += fmt.Sprintf(": a row that %s adds is there already: load the list first, or leave out what is in it", s.relation.Name())
	return &there
}

// unlink plans rows that leave an association table.
func (p *Plan) unlink(r *mapper.Relationship, pairs []unitofwork.Pair) error {
	a := p.associate(r, pairs)
	page, unnested := 1, p.unnests(a.table(), a.columns())
	if unnested {
		page = p.options.Page
	}
	for _, some := range a.chunks(page, unnested) {
		if err := p.unlinkSome(some); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) unlinkSome(a association) error {
	s := unlinking{plain{"unlinking " + a.table()}, a}
	if len(a.local) > 1 {
		rows := a.arrays()
		return p.addArrays(&rows, rows.deleteText(p.options.Dialect), secrets(rows.columns), nil, s)
	}
	args, secret := p.pairValues(a)
	return p.add(unpairText(p.options.Dialect, a.table(), a.names()), args, secret, nil, s)
}

// unlinking is rows that were taken out of an association table.
type unlinking struct {
	plain
	association
}

func (s unlinking) expected() int64 { return int64(len(s.local)) }

func (s unlinking) stale(matched int64) error {
	err := &StaleError{Entity: s.table(), Expected: s.expected(), Matched: matched}
	for i := range s.local {
		err.name(slices.Concat(identity.Values(s.relation.Owner, s.local[i]), identity.Values(s.relation.Target, s.remote[i])))
	}
	return err
}
