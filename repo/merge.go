package repo

import (
	"context"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Merge copies an entity, such as one decoded from a request or kept from another session, onto the session's own entity of
// that key, and returns that one. The session's entity is read when the session does not have it; when there is no such
// row, or the entity has no key, the answer is a new one, pending. The entity that was given stays as it is, outside the
// session; one that the session has already is answered itself.
//
// All columns are copied but, in a row that is there, the key, the version and zero values of columns that an INSERT would
// leave to the database or that are createonly, uuid7 or onupdate, nor is a row brought back that is deleted softly. fields, addresses as in &hero.Name or &heroes.Name, says that only these are, zero or not; that of a struct whose fields are columns
// means all of them.
// Relationships that are not nil and cascade merges (the default) are followed: what they lead to is merged as well, whole,
// and lists are loaded and made exactly what the entity has; what is in one belongs to its owner, whatever its own foreign
// key says. Another version than the row's is a *[StaleDataError]; zero is
// no version. A row that a filter of [WithFilter] hides counts as none.
//
// What is read is read before anything is copied: after an error nothing has been copied. What is copied the next flush writes; a read
// flushes first what was pending before, as all do.
func Merge[T any](ctx context.Context, s *Session, entity *T, fields ...any) (*T, error) {
	merged, err := s.merge(ctx, entity, fields)
	if err != nil {
		return nil, at("merge", err)
	}
	return merged.(*T), nil
}

func (s *Session) merge(ctx context.Context, entity any, fields []any) (any, error) {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, err
	}
	defer s.endCall()
	m, err := trackedMapping(entity)
	if err != nil {
		return nil, err
	}
	mask, err := maskOf(m, entity, fields)
	if err != nil {
		return nil, err
	}
	g := merging{session: s, ctx: ctx, met: map[unsafe.Pointer]*merged{}, fresh: map[identity.Key]unsafe.Pointer{}}
	root, err := g.resolve(m, reflect.ValueOf(entity).UnsafePointer(), mask, nil)
	if err != nil {
		return nil, err
	}
	for _, d := range g.order {
		d.copyColumns()
		g.copyRelations(d)
	}
	undelete := s.undeletion()
	for _, d := range g.order {
		d.track(undelete)
	}
	return m.Pointer(root.target), s.cascade(s.known.FindAt(m, root.target))
}

// merging is a merge on its way. First everything is found and read, then copied.
type merging struct {
	session *Session
	ctx     context.Context
	met     map[unsafe.Pointer]*merged      // by source
	fresh   map[identity.Key]unsafe.Pointer // targets that are new and have a key
	before  map[*identity.Entry]any         // versions of rows that the merge's own flush has updated
	order   []*merged
}

// merged is one entity of a merge.
type merged struct {
	mapping        *mapper.Mapping
	source, target unsafe.Pointer
	entry          *identity.Entry // of the target; nil when it is new
	mask           *mask
	follows        []*mapper.Relationship
	assigned       []*mapper.Column // foreign keys that an owner's list or pointer tells
}

// resolve finds the session's entity for the one at source, and for those that it leads to. by is how an owner leads to it; nil for
// nobody.
func (g *merging) resolve(m *mapper.Mapping, source unsafe.Pointer, k *mask, by *ownership) (*merged, error) {
	if d := g.met[source]; d != nil {
		return d, nil
	}
	if _, err := entityMapping(m.Pointer(source)); err != nil {
		return nil, err
	}
	d := &merged{mapping: m, source: source, target: source, mask: k}
	g.met[source] = d
	if own := g.session.known.FindAt(m, source); own != nil {
		if own.State == identity.Deleted {
			return nil, invalid("this %s was deleted in this transaction", m.Name())
		}
		return d, nil
	}
	if err := g.find(d, by); err != nil {
		return nil, err
	}
	g.order = append(g.order, d)
	return d, g.follow(d)
}

// follow resolves what d leads to, and loads the lists that are replaced.
func (g *merging) follow(d *merged) error {
	all, err := d.mapping.Relationships()
	if err != nil {
		return err
	}
	for _, r := range all {
		if !r.Has(mapper.MergeWith) || r.IsNil(d.source) || !d.mask.includes(r) {
			continue
		}
		d.follows = append(d.follows, r)
		if d.entry != nil && !r.HoldsKey() && (!d.entry.LinkLoaded(r) || d.entry.LinkStale(r)) {
			path := &ast.Load{Relationship: r, Strategy: ast.LoadSelectIn}
			st := step{options: g.session.readOptions(g.ctx, true), path: path, owners: []unsafe.Pointer{d.target}}
			if err := (loader{ctx: g.ctx, source: g.session}).load([]step{st}); err != nil {
				return err
			}
		}
		if r.HoldsNil(d.source) {
			return invalid("%s holds nil: take it out", r.Name())
		}
		if err := g.resolveTargets(d, r); err != nil {
			return err
		}
	}
	return nil
}

// resolveTargets resolves what r leads to from d. A row that a list has twice, with other values, is refused: the last would win.
func (g *merging) resolveTargets(d *merged, r *mapper.Relationship) error {
	sources := r.Targets(d.source)
	var by *ownership
	if r.Kind == mapper.HasMany || r.Kind == mapper.HasOne {
		by = &ownership{r, d}
	}
	places := make(map[unsafe.Pointer]int, len(sources))
	for i, p := range sources {
		element, err := g.resolve(r.Target, p, nil, by)
		if err != nil {
			return err
		}
		element.keyFromOwner(r)
		if first, twice := places[element.target]; twice && element.differs(sources[first], p) {
			return invalid("%s has one %s twice, at %d and %d, with different values: give it once", r.Name(), r.Target.Name(), first, i)
		}
		places[element.target] = i
	}
	return nil
}

// differs reports whether two structs that are merged onto one row say different things of it.
func (d *merged) differs(a, b unsafe.Pointer) bool {
	return slices.ContainsFunc(d.mapping.Columns, func(c *mapper.Column) bool { return !c.ReadOnly && !d.keyOf(c) && !c.Equal(a, b) })
}

// keyFromOwner says that r leads to d, so that its owner tells the foreign key, whatever d says.
func (d *merged) keyFromOwner(r *mapper.Relationship) {
	if r.Kind == mapper.HasMany || r.Kind == mapper.HasOne {
		d.assigned = append(d.assigned, r.Held()...)
	}
}

// copyColumns gives the target the source's values.
func (d *merged) copyColumns() {
	for _, c := range d.mapping.Columns {
		fresh := d.entry == nil
		switch {
		case c.ReadOnly, d.keyOf(c), !fresh && (c.PrimaryKey || c.Version || d.mask == nil && (!c.Brought(d.source) || (c.SoftDelete || c.InsertOnly()) && c.IsZero(d.source))):
		case d.mask.has(c), fresh && c.PrimaryKey:
			c.Copy(d.target, d.source)
		}
	}
	d.mapping.DropEmpty(d.mask.set(d.mapping), d.target, d.source)
}

// keyOf reports whether the column is a foreign key that a pointer which is followed, or an owner, tells.
func (d *merged) keyOf(c *mapper.Column) bool {
	return !c.PrimaryKey && (slices.Contains(d.assigned, c) ||
		slices.ContainsFunc(d.follows, func(r *mapper.Relationship) bool { return r.HoldsKey() && slices.Contains(r.Held(), c) }))
}

// copyRelations lets the target lead to what was found for what the source leads to.
func (g *merging) copyRelations(d *merged) {
	for _, r := range d.follows {
		targets := []unsafe.Pointer{}
		for _, p := range r.Targets(d.source) {
			if found := g.met[p].target; !slices.Contains(targets, found) {
				targets = append(targets, found)
			}
		}
		if r.Many() {
			r.SetList(d.target, targets)
		} else {
			r.SetOne(d.target, targets[0])
		}
	}
}

// track has the session know the target; one that was to be deleted stays.
func (d *merged) track(sp undeletion) {
	known := &sp.session.known
	if d.entry != nil {
		sp.undelete(d.entry)
	} else if known.FindAt(d.mapping, d.target) == nil {
		known.Add(d.mapping, d.mapping.Pointer(d.target))
	}
}
