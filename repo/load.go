package repo

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// Load reads relationships of entities that the session has, each by one SELECT for all of them: repo.Load(ctx, s, list,
// &heroes.Toys), or builder.SelectIn(&heroes.Toys).Then(...) for what lies beyond, for filters and for a limit. The SELECTs
// of one level go in one round trip where the database's driver can send statements together. Afterwards
// a nil pointer says that there is none, and a list is never nil. What was loaded before is left as it is, edits included;
// [Session.Expire] an entity to have it read again. An entity on the one side that the session has already costs no SQL.
//
// Changes that could concern what is read are flushed first. The entities are persistent here and the relationships
// theirs, or it is [ErrInvalidRequest]; rows of a keyless type need not be here. No entities are no SQL.
func Load[T any](ctx context.Context, s *Session, entities []*T, relationships ...any) error {
	list := make([]any, len(entities))
	for i, e := range entities {
		list[i] = e
	}
	return at("load", s.loadAll(ctx, reflect.TypeFor[T](), list, relationships))
}

func (s *Session) loadAll(ctx context.Context, t reflect.Type, entities, relationships []any) error {
	loads, err := loadsOf(relationships)
	if err != nil {
		return err
	}
	for _, l := range loads {
		if l.Relationship.Owner.Type != t {
			return invalid("%s is loaded for a %s: give it the relationships of that", l.Relationship.Name(), t)
		}
	}
	ctx, err = s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	return s.load(ctx, entities, loads)
}

// loadsOf returns what [Load] is given, as loads.
func loadsOf(relationships []any) (loads []*ast.Load, err error) {
	if len(relationships) == 0 {
		return nil, invalid("nothing is to be loaded: name relationships, as in &heroes.Toys")
	}
	for _, r := range relationships {
		var some []*ast.Load
		if path, ok := r.(builder.Loading); ok {
			some, err = path.Loads()
		} else {
			n := ast.Loading(prototype.RelationAt(r), ast.LoadSelectIn)
			some, err = ast.ResolveLoads([]*ast.Node{n})
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
		}
		loads = append(loads, some...)
	}
	loads = ast.Replaced(loads, func(_, _ *ast.Load) bool { return true }) // the entities are given
	ast.LeadOn(loads)
	return loads, nil
}

// load loads relationships of entities of one type.
func (s *Session) load(ctx context.Context, entities []any, loads []*ast.Load) error {
	if err := s.has(entities); err != nil || len(entities) == 0 {
		return err
	}
	reads := append(targetsOf(loads), loads[0].Relationship.Owner)
	if err := s.autoflush(ctx, reads, false); err != nil {
		return err
	}
	owners := make([]unsafe.Pointer, 0, len(entities))
	for _, entity := range entities {
		if loads[0].Relationship.Owner.Keyless {
			owners = append(owners, reflect.ValueOf(entity).UnsafePointer())
			continue
		}
		e := s.known.Find(entity)
		if e == nil || e.State != identity.Persistent {
			return notPersistent(loads[0].Relationship.Owner, e)
		}
		owners = append(owners, e.Base)
	}
	opts := s.readOptions(ctx, true)
	opts.Paths = loading.PathsOf(loads)
	return loader{ctx: ctx, source: s}.load(stepsOf(opts, owners, loads))
}

// stepsOf loads relationships of owners.
func stepsOf(opts loading.Options, owners []unsafe.Pointer, loads []*ast.Load) (steps []step) {
	for _, path := range loads {
		steps = append(steps, step{options: opts, path: path, owners: owners})
	}
	return steps
}

// has errs when the session does not have one of entities, before anything is sent.
func (s *Session) has(entities []any) error {
	for _, entity := range entities {
		m, err := entityMapping(entity)
		if err != nil {
			return err
		}
		if !m.Keyless && s.known.Find(entity) == nil {
			return unknown(m)
		}
	}
	return nil
}

// Replace makes a list of an entity exactly with: it loads the list unless it is loaded, and the next flush writes the
// difference. relationship is the address of the field in the entity, as in &hero.Toys; with is copied, and may be nil.
// New entities in it are added at once. A nil in it, an entity that is neither pending nor persistent here, and an address
// elsewhere are [ErrInvalidRequest].
func Replace[T, E any](ctx context.Context, s *Session, entity *T, relationship *[]*E, with []*E) error {
	return at("replace", s.replace(ctx, entity, relationship, slices.Contains(with, nil), func() {
		*relationship = append(make([]*E, 0, len(with)), with...)
	}))
}

func (s *Session) replace(ctx context.Context, entity, relationship any, hollow bool, set func()) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	m, err := entityMapping(entity)
	if err != nil {
		return err
	}
	e := s.known.Find(entity)
	r, err := relationAt(m, entity, relationship)
	switch {
	case err != nil:
		return err
	case e == nil:
		return unknown(m)
	case r.ViewOnly:
		return viewOnly(r)
	case hollow:
		return invalid("the list for %s holds a nil", r.Name())
	}
	if !e.LinkLoaded(r) || e.LinkStale(r) {
		if err := s.load(ctx, []any{entity}, []*ast.Load{{Relationship: r, Strategy: ast.LoadSelectIn}}); err != nil {
			return err
		}
	}
	set()
	return s.cascade(e)
}

// viewOnly is the error of writing by a relationship that is only read.
func viewOnly(r *mapper.Relationship) error {
	return invalid("%s is viewonly, by which nothing is written: change the relationship or the columns that it shows", r.Name())
}

// relationAt returns the relationship whose field an address in an entity is of.
func relationAt(m *mapper.Mapping, entity, field any) (*mapper.Relationship, error) {
	all, err := m.Relationships()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	base := reflect.ValueOf(entity).UnsafePointer()
	for _, r := range all {
		if reflect.NewAt(r.Type, unsafe.Add(base, r.Offset)).Interface() == field {
			return r, nil
		}
	}
	return nil, invalid("a %T that is no relationship of this %s: give the address of its field, as in &entity.Field", field, m.Name())
}

// Loaded reports whether the session knows what the database has in a field of an entity, as in s.Loaded(hero, &hero.Owner):
// it tells a nil that stands for none, or an empty list, from what was not read. A new entity's relationships are known; an
// expired entity's fields, and a list that was loaded with a filter or a limit, are not. Of what the session does not have
// nothing is.
func (s *Session) Loaded(entity, field any) bool {
	if !s.tryLock() {
		return false
	}
	defer s.unlock()
	m, err := entityMapping(entity)
	if err != nil {
		return false
	}
	e := s.known.Find(entity)
	if e == nil {
		return false
	}
	if r, err := relationAt(m, entity, field); err == nil {
		return e.LinkLoaded(r) && !e.LinkStale(r)
	}
	columns, err := columnsAt(m, entity, field)
	return err == nil && (e.State == identity.Pending || mapper.SetOf(columns).Within(e.Loaded()) && !e.Expired)
}
