package repo

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// WriteOnly is a list of one entity that is too long to be loaded: it is added to, taken from and asked, and never read as a
// whole. Make it with [Collection]; it goes with its session.
type WriteOnly[E any] struct {
	list  writeOnly
	field *[]*E
	query func() builder.SelectStmt[*E]
}

// Collection returns a list of an entity of the session, given by its field's address, as in repo.Collection(s, hero,
// &hero.Toys). Nothing is sent. An entity that the session does not have, and an address elsewhere, are
// [ErrInvalidRequest].
func Collection[T, E any](s *Session, owner *T, relationship *[]*E) (WriteOnly[E], error) {
	list, err := s.collection(owner, relationship)
	if err != nil {
		return WriteOnly[E]{}, at("collection", err)
	}
	query := func() builder.SelectStmt[*E] {
		all := builder.Select(builder.Model[E]())
		if err := list.lacking(); err != nil {
			return all.Where(unanswerable{err})
		}
		return all.Where(builder.WithParent(list.named.(*[]*E), owner))
	}
	return WriteOnly[E]{list, relationship, query}, nil
}

// Add puts elements into the list, new ones or those that the session has, for the next flush. They stand in the field
// from then on. Nothing is sent.
func (w WriteOnly[E]) Add(elements ...*E) error {
	if w.list.session == nil {
		return at("add", noList())
	}
	if slices.Contains(elements, nil) {
		return at("add", invalid("%s takes no nil", w.list.relation.Name()))
	}
	for _, e := range elements {
		if !slices.Contains(*w.field, e) {
			*w.field = append(*w.field, e)
		}
	}
	return at("add", w.list.add(addressesOf(elements)))
}

func addressesOf[E any](elements []*E) []unsafe.Pointer {
	addresses := make([]unsafe.Pointer, len(elements))
	for i, e := range elements {
		addresses[i] = unsafe.Pointer(e)
	}
	return addresses
}

// Remove takes elements that the session has out of the list. Rows of an association table are deleted now, after a flush of
// what is pending, and one that is not there is a *[StaleDataError], unless the list is loaded and does not hold it either. In a has-many list the next flush empties the
// elements' foreign keys or, where orphans are deleted, deletes them; an element that is another owner's is [ErrInvalidRequest].
func (w WriteOnly[E]) Remove(ctx context.Context, elements ...*E) error {
	if w.list.session == nil {
		return at("remove", noList())
	}
	return at("remove", w.list.remove(ctx, addressesOf(elements)))
}

// Query reads elements, for filters, an order and a page of your own. It knows the list as of the last flush, and the owner's
// key as of this call: flush a new owner before.
func (w WriteOnly[E]) Query() builder.SelectStmt[*E] {
	if w.query == nil {
		return builder.SelectStmt[*E]{}
	}
	return w.query()
}

// unanswerable is a condition that nobody can ask for.
type unanswerable struct{ err error }

// ToSql returns the error.
func (u unanswerable) ToSql() (string, []any, error) { return "", nil, u.err }

func noList() error { return invalid("the list is of no entity: take what Collection answers") }

// writeOnly is a WriteOnly without its type.
type writeOnly struct {
	session  *Session
	owner    *identity.Entry
	relation *mapper.Relationship
	named    any // the field of the prototype
}

// lacking errs where a column by which the list leads from its owner was not read.
func (w writeOnly) lacking() error {
	if err := w.owner.Lacking(w.relation); err != nil {
		return fmt.Errorf("%w: %w", ErrNotLoaded, err)
	}
	return nil
}

func (s *Session) collection(owner, field any) (w writeOnly, err error) {
	if err := s.lock(); err != nil {
		return w, err
	}
	defer s.unlock()
	m, err := entityMapping(owner)
	if err != nil {
		return w, err
	}
	w = writeOnly{session: s, owner: s.known.Find(owner)}
	if w.relation, err = relationAt(m, owner, field); err != nil {
		return w, err
	}
	if w.relation.ViewOnly {
		return w, viewOnly(w.relation)
	}
	t, err := prototype.TableFor(m.Type, "")
	if err == nil && (w.owner == nil || w.owner.State == identity.Deleted) {
		err = unknown(m)
	}
	if err == nil {
		base := reflect.ValueOf(t.Prototype).UnsafePointer()
		w.named = reflect.NewAt(w.relation.Type, unsafe.Add(base, w.relation.Offset)).Interface()
	}
	return w, err
}

// add adds elements, which the field holds by now, to the session, and what they lead to. An owner that is to be deleted
// still is: nobody added it.
func (w writeOnly) add(elements []unsafe.Pointer) error {
	s, r := w.session, w.relation
	if err := s.lock(); err != nil {
		return err
	}
	if r.Through == nil {
		w.owner.Doubt(r, elements)
	}
	if !r.Has(mapper.SaveUpdate) {
		stays, owner := !w.owner.ToDelete, w.owner.Entity()
		if s.unlock(); stays {
			return s.Add(owner)
		}
		return nil
	}
	defer s.unlock()
	if err := s.checkReady(); err != nil {
		return err
	}
	for _, p := range elements {
		if err := s.known.CascadeFrom(notMapped, r.Target, r.Target.Pointer(p)); err != nil {
			return asInvalid(err)
		}
	}
	return nil
}

func (w writeOnly) remove(ctx context.Context, removed []unsafe.Pointer) error {
	s, r := w.session, w.relation
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	var entries []*identity.Entry
	for _, p := range removed {
		e := s.known.FindAt(r.Target, p)
		if e == nil {
			return unknown(r.Target)
		}
		entries = append(entries, e)
	}
	if err := w.checkElements(entries); err != nil {
		return err
	}
	switch {
	case w.owner.LinkWhole(r):
		w.removeFromField(removed)
		for _, e := range entries {
			w.takeBack(e)
		}
		return nil
	case r.Through == nil:
		return w.orphan(entries)
	}
	return w.deletePairs(ctx, entries)
}

// removeFromField takes targets out of the field.
func (w writeOnly) removeFromField(targets []unsafe.Pointer) {
	removeFromField(w.relation, w.owner, targets)
}

// removeFromField takes targets out of the field of an entry. A list that is not loaded is nil when nothing is left: empty would say
// that the database has none.
func removeFromField(r *mapper.Relationship, e *identity.Entry, targets []unsafe.Pointer) {
	list := slices.DeleteFunc(slices.Clone(r.List(e.Base)), func(p unsafe.Pointer) bool { return slices.Contains(targets, p) })
	if len(list) == 0 && !e.LinkLoaded(r) {
		list = nil
	}
	r.SetList(e.Base, list)
}

// orphan empties the foreign keys of entries, or has them deleted.
func (w writeOnly) orphan(entries []*identity.Entry) error {
	r := w.relation
	for _, e := range entries {
		if e.State == identity.Pending || !slices.Contains(w.owner.Linked(r), e.Base) {
			w.removeFromField([]unsafe.Pointer{e.Base}) // else the flush does
		}
		switch {
		case e.State == identity.Pending:
			w.takeBack(e)
			if r.Has(mapper.DeleteOrphan) {
				w.session.abandon(e)
			}
		case r.Has(mapper.DeleteOrphan):
			w.session.markDeleted(e, map[*identity.Entry]bool{})
		case len(r.Emptied()) == 0:
			return invalid("%s.%s cannot be NULL: delete the %s, or give it to another", r.Target.Name(), r.Needed().Field, r.Target.Name())
		case slices.ContainsFunc(r.Emptied(), isCreateOnly):
			fixed := r.Emptied()[slices.IndexFunc(r.Emptied(), isCreateOnly)]
			return invalid("%s.%s is createonly: delete the %s, or drop createonly", r.Target.Name(), fixed.Field, r.Target.Name())
		default:
			w.release(e)
		}
	}
	return nil
}

func isCreateOnly(c *mapper.Column) bool { return c.CreateOnly }

// release empties the foreign key of an element, and the pointer beside it. One that was not read, or may be another by now, is
// written although nothing differs.
func (w writeOnly) release(e *identity.Entry) {
	setNull(e, w.relation.Emptied())
	if back := w.relation.Inverse; back != nil {
		back.SetOne(e.Base, nil)
	}
}

// setNull empties columns, also where what the row has there is not known.
func setNull(e *identity.Entry, columns []*mapper.Column) {
	for _, c := range columns {
		if c.SetZero(e.Base); e.State == identity.Persistent && (e.Expired || !e.Loaded().Has(c.Index)) {
			assign(e, c, builder.Null())
		}
	}
}

// deletePairs deletes the rows of the association table between the owner and entries.
func (w writeOnly) deletePairs(ctx context.Context, entries []*identity.Entry) error {
	s, r := w.session, w.relation
	if _, err := s.flush(ctx, flushEnd{}); err != nil {
		return err
	}
	for _, e := range entries {
		c, err := s.engine.compiled(s.config, w.deletePair(e))
		if err == nil {
			err = s.checkAllowed(ast.DeleteKind, c.SQL)
		}
		if err == nil {
			err = s.beginFor(ctx, ast.DeleteKind)
		}
		if err != nil {
			return err
		}
		res, err := s.run(ctx, c)
		if err != nil {
			return err
		}
		if res.RowsAffected != 1 {
			return translated(&persistence.StaleError{Entity: r.Through.Table, Key: identity.Values(r.Target, e.Base), Expected: 1, Matched: res.RowsAffected})
		}
		w.clearBothFields(e)
	}
	return nil
}

// deletePair returns the DELETE of one row of the association table.
func (w writeOnly) deletePair(e *identity.Entry) ast.Statement {
	d, r := render.Dialect(w.session.config.space.dialect), w.relation
	through := prototype.ThroughOf(r, "")
	var where []string
	var nodes []*ast.Node
	add := func(columns []*ast.Node, names []string, keys []*mapper.Column, base unsafe.Pointer) {
		for i, name := range names {
			where = append(where, d.Identifier(name)+" = ?")
			nodes = append(nodes, ast.Bind(columns[i], keys[i].Value(base)))
		}
	}
	add(through.Local, r.Through.Local, r.Local, w.owner.Base)
	add(through.Remote, r.Through.Remote, r.Remote, e.Base)
	text := "DELETE FROM " + d.TableName(r.Through.Table) + " WHERE " + strings.Join(where, " AND ")
	return ast.Of(ast.TextKind, ast.Template(text, nodes))
}

// clearBothFields has the fields at both ends follow a row that was deleted.
func (w writeOnly) clearBothFields(e *identity.Entry) {
	w.removeFromField([]unsafe.Pointer{e.Base})
	w.owner.Link(w.relation, !w.owner.LinkWhole(w.relation))
	if back := w.relation.Inverse; back != nil && slices.Contains(back.Targets(e.Base), w.owner.Base) {
		removeFromField(back, e, []unsafe.Pointer{w.owner.Base})
		e.Link(back, !e.LinkWhole(back))
	}
}
