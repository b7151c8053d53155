package repo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/unitofwork"
)

// Expire drops what was edited in entities since their rows were last seen, and has them read again by the next Get or
// query that meets them; their relationships by the next [Load]. What they lead to through relationships whose cascade has
// refresh-expire (as all has) is expired with them, and a pending entity there is transient again. A pending one in another
// list stays, by its own field that leads back; without such a field it is transient again, unless it was added itself. What
// is to be deleted still is. They must be persistent here, or none is expired and it is [ErrInvalidRequest]. Nothing is sent.
func (s *Session) Expire(entities ...any) error { return s.each("expire", entities, expiring) }

var expiring = entityCall{
	check: func(_ *visit, r *resolved) error {
		if r.entry == nil || r.entry.State != identity.Persistent {
			return notPersistent(r.mapping, r.entry)
		}
		return nil
	},
	act: func(v *visit, r *resolved) error {
		v.session.expireCascade(r.entry, v.seen())
		r.entry.Expire()
		return nil
	},
}

// expireCascade expires what goes with e, but for what was met so before.
// Source: SQLAlchemy, Session._expire_state.
func (s *Session) expireCascade(e *identity.Entry, met map[*identity.Entry]bool) {
	for _, with := range s.known.ReachNew(met, e, mapper.RefreshExpire) {
		switch {
		case with == e:
		case with.State == identity.Persistent:
			with.Expire()
		case with.State == identity.Pending:
			s.abandon(with)
		}
	}
}

// ExpireAll is [Session.Expire] of every persistent entity. It does nothing while another goroutine is inside a call.
func (s *Session) ExpireAll() {
	if s.lock() == nil {
		defer s.unlock()
		s.known.ExpireAll()
	}
}

// Expunge makes the session forget entities, whose values stay as they are: a pending one is transient again, any other
// one detached, and no rollback brings it back. One that the session does not have is [ErrInvalidRequest], and then none
// is forgotten. Nothing is sent.
func (s *Session) Expunge(entities ...any) error { return s.each("expunge", entities, expunging) }

var expunging = entityCall{
	check: func(_ *visit, r *resolved) error {
		if r.entry == nil {
			return unknown(r.mapping)
		}
		return nil
	},
	act: func(v *visit, r *resolved) error {
		for _, with := range v.session.known.Reach(r.entry, mapper.ExpungeWith) {
			v.session.expunge(with)
		}
		return nil
	},
}

// expunge forgets an entry that may have been given twice.
func (s *Session) expunge(e *identity.Entry) {
	if s.known.Find(e.Entity()) == e {
		s.known.Expunge(e)
	}
}

// dismiss is abandon of one with what is new and would be deleted along, which is also taken out of the fields that lead to it, those of
// foreign keys as well.
func (s *Session) dismiss(e *identity.Entry) {
	if s.known.Find(e.Entity()) != e {
		return
	}
	along, naming := unitofwork.Along(&s.known, e)
	for _, n := range naming {
		setNull(n.Entry, n.Columns)
	}
	s.known.Dismiss(along...)
}

// abandon forgets a new entry that may have been given twice, and what hangs on it alone.
func (s *Session) abandon(e *identity.Entry) {
	if s.known.Find(e.Entity()) == e {
		s.known.Abandon(e)
	}
}

// ExpungeAll is [Session.Expunge] of every entity. It does nothing while another goroutine is inside a call.
func (s *Session) ExpungeAll() {
	if s.lock() != nil {
		return
	}
	defer s.unlock()
	for _, e := range append([]*identity.Entry(nil), s.known.Entries()...) {
		s.known.Expunge(e)
	}
}

// Refresh reads an entity's row again, now, and drops what was edited in it; other changes are flushed first. fields are
// the addresses of the fields that are meant, as in &hero.Name, or &hero.Toys for a relationship, which is loaded again;
// that of a struct whose fields are columns means all of them.
// Without any it is all columns; relationships are read again by the next [Load], and what goes along is expired as by
// [Session.Expire]. The entity must be persistent here.
// When its row is gone it leaves the session, and it is [ErrNotFound].
func (s *Session) Refresh(ctx context.Context, entity any, fields ...any) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return at("refresh", err)
	}
	defer s.endCall()
	return at("refresh", s.refresh(ctx, entity, fields))
}

func (s *Session) refresh(ctx context.Context, entity any, fields []any) error {
	m, err := entityMapping(entity)
	if err != nil {
		return err
	}
	e := s.known.Find(entity)
	if e == nil || e.State != identity.Persistent {
		return notPersistent(m, e)
	}
	columns, links, err := partsOf(e, fields)
	if err != nil {
		return err
	}
	if len(fields) == 0 {
		s.expireCascade(e, map[*identity.Entry]bool{})
	}
	e.Revert(mapper.SetOf(columns))
	e.RevertLinks(links)
	if err := s.autoflush(ctx, []*mapper.Mapping{m}, false); err != nil {
		return err
	}
	if len(columns) > 0 {
		err = s.refreshRow(ctx, e, columns, true)
	}
	if errors.Is(err, ErrNotFound) {
		s.known.Gone(e)
	}
	if err != nil || len(fields) == 0 {
		return err
	}
	return s.refreshLinks(ctx, e, links)
}

// refreshLinks loads relationships again.
func (s *Session) refreshLinks(ctx context.Context, e *identity.Entry, links []*mapper.Relationship) error {
	opts := s.readOptions(ctx, true)
	opts.Overwrite = true
	loads := make([]*ast.Load, len(links))
	for i, r := range links {
		loads[i] = &ast.Load{Relationship: r, Strategy: ast.LoadSelectIn}
	}
	return loader{ctx: ctx, source: s}.load(stepsOf(opts.Fresh(), []unsafe.Pointer{e.Base}, loads))
}

// refreshRow reads columns of the row of e again, or finds that there is none.
func (s *Session) refreshRow(ctx context.Context, e *identity.Entry, columns []*mapper.Column, overwrite bool) error {
	m := e.Mapping
	q, err := rereading(m, e, columns, overwrite)
	if err != nil {
		return err
	}
	rows, _, err := s.rows(ctx, q)
	if err != nil {
		return err
	}
	found := false
	q.take = func(any) bool { found = true; return true }
	if err := q.readRows(rows, loading.Options{Known: &s.known, Loaded: loaded(ctx)}); err != nil || found {
		return err
	}
	return fmt.Errorf("%s: %w", m.Name(), noRow(m, identity.Values(m, e.Base)))
}

func notPersistent(m *mapper.Mapping, e *identity.Entry) error {
	if e == nil {
		return unknown(m)
	}
	return invalid("this %s is %s: only a persistent one can be read again", m.Name(), State(e.State))
}

// partsOf returns the columns and relationships that fields of an entity stand for; all of them without any.
func partsOf(e *identity.Entry, fields []any) (columns []*mapper.Column, links []*mapper.Relationship, err error) {
	if len(fields) == 0 {
		links, err = e.Mapping.Relationships()
		return e.Mapping.Columns, links, err
	}
	for _, field := range fields {
		if r, err := relationAt(e.Mapping, e.Entity(), field); err == nil {
			links = append(links, r)
			continue
		}
		found, err := columnsAt(e.Mapping, e.Entity(), field)
		if err != nil {
			return nil, nil, err
		}
		columns = append(columns, found...)
	}
	return columns, links, nil
}

// rereading reads columns of one row, which win over what the session has.
func rereading(m *mapper.Mapping, e *identity.Entry, columns []*mapper.Column, overwrite bool) (reading, error) {
	t, err := prototype.TableFor(m.Type, "")
	if err != nil {
		return reading{}, err
	}
	stmt := ast.SelectEntities(t).With(ast.UnfilteredPart, ast.Mark())
	if overwrite {
		stmt = stmt.With(ast.PopulatePart, ast.Mark())
	}
	for _, c := range columns {
		stmt = stmt.With(ast.LoadPart, t.Column(c))
	}
	for _, c := range m.Key {
		stmt = stmt.With(ast.WherePart, ast.CompareValue(t.Column(c), ast.OpEq, c.Value(e.Snapshot())))
	}
	shape, err := loading.ShapeOf(reflect.PointerTo(m.Type))
	return reading{stmt: stmt, shape: shape, typed: true}, err
}
