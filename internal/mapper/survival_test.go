package mapper

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

type (
	hidden struct{ n int }
	left   struct{ Name string }
	right  struct{ Name string }
	both   struct {
		left
		right
	}
	covered struct {
		left
		right
		Name string
	}
	dashed struct {
		A int `json:"-"`
	}
	members struct {
		Words map[string]struct{}
		Inner *covered
	}
)

// sharing returns a struct of integers A, B and so on, with these tags: go vet refuses one that is written out.
func sharing(tags ...reflect.StructTag) reflect.Type {
	var fields []reflect.StructField
	for i, tag := range tags {
		fields = append(fields, reflect.StructField{Name: string(rune('A' + i)), Type: reflect.TypeFor[int](), Tag: tag})
	}
	return reflect.StructOf(fields)
}

// Equal compares what JSON does not have.
func (h hidden) Equal(o hidden) bool { return h.n == o.n }

// TestWhatJSONLosesIsNoColumn: a struct of which JSON keeps nothing, or not every field, is refused.
func TestWhatJSONLosesIsNoColumn(t *testing.T) {
	twins, stronger := sharing(`json:"x"`, `json:"x"`, ``), sharing(``, `json:"A"`)
	for want, types := range map[string][]any{
		"nothing of it is in JSON":                                   {hidden{}, dashed{}, reflect.Value{}, []hidden{}, &hidden{}},
		"its field V does not fit: nothing of it is in JSON":         {struct{ V reflect.Value }{}},
		`its fields A and B are all "x" in JSON, which keeps none`:   {reflect.Zero(twins).Interface(), reflect.MakeSlice(reflect.SliceOf(twins), 0, 0).Interface()},
		`its fields B and A are all "A" in JSON, which keeps B`:      {reflect.Zero(stronger).Interface()},
		`its fields Name and Name are all "Name" in JSON, which kee`: {both{}},
	} {
		for _, v := range types {
			require.Contains(t, checkType(reflect.TypeOf(v)), want, "%T", v)
		}
	}
	for _, v := range []any{covered{}, members{}, left{}} {
		require.Empty(t, checkType(reflect.TypeOf(v)), "%T", v)
	}
}
