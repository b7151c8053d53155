package ast

import (
	goast "go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

type toy struct {
	ID     int
	Secret string `db:"pin,secret"`
}

func (toy) TableName() string { return "toys" }

// tableFor returns a table of T, another one each time.
func tableFor[T any](t *testing.T, alias string) *Table {
	t.Helper()
	m, err := mapper.Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	return NewTable(m, alias, false, new(T))
}

// sample is a node of a kind, and how many arguments it binds.
type sample struct {
	node *Node
	args int
}

type sparseRow struct {
	ID int
	A  string `db:"a,omitzero"`
	B  string `db:"b,omitzero"`
}

func (sparseRow) TableName() string { return "sparse_rows" }

// samples holds one node of each type of construct at least. No two of them have one shape.
func samples(table, sparse, derived *Table, related *Node) []sample {
	id, other, arg := &table.Columns[0].Node, &table.Columns[1].Node, Argument(1)
	textOf := func(n *Node, _ error) *Node { return n }
	call, query, single := Call(OpCount, []*Node{arg}), Subquery(SelectEntities(table)), Subquery(Select().With(ColumnPart, id))
	return []sample{
		{id, 0}, {other, 0}, {arg, 1}, {Argument(fragment.Hide(1)), 1}, {Literal(1), 1}, {Literal("a"), 1}, {Null(), 0}, {Default(), 0}, {Mark(), 0},
		{Text("a", nil, false), 0}, {Text("b", nil, false), 0}, {Text("a", nil, true), 0}, {Text("a = ? + ?", []any{1, 2}, false), 2}, {Text("a = ? + ?", []any{fragment.Hide(1), 2}, false), 2},
		{textOf(NamedText("a = :n + :n", func(string) (any, bool) { return 1, true })), 1},
		{ForEach([]*Node{Text("a", nil, false), Text("? + 1", []any{1}, false)}), 1},
		{Template("a(?)", []*Node{arg}), 1}, {Template("b(?)", []*Node{arg}), 1},
		{Compare(id, OpEq, arg), 1}, {Compare(id, OpNe, arg), 1}, {Compare(id, OpEq, id), 0}, {CompareTo(other, OpEq, "a"), 1},
		{Test(id, OpIsNull), 0}, {Negate(Test(id, OpIsNull)), 0}, {All(nil), 0}, {Some(nil), 0},
		{All([]*Node{All([]*Node{id}), id}), 0}, {All([]*Node{All([]*Node{id, id})}), 0}, {All([]*Node{id, id}), 0}, {All([]*Node{id, other}), 0}, {Some([]*Node{Compare(id, OpEq, arg)}), 1},
		{Between(id, 1, 2), 2}, {Member(id, OpIn, []int(nil)), 0}, {Member(id, OpIn, []int{1, 2}), 2}, {Member(id, OpIn, []int{1}), 1},
		{Member(id, OpNotIn, []int{1}), 1}, {Member(id, OpIn, []string{"a"}), 1}, {Matches(id, OpLike, "a"), 1},
		{Call(OpCount, nil), 0}, {CountDistinct([]*Node{id}), 0}, {Function("count", []*Node{id}), 0}, {Cast(id, "int"), 0}, {Cast(id, "text"), 0},
		{Operation(id, "+", arg), 1}, {Distinct(id, OpDistinctFrom, 1), 1}, {Collate(id, "C"), 0}, {Label(id, "C"), 0},
		{Sort(id, OpAsc), 0}, {SortNulls(Sort(id, OpAsc), true), 0}, {Assign(id, arg), 1}, {Source(table), 0}, {Whole(table), 0}, {Partly(table, table.Mapping.Columns[:1]), 0}, {Partly(table, table.Mapping.Columns[1:2]), 0},
		{query, 0}, {Subquery(Delete(table)), 0}, {Exists(Subquery(SelectEntities(table).With(WherePart, CompareTo(id, OpEq, 1)))), 1},
		{Row(table, &toy{ID: 1}), 2}, {Row(table, &toy{}), 1}, {Row(sparse, &sparseRow{A: "a"}), 1}, {Row(sparse, &sparseRow{B: "a"}), 1},
		{Join(OpJoin, Source(table), nil), 0}, {Join(OpJoin, Source(table), []*Node{Compare(id, OpEq, id)}), 0}, {Join(OpJoin, Source(table), []*Node{Compare(id, OpEq, arg)}), 1},
		{Lock(OpForUpdate, nil), 0}, {LockOption(OpNoWait), 0}, {LockOf(table), 0}, {Lock(OpForUpdate, []*Node{LockOf(table)}), 0},
		{related, 0}, {Loading(related, LoadJoined), 0}, {LoadingOnes(table), 0}, {LoadOnly(Loading(related, LoadJoined), []*Node{id}), 0}, {Loading(related, LoadSelectIn), 0}, {LoadLimit(Loading(related, LoadSelectIn), 1), 0},
		{Bound(OpSubquery, derived, query), 0}, {newNode(&AlongExpr{newHeader("along", None), related, table}), 0},
		{Common(None, derived, query), 0}, {newNode(&MemberExpr{newHeader("member", OpUnion), arg}), 1},
		{Terms([]*Node{arg}), 1}, {Tuple([]*Node{arg}), 1}, {MemberQuery(id, OpIn, single), 0}, {MemberQuery(id, OpNotIn, single), 0},
		{Filter(call, []*Node{arg}), 2}, {Over(call, Window([]*Node{arg}, nil, "")), 2}, {Window(nil, []*Node{arg}, "ROWS CURRENT ROW"), 1},
		{WithinGroup(call, []*Node{arg}), 2}, {Case([]*Node{arg, arg}, id), 2}, {CaseWhen(Case([]*Node{arg, arg}, id), arg, arg), 4}, {MemberRows(id, []*Node{arg}), 1},
		{Regular(id, OpMatch, "a"), 1}, {JSONStep(id, "a"), 1}, {JSONText(id), 0}, {JSONContains(id, 1), 1}, {ArrayTest(id, OpContains, arg), 1}, {ArrayLength(id), 0},
		{Quantified(OpAny, arg), 1}, {Grouping(OpCube, []*Node{id}), 0},
		{Conflict(Terms([]*Node{id}), []*Node{arg}, OpDoUpdate, []*Node{arg}), 2}, {Constraint("c"), 0}, {Constraint("d"), 0},
		{DistinctValues(call), 1}, {OrderedValues(call, []*Node{id}), 1}, {MatchesNode(id, OpLike, other), 0}, {Escaped(id, true, false), 0}, {Escaped(id, false, true), 0}, {Escaped(id, true, true), 0},
		{JSONValue(id, JSONTime), 0}, {JSONValue(id, JSONTruth), 0}, {JSONValue(id, JSONNumber), 0},
		{Extract("year", id), 0}, {Extract("month", id), 0}, {Truncate("year", id), 0}, {Truncate("month", id), 0}, {AtZone(id, "UTC"), 0}, {AtZone(id, "CET"), 0},
		{Interval(1, 2, 3), 3}, {Shift(id, Interval(1, 2, 3)), 3}, {Today(), 0}, {BetweenNodes(id, other, id), 0}, {DistinctNodes(id, OpDistinctFrom, other), 0},
		{BoundTable(derived, "a"), 0}, {BoundTable(derived, "b"), 0}, {BoundTable(derived, "a").Expr().(*DerivedExpr).Rows, 0}, {BoundCall(derived, call), 1}, {WithOrdinality(BoundCall(derived, call)), 1},
		{newNode(&SeriesExpr{newHeader("series", None), Literal(1), Literal(2)}), 2},
		{Excluded(id), 0}, {Has(related, []*Node{arg}), 1}, {Restrict(table, arg), 1}, {Renamed(table, sparse, arg), 1},
	}
}

// TestEveryConstructHasAShape fails when a type of construct has no sample: a new one needs a line there. Each sample's copy
// has its type, its operator, and a place for each argument; the sample keeps its own.
func TestEveryConstructHasAShape(t *testing.T) {
	sampled := map[string]bool{"InvalidExpr": true} // is never rendered
	table, sparse := tableFor[toy](t, ""), tableFor[sparseRow](t, "")
	derived := NewTable(table.Mapping, "d", true, &toy{})
	related := &NewRelation(table, reflect.TypeFor[toy]().Field(0), 0).Node
	for _, s := range samples(table, sparse, derived, related) {
		sampled[reflect.TypeOf(s.node.expr).Elem().Name()] = true
		before := stepsOf(s.node)
		w := Walk{task: noting}
		copied := s.node
		w.node(&copied)
		require.False(t, w.opaque, "%T", s.node.expr)
		require.Equal(t, s.args, w.args.count, "%T", s.node.expr)
		require.Equal(t, s.node.fixed, s.node == copied, "%T", s.node.expr)
		require.Equal(t, s.node.Op, copied.Op)
		require.Equal(t, reflect.TypeOf(s.node.expr), reflect.TypeOf(copied.expr))
		require.Equal(t, before, stepsOf(s.node), "a walk leaves a %T as it was", s.node.expr)
		places := Walk{task: noting}
		again := copied
		places.node(&again)
		for i := range places.args.count {
			require.IsType(t, Place{}, places.args.at(i), "%T", s.node.expr)
		}
	}
	names := constructs(t)
	require.Greater(t, len(names), 50)
	for _, name := range names {
		require.True(t, sampled[name], "%s has no sample", name)
	}
}

func stepsOf(n *Node) []step {
	w := Walk{task: noting}
	w.node(&n)
	return w.steps
}

// TestShapesDiffer compares each sample with each: it is like itself with other arguments, and like no other.
func TestShapesDiffer(t *testing.T) {
	table, sparse := tableFor[toy](t, ""), tableFor[sparseRow](t, "")
	derived := NewTable(table.Mapping, "d", true, &toy{})
	related := &NewRelation(table, reflect.TypeFor[toy]().Field(0), 0).Node
	all, again := samples(table, sparse, derived, related), samples(table, sparse, derived, related)
	for i := range all {
		for j := range again {
			compared := Walk{known: stepsOf(all[i].node)}
			compared.node(&again[j].node)
			same := !compared.differs && compared.at == len(compared.known)
			require.Equal(t, i == j, same, "%d %d: %T %T", i, j, all[i].node.expr, again[j].node.expr)
		}
	}
}

// TestStatementFields fails when a statement has a field that the walk over shapes does not know.
func TestStatementFields(t *testing.T) {
	require.Equal(t, []string{"kind", "count", "parts", "entity", "hash", "inline", "more", "taken"}, fields(reflect.TypeFor[Statement]()), "see (*Walk).statement")
}

// constructs returns the names of the types that have a method walk.
func constructs(t *testing.T) (names []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		require.NoError(t, err)
		for _, d := range f.Decls {
			if fn, ok := d.(*goast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "walk" {
				if name := fn.Recv.List[0].Type.(*goast.StarExpr).X.(*goast.Ident).Name; name != "word" {
					names = append(names, name)
				}
			}
		}
	}
	return append(names, "NullExpr", "DefaultExpr", "MarkExpr", "TodayExpr")
}

func fields(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		names = append(names, t.Field(i).Name)
	}
	return names
}
