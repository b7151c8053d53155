package mapper

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

type ring struct {
	Name string
	Next *ring
	More []any
}

// TestCopiesEnd: what leads back to itself is copied as far as that, and what is merely met twice is copied both times.
func TestCopiesEnd(t *testing.T) {
	loop := map[string]any{"name": "loop"}
	loop["a"], loop["b"] = loop, []any{loop, "c"}
	list := []any{1, nil}
	list[1] = list
	round := &ring{Name: "one", Next: &ring{Name: "two"}}
	round.Next.Next, round.More = round, []any{round}
	for _, v := range []any{loop, list, round} {
		copied := cloned(v)
		require.NotEqual(t, reflect.ValueOf(v).Pointer(), reflect.ValueOf(copied).Pointer())
	}
	copied := cloned(loop).(map[string]any)
	loop["name"] = "changed"
	require.Equal(t, "loop", copied["name"])

	shared := map[string]any{"n": 1}
	pair := cloned([]any{shared, shared}).([]any)
	shared["n"] = 2
	require.Equal(t, []any{map[string]any{"n": 1}, map[string]any{"n": 1}}, pair)

	deep := map[string]any{}
	bottom := deep
	for range 500 {
		next := map[string]any{}
		bottom["in"], bottom = next, next
	}
	held := cloned(deep)
	bottom["n"] = 1
	require.NotEqual(t, deep, held)
}

// cloned returns a copy of v.
func cloned(v any) any {
	t := reflect.TypeOf(v)
	from, to := reflect.New(t), reflect.New(t)
	from.Elem().Set(reflect.ValueOf(v))
	cloneFor(t)(to.UnsafePointer(), from.UnsafePointer())
	return to.Elem().Interface()
}
