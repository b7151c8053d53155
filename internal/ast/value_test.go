package ast

import (
	"database/sql"
	"fmt"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

type status string

func (s status) String() string { return string(s) }

// TestInPlace makes of a pointer what Go makes of the value, whatever its type.
func TestInPlace(t *testing.T) {
	type pointer struct{ p *int }
	type long struct{ a, b *int }
	number, text := 7, "text"
	inPlaceIs(t, true)
	inPlaceIs(t, 0)
	inPlaceIs(t, -1)
	inPlaceIs(t, int64(1)<<40)
	inPlaceIs(t, int32(1)<<20)
	inPlaceIs(t, int16(1)<<10)
	inPlaceIs(t, int8(1))
	inPlaceIs(t, uint64(1)<<63)
	inPlaceIs(t, float32(1.5))
	inPlaceIs(t, 1.5)
	inPlaceIs(t, "text")
	inPlaceIs(t, "")
	inPlaceIs(t, status("named"))
	inPlaceIs(t, []byte("bytes"))
	inPlaceIs(t, []string(nil))
	inPlaceIs(t, [1]*int{&number})
	inPlaceIs(t, [3]int{1, 2, 3})
	inPlaceIs(t, map[string]int{"a": 1})
	inPlaceIs(t, &number)
	inPlaceIs(t, (*int)(nil))
	inPlaceIs(t, pointer{&number})
	inPlaceIs(t, long{&number, nil})
	inPlaceIs(t, struct{}{})
	inPlaceIs(t, time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
	inPlaceIs(t, uuid.MustParse("0190a0f4-0000-7000-8000-000000000001"))
	inPlaceIs(t, decimal.RequireFromString("12.30"))
	inPlaceIs(t, sql.NullString{String: "a", Valid: true})
	inPlaceIs[fmt.Stringer](t, status("inside an interface"))
	inPlaceIs[any](t, &text)
	inPlaceIs[any](t, nil)
}

func inPlaceIs[V any](t *testing.T, v V) {
	t.Helper()
	kept := Value(v).expr.(*BindExpr).Value
	runtime.GC()
	require.Equal(t, any(v), kept)
	require.Equal(t, reflect.TypeOf(v), reflect.TypeOf(kept))
	if kept != nil {
		require.Equal(t, v, kept.(V))
	}
}

// TestInPlaceOutlivesItsNode keeps a value when nothing else of its node is kept.
func TestInPlaceOutlivesItsNode(t *testing.T) {
	kept := make([]any, 1000)
	for i := range kept {
		kept[i] = CompareTo(Null(), OpLt, fmt.Sprint(i)).expr.(*CompareExpr).Right.expr.(*BindExpr).Value
	}
	runtime.GC()
	for i, v := range kept {
		require.Equal(t, fmt.Sprint(i), v)
	}
}

// TestCompareToNil asks for NULL with IS, where equality is meant.
func TestCompareToNil(t *testing.T) {
	require.Equal(t, Test(Null(), OpIsNull), CompareTo[*int](Null(), OpEq, nil))
	require.Equal(t, Test(Null(), OpIsNotNull), CompareTo[any](Null(), OpNe, nil))
	require.IsType(t, &CompareExpr{}, CompareTo[*int](Null(), OpLt, nil).expr)
	require.Equal(t, Test(Null(), OpIsNull), CompareTo(Null(), OpEq, sql.NullInt64{}))
}

// TestFixedNodes makes nodes without arguments once, and those with arguments each time.
func TestFixedNodes(t *testing.T) {
	table := tableFor[toy](t, "")
	id, other := &table.Columns[0].Node, &table.Columns[1].Node
	require.Same(t, Compare(id, OpEq, other), Compare(id, OpEq, other))
	require.NotSame(t, Compare(id, OpEq, other), Compare(other, OpEq, id))
	require.NotSame(t, Compare(id, OpEq, other), Compare(id, OpNe, other))
	require.Same(t, Sort(id, OpAsc), Sort(id, OpAsc))
	require.NotSame(t, Sort(id, OpAsc), Sort(id, OpDesc))
	on := []*Node{Compare(id, OpEq, other)}
	joined := Join(OpJoin, Source(table), on)
	require.Same(t, joined, Join(OpJoin, Source(table), on))
	on[0] = id
	require.NotEqual(t, on, joined.expr.(*JoinExpr).On)
	require.NotSame(t, CompareTo(id, OpEq, 1), CompareTo(id, OpEq, 1))
	require.False(t, Compare(id, OpEq, Argument(1)).fixed)
	require.False(t, Join(OpJoin, Source(table), []*Node{CompareTo(id, OpEq, 1)}).fixed)
}

// TestTooManyFixedNodes makes nodes each time when there is no room for more.
func TestTooManyFixedNodes(t *testing.T) {
	table := tableFor[toy](t, "")
	count := func(n int) (before int) {
		fixedNodes.adding.Lock()
		defer fixedNodes.adding.Unlock()
		before, fixedNodes.count = fixedNodes.count, n
		return before
	}
	before := count(mostFixed)
	defer count(before)
	id := &table.Columns[0].Node
	require.NotSame(t, Compare(id, OpLe, id), Compare(id, OpLe, id))
	require.False(t, Compare(id, OpLe, id).fixed)
	require.Equal(t, Compare(id, OpLe, id).hash, Compare(id, OpLe, id).hash)
}
