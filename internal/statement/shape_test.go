package statement

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

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

var sampleRelation = &Relation{field: "Toys"}

// samples holds one node of each kind at least. No two of them have one shape.
func samples(t *testing.T) []sample {
	t.Helper()
	table, err := TableFor(reflect.TypeFor[toy](), "")
	require.NoError(t, err)
	sparse, err := TableFor(reflect.TypeFor[sparseRow](), "")
	require.NoError(t, err)
	id, other, arg := table.columns[0], table.columns[1], Argument(1)
	textOf := func(n *Node, _ error) *Node { return n }
	related := newNode(relation, None, nil, nil, sampleRelation)
	return []sample{
		{id, 0}, {other, 0}, {arg, 1}, {Argument(Hide(1)), 1}, {Literal(1), 1}, {Literal("a"), 1}, {Null(), 0}, {Default(), 0}, {Mark(), 0},
		{Text("a", nil, false), 0}, {Text("b", nil, false), 0}, {Text("a", nil, true), 0}, {Text("a = ? + ?", []any{1, 2}, false), 2}, {Text("a = ? + ?", []any{Hide(1), 2}, false), 2},
		{textOf(NamedText("a = :n + :n", func(string) (any, bool) { return 1, true })), 1},
		{Template("a(?)", []*Node{arg}), 1}, {Template("b(?)", []*Node{arg}), 1},
		{Compare(id, OpEq, arg), 1}, {Compare(id, OpNe, arg), 1}, {Compare(id, OpEq, id), 0}, {CompareTo(other, OpEq, "a"), 1},
		{Test(id, OpIsNull), 0}, {Negate(Test(id, OpIsNull)), 0}, {All(nil), 0}, {Some(nil), 0},
		{All([]*Node{All([]*Node{id}), id}), 0}, {All([]*Node{All([]*Node{id, id})}), 0}, {All([]*Node{id, id}), 0}, {All([]*Node{id, other}), 0}, {Some([]*Node{Compare(id, OpEq, arg)}), 1},
		{Between(id, 1, 2), 2}, {Member(id, OpIn, []int(nil)), 0}, {Member(id, OpIn, []int{1, 2}), 2}, {Member(id, OpIn, []int{1}), 1},
		{Member(id, OpNotIn, []int{1}), 1}, {Member(id, OpIn, []string{"a"}), 1}, {Matches(id, OpLike, "a"), 1},
		{Call(OpCount, nil), 0}, {CountDistinct([]*Node{id}), 0}, {Function("count", []*Node{id}), 0}, {Cast(id, "int"), 0}, {Cast(id, "text"), 0},
		{Operation(id, "+", arg), 1}, {Distinct(id, OpDistinctFrom, 1), 1}, {Collate(id, "C"), 0}, {Label(id, "C"), 0},
		{Sort(id, OpAsc), 0}, {SortNulls(Sort(id, OpAsc), true), 0}, {Assign(id, arg), 1}, {Source(table), 0}, {Whole(table), 0},
		{Subquery(SelectEntities(table)), 0}, {Subquery(Delete(table)), 0}, {Exists(Subquery(SelectEntities(table).With(WherePart, CompareTo(id, OpEq, 1)))), 1},
		{Row(table, &toy{ID: 1}), 2}, {Row(table, &toy{}), 1}, {Row(sparse, &sparseRow{A: "a"}), 1}, {Row(sparse, &sparseRow{B: "a"}), 1},
		{Join(OpJoin, Source(table), nil), 0}, {Join(OpJoin, Source(table), []*Node{Compare(id, OpEq, id)}), 0}, {Join(OpJoin, Source(table), []*Node{Compare(id, OpEq, arg)}), 1},
		{Lock(OpForUpdate, nil), 0}, {LockOption(OpNoWait), 0}, {LockOf(table), 0}, {Lock(OpForUpdate, []*Node{LockOf(table)}), 0},
		{related, 0}, {Loading(related, LoadJoined), 0}, {Loading(related, LoadSelectIn), 0},
		{newNode(bound, OpSubquery, Subquery(SelectEntities(table)), nil, table), 0}, {newNode(along, None, related, nil, table), 0},
		{newNode(common, None, Subquery(SelectEntities(table)), nil, table), 0}, {newNode(compounding, OpUnion, arg, nil, nil), 1},
		{newNode(terms, None, nil, nil, []*Node{arg}), 1}, {newNode(tuple, None, nil, nil, []*Node{arg}), 1},
		{newNode(filtered, None, id, nil, []*Node{arg}), 1}, {newNode(windowed, None, id, arg, nil), 1}, {newNode(window, None, id, arg, "ROWS"), 1},
		{newNode(ordered, None, id, nil, []*Node{arg}), 1}, {newNode(cases, None, nil, id, []*Node{arg, arg}), 2}, {newNode(memberRows, OpIn, id, nil, []*Node{arg}), 1},
		{newNode(regular, OpMatch, id, arg, nil), 1}, {newNode(jsonPath, None, id, arg, nil), 1}, {newNode(jsonText, None, id, nil, nil), 0},
		{newNode(jsonTest, OpContains, id, arg, nil), 1}, {newNode(arrayTest, OpContains, id, arg, nil), 1}, {newNode(arrayLength, None, id, nil, nil), 0},
		{newNode(quantified, OpAny, arg, nil, nil), 1}, {newNode(grouping, OpCube, nil, nil, []*Node{id}), 0},
		{newNode(conflict, OpDoUpdate, id, arg, []*Node{arg}), 2}, {newNode(constraint, None, nil, nil, "c"), 0}, {newNode(constraint, None, nil, nil, "d"), 0},
		{newNode(excluded, None, nil, nil, id.value), 0}, {newNode(has, None, related, nil, []*Node{arg}), 1}, {Restrict(table, arg), 1},
	}
}

// TestEveryKindHasAShape fails when a kind of node has no sample, or one whose shape the walk cannot tell: statements with
// it would be rendered anew each time. A new kind needs a sample, and a case in (*walk).value for what is new in its value.
func TestEveryKindHasAShape(t *testing.T) {
	sampled := map[kind]bool{invalid: true} // is never rendered
	for _, s := range samples(t) {
		sampled[s.node.kind] = true
		w := walk{}
		copied := w.node(s.node, 0)
		require.False(t, w.strange, "(*walk).value has no case for a %T", s.node.value)
		require.Equal(t, s.args, w.args.count, "%v", s.node)
		require.Equal(t, s.node.hash, copied.hash)
	}
	names := kindsOf(t)
	require.Greater(t, len(names), 30)
	for i, name := range names {
		require.True(t, sampled[kind(i)], "kind %s has no sample", name)
	}
}

// TestShapesDiffer compares each sample with each: it is like itself with other arguments, and like no other.
func TestShapesDiffer(t *testing.T) {
	all, again := samples(t), samples(t)
	for i := range all {
		for j := range again {
			made := walk{}
			made.node(all[i].node, 0)
			compared := walk{known: made.steps}
			compared.node(again[j].node, 0)
			require.Equal(t, i == j, compared.same(), "%d %d: %v %v", i, j, all[i].node, again[j].node)
		}
	}
}

// TestShapeFields fails when a node or a statement has a field that the walk over shapes does not know.
func TestShapeFields(t *testing.T) {
	require.Equal(t, []string{"hash", "kind", "op", "fixed", "left", "right", "value"}, fields(reflect.TypeFor[Node]()), "see (*walk).node")
	require.Equal(t, []string{"kind", "count", "parts", "entity", "hash", "inline", "more", "taken"}, fields(reflect.TypeFor[Statement]()), "see (*walk).statement")
	require.Equal(t, []string{"values", "elem", "whole", "secret"}, fields(reflect.TypeFor[list]()), "see (*walk).member")
	require.Equal(t, []string{"name", "distinct", "args"}, fields(reflect.TypeFor[function]()), "see (*walk).function")
	require.Equal(t, []string{"texts", "nodes"}, fields(reflect.TypeFor[pieces]()), "see (*walk).pieces")
	require.Equal(t, []string{"SQL", "Args"}, fields(reflect.TypeFor[Fragment]()), "see (*walk).fragment")
	require.Equal(t, []string{"values", "given"}, fields(reflect.TypeFor[row]()), "see (*walk).row")
}

func parsed(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	return f
}

// kindsOf is the constants of the block that starts with the kind invalid.
func kindsOf(t *testing.T) (names []string) {
	t.Helper()
	for _, decl := range parsed(t, "node.go").Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok || g.Tok != gotoken.CONST || g.Specs[0].(*ast.ValueSpec).Names[0].Name != "invalid" {
			continue
		}
		for _, spec := range g.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				names = append(names, name.Name)
			}
		}
	}
	return names
}

func fields(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		names = append(names, t.Field(i).Name)
	}
	return names
}
