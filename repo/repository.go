package repo

import (
	"context"
	"fmt"
	"iter"
	"reflect"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// Repository is the vocabulary of one entity over a session. Embed it in a type of your own and add your queries:
//
//	type Heroes struct{ repo.Repository[Hero] }
//
// Each method returns what the function of that name returns. It is as safe for concurrent use as its session: not. The zero
// value has no session and returns [ErrInvalidRequest].
type Repository[T any] struct{ s *Session }

// For returns a repository of T over s, which stays yours to close.
func For[T any](s *Session) Repository[T] { return Repository[T]{s} }

// Get is [Get]: the entity with that key, from the session if it has it.
func (r Repository[T]) Get(ctx context.Context, key ...any) (*T, error) {
	if r.s == nil {
		return nil, at("get", errNoSession)
	}
	return Get[T](ctx, r.s, key...)
}

// Find returns every entity for which all predicates are true; without any it is empty, never nil.
func (r Repository[T]) Find(ctx context.Context, where ...builder.Sqlizer) ([]*T, error) {
	stmt, err := r.query(where)
	if err != nil {
		return nil, r.at("find", err)
	}
	found, err := every[*T](ctx, r.s, stmt)
	return found, r.at("find", err)
}

// FindOne returns the only entity for which all predicates are true: [ErrNotFound] when there is none,
// [ErrMultipleResults] when there are more.
func (r Repository[T]) FindOne(ctx context.Context, where ...builder.Sqlizer) (*T, error) {
	stmt, err := r.query(where)
	if err != nil {
		return nil, r.at("find one", err)
	}
	found, err := only[*T](ctx, r.s, stmt)
	return found, r.at("find one", err)
}

// First returns the first entity by key for which all predicates are true, and false when there is none. A keyless type has
// no order: which row comes first is the database's choice.
func (r Repository[T]) First(ctx context.Context, where ...builder.Sqlizer) (entity *T, ok bool, err error) {
	stmt, err := r.query(where)
	if err != nil {
		return nil, false, r.at("first", err)
	}
	table, _ := prototype.TableOf(builder.Model[T]())
	for _, c := range table.Mapping.Key {
		stmt = stmt.With(ast.OrderPart, table.Column(c))
	}
	entity, ok, err = readFirst[*T](ctx, r.s, stmt)
	return entity, ok, r.at("first", err)
}

// All returns every entity.
func (r Repository[T]) All(ctx context.Context) ([]*T, error) {
	stmt, err := r.query(nil)
	if err != nil {
		return nil, r.at("all", err)
	}
	found, err := every[*T](ctx, r.s, stmt)
	return found, r.at("all", err)
}

// Each is [Each]: the entities for which all predicates are true, streamed and untracked.
func (r Repository[T]) Each(ctx context.Context, where ...builder.Sqlizer) iter.Seq2[*T, error] {
	stmt, err := r.query(where)
	if err != nil {
		return func(yield func(*T, error) bool) { yield(nil, r.at("each", err)) }
	}
	return loop[*T](ctx, r.s, stmt, r.call("each"))
}

// Count returns how many entities there are for which all predicates are true.
func (r Repository[T]) Count(ctx context.Context, where ...builder.Sqlizer) (int64, error) {
	stmt, err := r.query(where)
	if err != nil {
		return 0, r.at("count", err)
	}
	n, err := count[*T](ctx, r.s, stmt)
	return n, r.at("count", err)
}

// Exists reports whether there is any entity for which all predicates are true.
func (r Repository[T]) Exists(ctx context.Context, where ...builder.Sqlizer) (bool, error) {
	stmt, err := r.query(where)
	if err != nil {
		return false, r.at("exists", err)
	}
	found, err := exists[*T](ctx, r.s, stmt)
	return found, r.at("exists", err)
}

// Add is [Session.Add]: the next flush inserts the entities.
func (r Repository[T]) Add(entities ...*T) error {
	if r.s == nil {
		return r.at("add", errNoSession)
	}
	return r.s.Add(anyOf(entities)...)
}

// Delete is [Session.Delete]: the next flush deletes the entities' rows.
func (r Repository[T]) Delete(entities ...*T) error {
	if r.s == nil {
		return r.at("delete", errNoSession)
	}
	return r.s.Delete(anyOf(entities)...)
}

var errNoSession = invalid("the repository has no session: take one with repo.For")

// query returns a SELECT of T.
func (r Repository[T]) query(where []builder.Sqlizer) (stmt ast.Statement, err error) {
	if r.s == nil {
		return stmt, errNoSession
	}
	if _, err := mapper.Of(reflect.TypeFor[T]()); err != nil {
		return stmt, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return builder.Select(builder.Model[T]()).Where(where...).Statement(), nil
}

func (r Repository[T]) call(verb string) string { return verb + " " + reflect.TypeFor[T]().Name() }

func (r Repository[T]) at(verb string, err error) error { return at(r.call(verb), err) }

func anyOf[T any](entities []*T) []any {
	list := make([]any, len(entities))
	for i, e := range entities {
		list[i] = e
	}
	return list
}
