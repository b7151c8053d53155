package repo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// Get returns the entity with that key, its columns in mapped order; a [GetOption] may follow them. What a session has
// already comes without SQL, as the same pointer, unless it was read in part: then its other columns are read. Otherwise the session flushes changes that concern T, reads the row and
// keeps the entity. It is [ErrNotFound] when there is no such row, [ErrMultipleResults] when there are more, as what is no primary key
// in the database may have, and [ErrInvalidRequest], before anything is sent, when the key does not fit.
func Get[T any](ctx context.Context, r Reader, key ...any) (*T, error) {
	m, err := loading.EntityOf(reflect.TypeFor[T]())
	if err != nil {
		return nil, at("get", fmt.Errorf("%w: %w", ErrInvalidRequest, err))
	}
	entity, err := getAs(ctx, r, m, key)
	if err != nil {
		return nil, at("get "+m.Name(), err)
	}
	return entity.(*T), nil
}

// getAs returns the entity of m with that key.
func getAs(ctx context.Context, r Reader, m *mapper.Mapping, key []any) (any, error) {
	if m.Keyless {
		return nil, invalid("%s is keyless, so no row has a name: ask with One or First", m.Name())
	}
	w, err := getRequestOf(m, key)
	if err != nil {
		return nil, err
	}
	entity, err := readerOrInvalid(r).get(ctx, w)
	if err == nil && entity == nil {
		err = noRow(m, w.args)
	}
	return entity, err
}

// noRow is ErrNotFound with the key, but for what is secret in it.
func noRow(m *mapper.Mapping, key []any) error {
	key = slices.Clone(key)
	for i, c := range m.Key {
		if c.Secret {
			key[i] = "***"
		}
	}
	if len(key) == 1 {
		return fmt.Errorf("%w: no row has the key %v", ErrNotFound, key[0])
	}
	return fmt.Errorf("%w: no row has the key %v", ErrNotFound, key)
}

// GetOption refines [Get]. It follows the key; the zero value asks for nothing.
type GetOption struct{ o uint8 }

const (
	locksRow uint8 = iota + 1
	refreshesEntity
	passesFilters
)

// ForUpdate locks the row until the transaction ends, and so always asks the database. The values of an entity that the
// session has already stay, as with any row that arrives: add [Refresh] to see what others wrote. Where the entity has a
// version, another one in the row is a *[StaleDataError]. An engine, and a session with [WithAutocommit], whose statements
// commit themselves, answer [ErrInvalidRequest]. A database without row locks (SQLite) is only asked: its transactions lock the whole database, and
// of two that read a row and write it the second fails with [ErrSerialization].
func ForUpdate() GetOption { return GetOption{locksRow} }

// Refresh overwrites the entity that the session has already with its row, and so always asks the database; the next [Load]
// reads its relationships again. Changes are flushed first; without autoflush they are lost.
func Refresh() GetOption { return GetOption{refreshesEntity} }

// Unfiltered leaves out the filters of [WithFilter] where the database is asked.
func Unfiltered() GetOption { return GetOption{passesFilters} }

// getRequest is what Get is asked for.
type getRequest struct {
	mapping       *mapper.Mapping
	key           identity.Key
	args          []any // the key
	lock, refresh bool
	unfiltered    bool
}

func getRequestOf(m *mapper.Mapping, args []any) (w getRequest, err error) {
	w.mapping = m
	for len(args) > 0 {
		o, ok := args[len(args)-1].(GetOption)
		if !ok {
			break
		}
		w.lock, w.refresh = w.lock || o.o == locksRow, w.refresh || o.o == refreshesEntity
		w.unfiltered = w.unfiltered || o.o == passesFilters
		args = args[:len(args)-1]
	}
	if w.key, w.args, err = identity.KeyFor(m, args); err != nil {
		err = fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return w, err
}

// needsDatabase reports whether the database must be asked, whatever the session has.
func (w getRequest) needsDatabase() bool { return w.lock || w.refresh }

// getter is a Get of entities of one mapping, compiled.
type getter struct {
	*loading.GetStatement
	afterLoad bool // they are AfterLoaders
}

func newGetter(m *mapper.Mapping, d render.Dialect) *getter {
	return &getter{loading.GetStatementOf(m, d), reflect.PointerTo(m.Type).Implements(reflect.TypeFor[AfterLoader]())}
}

// read returns the one entity in rows, nil without one.
func (w getRequest) read(ctx context.Context, g *getter, rows backends.Rows, known *identity.Map) (any, error) {
	opts := loading.Options{Known: known, Overwrite: w.refresh, Check: w.lock && !w.refresh}
	if g.afterLoad {
		opts.Loaded = loaded(ctx)
	}
	entity, err := g.Read(rows, w.key, opts.Fresh())
	if err != nil {
		err = w.translated(err)
	}
	return entity, err
}

// translated returns err as users know it.
func (w getRequest) translated(err error) error {
	var stale *loading.StaleError
	switch {
	case errors.As(err, &stale):
		return staleRow(w.mapping, stale.Key, err)
	case errors.Is(err, loading.ErrSeveral):
		return fmt.Errorf("%w of the key: it is not unique in table %s", ErrMultipleResults, w.mapping.Table)
	}
	return err
}

func (s *Session) get(ctx context.Context, w getRequest) (any, error) {
	err := s.beginReading(ctx)
	if err != nil {
		return nil, err
	}
	defer s.endCall()
	ctx = s.underway(ctx)
	found := s.known.At(w.key)
	if found == nil || found.Expired || w.needsDatabase() {
		err = s.autoflush(ctx, []*mapper.Mapping{w.mapping}, false)
		found = s.known.At(w.key)
	}
	switch {
	case err != nil:
		return nil, err
	case found != nil && !found.Expired && !w.needsDatabase():
		return s.complete(ctx, w, found, w.mapping.All)
	}
	return s.fetch(ctx, w, found)
}

// complete returns an entity that the session has, whose row is read where some of these columns were not: what the session holds of it
// stays, and no filter hides it.
func (s *Session) complete(ctx context.Context, w getRequest, found *identity.Entry, columns mapper.Set) (any, error) {
	if columns.Within(found.Loaded()) {
		return found.Entity(), nil
	}
	w.unfiltered = true
	return s.fetch(ctx, w, found)
}

// prepareGet begins the transaction that a lock needs, or that any read does.
func (s *Session) prepareGet(ctx context.Context, w getRequest) error {
	if w.lock {
		return s.beginLocking(ctx)
	}
	return s.beginFor(ctx, ast.SelectKind)
}

// fetch asks the database for an entity. found is what the session has of it, or nil: it leaves the session when its row
// is gone.
func (s *Session) fetch(ctx context.Context, w getRequest, found *identity.Entry) (any, error) {
	entity, err := getFrom(ctx, s, w, &s.known)
	if entity == nil && err == nil && found != nil {
		s.known.Gone(found)
	}
	return entity, err
}
