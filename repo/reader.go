package repo

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// Reader is what read doors take: a [Session], which tracks the entities that it reads, or an [Engine], which does not.
type Reader interface {
	read(ctx context.Context, q reading) error
	get(ctx context.Context, m *mapper.Mapping, key []any) (any, error)
}

// reading is a read on its way.
type reading struct {
	stmt  statement.Statement
	shape loading.Shape
	first bool               // only the first column counts
	take  func(row any) bool // false: that was enough
}

// rowsOf reads stmt's rows as R and hands them to take until it answers false.
func rowsOf[R any](ctx context.Context, r Reader, stmt statement.Statement, first bool, take func(R) bool) error {
	shape, err := loading.ShapeOf(reflect.TypeFor[R]())
	if err != nil {
		return err
	}
	q := reading{stmt: stmt, shape: shape, first: first}
	if q.take = func(row any) bool { return take(*row.(*R)) }; shape.Entity() != nil {
		q.take = func(row any) bool { return take(row.(R)) }
	}
	return r.read(ctx, q)
}

// drain reads rows, tracking entities in known unless that is nil, and closes them.
func (q reading) drain(rows backends.Rows, known *identity.Map) (err error) {
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	how := loading.How{Known: known, First: q.first, Overwrite: q.stmt.PopulatesExisting()}
	c, err := loading.Open(rows, q.shape, how)
	if err != nil {
		return err
	}
	for {
		row, err := c.Next()
		if err != nil || row == nil || !q.take(row) {
			return err
		}
	}
}

func (e *Engine) read(ctx context.Context, q reading) error {
	c, err := statement.Compile(q.stmt, statement.Dialect(e.dialect))
	if err != nil {
		return err
	}
	rows, err := e.send(ctx, c)
	if err != nil {
		return err
	}
	return q.drain(rows, nil)
}

func (s *Session) read(ctx context.Context, q reading) error {
	ctx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	c, err := s.prepare(ctx, q.stmt, q.shape.Entity() != nil)
	if err != nil {
		return err
	}
	rows, err := s.ask(ctx, c)
	if err != nil {
		return err
	}
	return q.drain(rows, &s.known)
}

func (e *Engine) get(ctx context.Context, m *mapper.Mapping, key []any) (any, error) {
	wanted, err := converted(m, key)
	if err != nil {
		return nil, err
	}
	rows, err := e.send(ctx, wanted.query(m, e.dialect))
	if err != nil {
		return nil, err
	}
	return only(rows, m, nil)
}

func (s *Session) get(ctx context.Context, m *mapper.Mapping, key []any) (any, error) {
	wanted, err := converted(m, key)
	if err != nil {
		return nil, err
	}
	ctx, err = s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.end()
	k := identity.KeyOf(m, wanted.at)
	found := s.known.At(k)
	if found == nil || found.Expired {
		err = s.autoflush(ctx, []*mapper.Mapping{m}, false)
		found = s.known.At(k)
	}
	switch {
	case err != nil:
		return nil, err
	case found != nil && !found.Expired:
		return found.Entity, nil
	}
	return s.fetch(ctx, m, wanted, found)
}

// fetch asks the database for an entity. found is what the session has of it, expired, or nil: it leaves the session when
// its row is gone.
func (s *Session) fetch(ctx context.Context, m *mapper.Mapping, wanted key, found *identity.Entry) (any, error) {
	if _, err := s.unit(ctx); err != nil {
		return nil, err
	}
	rows, err := s.ask(ctx, wanted.query(m, s.engine.dialect))
	if err != nil {
		return nil, err
	}
	entity, err := only(rows, m, &s.known)
	if entity == nil && err == nil && found != nil {
		s.known.Gone(found)
	}
	return entity, err
}

// key is where the parts of a key stand, in a struct that holds nothing else.
type key struct{ at unsafe.Pointer }

func converted(m *mapper.Mapping, parts []any) (key, error) {
	at, err := identity.Convert(m, parts)
	if err != nil {
		return key{}, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return key{at}, nil
}

// query is the SELECT of the entity with that key.
func (k key) query(m *mapper.Mapping, d builder.Dialect) statement.Compiled {
	stmt, secret := loading.Get(m, statement.Dialect(d), k.at)
	return statement.Compiled{SQL: stmt.SQL, Args: stmt.Args, Secret: secret}
}

// only is the one entity in rows, nil without one.
func only(rows backends.Rows, m *mapper.Mapping, known *identity.Map) (entity any, err error) {
	shape, err := loading.ShapeOf(reflect.PointerTo(m.Type))
	if err != nil {
		return nil, err
	}
	err = reading{shape: shape, take: func(row any) bool { entity = row; return false }}.drain(rows, known)
	return entity, err
}
