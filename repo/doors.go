package repo

import (
	"context"
	"fmt"
	"reflect"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// Get answers the entity with that key, its columns in mapped order. What a session has already comes without SQL, as the
// same pointer; otherwise the session flushes changes that concern T, reads the row and keeps the entity. It is
// [ErrNotFound] when there is no such row, and [ErrInvalidRequest], before anything is sent, when the key does not fit.
func Get[T any](ctx context.Context, r Reader, key ...any) (*T, error) {
	m, err := mapper.Of(reflect.TypeFor[T]())
	if err != nil {
		return nil, at("get", fmt.Errorf("%w: %w", ErrInvalidRequest, err))
	}
	door := "get " + m.Name()
	entity, err := r.get(ctx, m, key)
	switch {
	case err != nil:
		return nil, at(door, err)
	case entity == nil:
		return nil, at(door, ErrNotFound)
	}
	return entity.(*T), nil
}

// All answers every row; without any it is empty, never nil.
func All[R any](ctx context.Context, r Reader, q builder.Query[R]) ([]R, error) {
	rows := []R{}
	err := rowsOf(ctx, r, q.Statement(), false, func(row R) bool {
		rows = append(rows, row)
		return true
	})
	if err != nil {
		return nil, at("all", err)
	}
	return rows, nil
}

// One answers the only row: [ErrNotFound] when there is none, [ErrMultipleResults] when there are more.
func One[R any](ctx context.Context, r Reader, q builder.Query[R]) (R, error) {
	row, ok, err := single[R](ctx, r, q.Statement())
	if err == nil && !ok {
		err = ErrNotFound
	}
	return row, at("one", err)
}

// OneOrNone answers the only row, and false when there is none: [ErrMultipleResults] when there are more.
func OneOrNone[R any](ctx context.Context, r Reader, q builder.Query[R]) (row R, ok bool, err error) {
	row, ok, err = single[R](ctx, r, q.Statement())
	return row, ok, at("one or none", err)
}

// First answers the first row, and false when there is none. A SELECT without a LIMIT gets LIMIT 1; order it, or which row
// comes first is the database's choice.
func First[R any](ctx context.Context, r Reader, q builder.Query[R]) (row R, ok bool, err error) {
	stmt := q.Statement()
	if stmt.Kind() == statement.SelectKind && !stmt.Limited() {
		stmt = stmt.With(statement.LimitPart, statement.Argument(int64(1)))
	}
	row, n, err := upTo[R](ctx, r, stmt, 1, false)
	return row, n == 1, at("first", err)
}

// Scalar answers the first column of the first row of any statement: [ErrNotFound] when there is no row. A column that may
// be NULL needs a *V.
func Scalar[V any](ctx context.Context, r Reader, stmt builder.Sqlizer) (V, error) {
	v, n, err := upTo[V](ctx, r, builder.As[V](stmt).Statement(), 1, true)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return v, at("scalar", err)
}

// Scalars answers the first column of each row of any statement; without any it is empty, never nil.
func Scalars[V any](ctx context.Context, r Reader, stmt builder.Sqlizer) ([]V, error) {
	values := []V{}
	err := rowsOf(ctx, r, builder.As[V](stmt).Statement(), true, func(v V) bool {
		values = append(values, v)
		return true
	})
	if err != nil {
		return nil, at("scalars", err)
	}
	return values, nil
}

// single reads the only row, if there is one.
func single[R any](ctx context.Context, r Reader, stmt statement.Statement) (row R, ok bool, err error) {
	row, n, err := upTo[R](ctx, r, stmt, 2, false)
	if n > 1 {
		var none R
		return none, false, ErrMultipleResults
	}
	return row, n == 1, err
}

// upTo reads at most limit rows and answers the first, and how many came; after an error none did.
func upTo[R any](ctx context.Context, r Reader, stmt statement.Statement, limit int, first bool) (row R, n int, err error) {
	err = rowsOf(ctx, r, stmt, first, func(next R) bool {
		if n++; n == 1 {
			row = next
		}
		return n < limit
	})
	if err != nil {
		var none R
		return none, 0, err
	}
	return row, n, nil
}
