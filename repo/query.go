package repo

import (
	"context"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
)

// All returns every row; without any it is empty, never nil. Entities of one result stand in memory in pieces of up to 64, and
// whoever keeps one of them, or what a pointer of its leads to, keeps its piece. Those of [Get] and [Each] stand alone.
func All[R any](ctx context.Context, r Reader, q builder.Query[R]) ([]R, error) {
	rows, err := every[R](ctx, r, statementOf(q))
	return rows, at("all", err)
}

// One returns the only row: [ErrNotFound] when there is none, [ErrMultipleResults] when there are more.
func One[R any](ctx context.Context, r Reader, q builder.Query[R]) (R, error) {
	row, err := only[R](ctx, r, statementOf(q))
	return row, atRow[R]("one", err)
}

// OneOrNone returns the only row, and false when there is none: [ErrMultipleResults] when there are more.
func OneOrNone[R any](ctx context.Context, r Reader, q builder.Query[R]) (row R, ok bool, err error) {
	row, ok, err = single[R](ctx, r, statementOf(q))
	return row, ok, at("one or none", err)
}

// First returns the first row, and false when there is none. A SELECT without a LIMIT gets LIMIT 1; order it, or which row
// comes first is the database's choice. A list that builder.ContainsEager fills has one element then: load it with builder.SelectIn.
func First[R any](ctx context.Context, r Reader, q builder.Query[R]) (row R, ok bool, err error) {
	row, ok, err = readFirst[R](ctx, r, statementOf(q))
	return row, ok, at("first", err)
}

// Scalar returns the first column of the first row of any statement: [ErrNotFound] when there is no row. A column that may
// be NULL needs a *V.
func Scalar[V any](ctx context.Context, r Reader, stmt builder.Sqlizer) (v V, err error) {
	found := false
	err = scalarsOf(ctx, r, stmt, func(first V) bool {
		v, found = first, true
		return false
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return v, at("scalar", err)
}

// Scalars returns the first column of each row of any statement; without any it is empty, never nil.
func Scalars[V any](ctx context.Context, r Reader, stmt builder.Sqlizer) ([]V, error) {
	values := []V{}
	err := scalarsOf(ctx, r, stmt, func(v V) bool {
		values = append(values, v)
		return true
	})
	if err != nil {
		return nil, at("scalars", err)
	}
	return values, nil
}

// every reads every row.
func every[R any](ctx context.Context, r Reader, stmt ast.Statement) ([]R, error) {
	rows := []R{}
	q, err := readingOf(stmt, func(row R) bool {
		rows = append(rows, row)
		return true
	})
	if q.room = func(n int) { rows = slices.Grow(rows, n) }; err == nil {
		err = readerOrInvalid(r).read(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// only reads the only row, which must be there.
func only[R any](ctx context.Context, r Reader, stmt ast.Statement) (R, error) {
	row, ok, err := single[R](ctx, r, stmt)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return row, err
}

// readFirst reads the first row, if there is one.
func readFirst[R any](ctx context.Context, r Reader, stmt ast.Statement) (row R, ok bool, err error) {
	if stmt.Kind() == ast.SelectKind && !stmt.Limited() {
		stmt = stmt.With(ast.LimitPart, ast.Argument(int64(1)))
	}
	row, n, err := readAtMost[R](ctx, r, stmt, 1)
	return row, n == 1, err
}

// single reads the only row, if there is one.
func single[R any](ctx context.Context, r Reader, stmt ast.Statement) (row R, ok bool, err error) {
	row, n, err := readAtMost[R](ctx, r, stmt, 2)
	if n > 1 {
		var none R
		return none, false, readerOrInvalid(r).severalRows(stmt)
	}
	return row, n == 1, err
}

// readAtMost reads at most limit rows and returns the first, and how many came; after an error none did.
func readAtMost[R any](ctx context.Context, r Reader, stmt ast.Statement, limit int) (row R, n int, err error) {
	err = rowsOf(ctx, r, stmt, func(next R) bool {
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
