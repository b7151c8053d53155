package repo

import (
	"context"
	"reflect"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
)

// Count returns how many rows the query gives, before All makes entities of them: DISTINCT, GROUP BY and LIMIT count. Where ContainsEager
// fills a list an entity stands in as many rows as its list is long: count a query without the Join, or with builder.Has in its place.
func Count[R any](ctx context.Context, r Reader, q builder.Query[R]) (int64, error) {
	n, err := count[R](ctx, r, statementOf(q))
	return n, at("count", err)
}

// Exists reports whether All would give any row.
func Exists[R any](ctx context.Context, r Reader, q builder.Query[R]) (bool, error) {
	found, err := exists[R](ctx, r, statementOf(q))
	return found, at("exists", err)
}

func count[R any](ctx context.Context, r Reader, stmt ast.Statement) (int64, error) {
	return summary[R, int64](ctx, r, stmt, "SELECT count(*) FROM (", `) AS "counted"`)
}

func exists[R any](ctx context.Context, r Reader, stmt ast.Statement) (bool, error) {
	return summary[R, bool](ctx, r, stmt, "SELECT EXISTS (", ")")
}

// summary returns the one value that the statement gives between before and behind. Changes are flushed for it as for All.
func summary[R, V any](ctx context.Context, r Reader, stmt ast.Statement, before, behind string) (v V, err error) {
	if stmt.Target() != nil {
		return v, invalid("what a statement that writes would answer cannot be counted: run it with All")
	}
	rows, err := loading.ShapeFor(reflect.TypeFor[R](), &stmt)
	if err != nil {
		return v, err
	}
	shape, err := loading.ScalarOf(reflect.TypeFor[V]())
	if err != nil {
		return v, err
	}
	if stmt.Kind() != ast.SelectKind {
		behind = "\n" + behind // the text may end with a comment
	}
	q := taking(stmt, shape, func(only V) bool { v = only; return false })
	q.typed, q.around = rows.Typed(), [2]string{before, behind}
	return v, readerOrInvalid(r).read(ctx, q)
}
