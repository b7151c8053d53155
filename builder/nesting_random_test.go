package builder_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	sq "github.com/Masterminds/squirrel"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
)

// scope is what an expression may name.
type scope struct {
	ints  []builder.Expr[int64]
	texts []builder.Expr[string]
}

func (s scope) and(other scope) scope {
	return scope{slices.Concat(s.ints, other.ints), slices.Concat(s.texts, other.texts)}
}

// nesting makes queries of one column of integers. Its choices are drawn, or those of another; its values are its own.
type nesting struct {
	*rapid.T
	values *rand.Rand
	drawn  []int
	again  []int // choices to make again
	names  int
}

func (g *nesting) pick(n int) (choice int) {
	if len(g.again) > 0 {
		choice, g.again = g.again[0], g.again[1:]
		return choice
	}
	choice = rapid.IntRange(0, n-1).Draw(g.T, "choice")
	g.drawn = append(g.drawn, choice)
	return choice
}

func (g *nesting) value() int64 { return g.values.Int64N(16) - 3 }

func (g *nesting) word() string {
	samples := []string{"", "ann", "b", "it's", `a\`, "%", "?", "$1", ":x"}
	return samples[g.values.IntN(len(samples))]
}

func (g *nesting) name(of string) string {
	g.names++
	return fmt.Sprint(of, g.names)
}

// source returns something to read, and its columns.
func (g *nesting) source(depth int, outer scope) (any, scope) {
	switch {
	case g.pick(3) == 0:
		a := builder.Alias[Author](g.name("a"))
		return a, scope{[]builder.Expr[int64]{builder.Col(&a.ID).Expr, builder.NullCol(&a.Born).Expr}, []builder.Expr[string]{builder.Col(&a.Name).Expr}}
	case depth == 0 || g.pick(2) == 0:
		b := builder.Alias[Book](g.name("b"))
		return b, scope{[]builder.Expr[int64]{builder.Col(&b.ID).Expr, builder.Col(&b.Sold).Expr}, []builder.Expr[string]{builder.Col(&b.Title).Expr}}
	}
	d := builder.Derived[Number](g.name("d"))
	inside := scope{[]builder.Expr[int64]{builder.Col(&d.N).Expr}, nil}
	if g.pick(3) == 0 {
		return builder.Values(d, Number{g.value()}, Number{g.value()}), inside
	}
	return builder.Subquery(d, g.query(depth-1, scope{})), inside
}

// query returns a SELECT, a compound or a SELECT from a CTE.
func (g *nesting) query(depth int, outer scope) builder.Query[builder.Row] {
	if depth > 0 {
		switch g.pick(6) {
		case 0:
			a, b := g.query(depth-1, outer), g.query(depth-1, outer)
			return []func(builder.Query[builder.Row], ...builder.Query[builder.Row]) builder.CompoundStmt[builder.Row]{
				builder.Union[builder.Row], builder.UnionAll[builder.Row], builder.Intersect[builder.Row], builder.Except[builder.Row],
			}[g.pick(4)](a, b)
		case 1:
			d := builder.Derived[Number](g.name("c"))
			n := builder.Col(&d.N)
			return builder.SelectColumns(n.Add(g.value())).From(d).With(builder.CTE(d, g.query(depth-1, outer))).Where(g.truth(depth-1, outer.and(scope{ints: []builder.Expr[int64]{n.Expr}})))
		}
	}
	return g.selected(depth, outer)
}

func (g *nesting) selected(depth int, outer scope) builder.SelectStmt[builder.Row] {
	source, inside := g.source(depth, outer)
	all := outer.and(inside)
	key := inside.ints[0]
	column := g.integer(depth, all).Label("n")
	switch g.pick(5) {
	case 0:
		return builder.SelectColumns(builder.Sum[int64](builder.Cast[int64](key.Op("+", column), "integer")).Filter(g.truth(depth-1, all))).From(source).GroupBy(key).Having(builder.Count().Ge(g.value()))
	case 1:
		return builder.SelectColumns(builder.RowNumber().Over(builder.PartitionBy(key).OrderBy(column, key)).Add(g.value())).From(source).Where(g.truth(depth, all))
	case 2:
		other, more := g.source(depth-1+max(0, 1-depth), outer)
		all = all.and(more)
		return builder.SelectColumns(g.integer(depth, all)).From(source).LeftJoin(other, g.truth(depth-1, all)).Where(g.truth(depth, all))
	}
	q := builder.SelectColumns(column).From(source).Where(g.truth(depth, all))
	if g.pick(3) == 0 {
		q = q.OrderBy(column.Asc().NullsLast()).Limit(g.values.IntN(4)).Offset(g.values.IntN(2))
	}
	return q
}

// integer returns an expression over the columns of s.
func (g *nesting) integer(depth int, s scope) builder.Expr[int64] {
	if depth <= 0 || len(s.ints) > 0 && g.pick(4) == 0 {
		if len(s.ints) > 0 && g.pick(4) > 0 {
			return s.ints[g.pick(len(s.ints))]
		}
		return builder.Literal(g.value())
	}
	e := g.integer(depth-1, s)
	switch g.pick(8) {
	case 0:
		return e.Add(g.value())
	case 1:
		return e.Op("-", g.integer(depth-1, s))
	case 2:
		return builder.Coalesce[int64](e, g.integer(depth-1, s))
	case 3:
		return builder.Case[int64]().When(g.truth(depth-1, s), g.value()).WhenExpr(g.truth(depth-1, s), e).Else(g.value()).Expr
	case 4:
		return builder.Func[int64]("length", g.text(depth-1, s))
	case 5:
		d := builder.Derived[Number](g.name("s"))
		return builder.ScalarSubquery[int64](builder.SelectColumns(builder.Max[int64](builder.Col(&d.N))).From(builder.Subquery(d, g.query(depth-1, scope{}))))
	case 6:
		return builder.Raw[int64]("abs(? - ?)", e, builder.Literal(g.value()))
	}
	return e.Mul(2)
}

func (g *nesting) text(depth int, s scope) builder.Expr[string] {
	if depth <= 0 {
		if len(s.texts) > 0 && g.pick(2) == 0 {
			return s.texts[g.pick(len(s.texts))]
		}
		return builder.Literal(g.word())
	}
	switch g.pick(4) {
	case 0:
		return builder.Cast[string](g.integer(depth-1, s), "text")
	case 1:
		return builder.Upper[string](g.text(depth-1, s))
	case 2:
		return g.text(depth-1, s).Op("||", g.text(depth-1, s))
	}
	return builder.Case[string]().When(g.truth(depth-1, s), g.word()).ElseExpr(g.text(depth-1, s)).Expr
}

// truth returns a predicate over the columns of s.
func (g *nesting) truth(depth int, s scope) builder.Sqlizer {
	if depth <= 0 {
		return g.integer(0, s).Ge(g.value())
	}
	switch g.pick(14) {
	case 0:
		return builder.And(g.truth(depth-1, s), g.truth(depth-1, s))
	case 1:
		return builder.Or(g.truth(depth-1, s), g.truth(depth-1, s))
	case 2:
		return builder.Not(g.truth(depth-1, s))
	case 3:
		return builder.Exists(g.query(depth-1, s))
	case 4:
		return g.integer(depth-1, s).InQuery(g.query(depth-1, s))
	case 5:
		return g.integer(depth-1, s).In(g.value(), g.value())
	case 6:
		return builder.Tuple(g.integer(depth-1, s), g.integer(0, s)).Gt(g.value(), builder.Literal(g.value()))
	case 7:
		return builder.Tuple(g.integer(depth-1, s), g.integer(0, s)).In([]any{g.value(), g.value()}, []any{g.value(), g.value()})
	case 8:
		return g.text(depth-1, s).Contains(g.word())
	case 9:
		return g.integer(depth-1, s).IsDistinctFrom(g.value())
	case 10:
		if len(s.ints) > 0 {
			return sq.Or{sq.Expr("? < ?", s.ints[g.pick(len(s.ints))], g.value()), sq.And{g.truth(depth-1, s)}}
		}
	case 11:
		return g.integer(depth-1, s).Between(g.value(), g.value())
	case 12:
		return g.integer(depth-1, s).NotIn(g.value())
	}
	return g.text(depth-1, s).EqCol(g.text(depth-1, s))
}
