package repo

import (
	"context"
	"reflect"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// Count returns how many rows All would give: DISTINCT, GROUP BY and LIMIT count. Where builder.ContainsEager fills a list an entity counts
// once, in however many rows of the Join it stands.
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
	before, behind := "SELECT count(*) FROM (", `) AS "counted"`
	shape, err := loading.ShapeFor(reflect.TypeFor[R](), &stmt)
	if err == nil && loading.Repeats(stmt, shape) {
		before += "SELECT DISTINCT " + keyNames(shape.Entity()) + " FROM ("
		behind += behind
	}
	return summary[R, int64](ctx, r, stmt, before, behind)
}

// keyNames returns the names of m's key as a statement around one of m's lists them.
func keyNames(m *mapper.Mapping) string {
	names := make([]string, len(m.Key))
	for i, c := range m.Key {
		names[i] = render.Dialect{}.Identifier(c.Name)
	}
	return strings.Join(names, ", ")
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
