package kit_test

import (
	"database/sql"
	"math"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/kit"
)

func TestWrongDimensions(t *testing.T) {
	for _, c := range []struct {
		of   reflect.Type
		n    int
		want string
	}{
		{reflect.TypeFor[[]int32](), 2, "cannot read an array of 2 dimensions into []int32: make it [][]int32"},
		{reflect.TypeFor[[][]int32](), 1, "cannot read an array of 1 dimension into [][]int32: make it []int32"},
		{reflect.TypeFor[*[]*string](), 3, "cannot read an array of 3 dimensions into *[]*string: make it [][][]*string"},
		{reflect.TypeFor[[]sql.Null[[]bool]](), 1, "cannot read an array of 1 dimension into []sql.Null[[]bool]: make it []bool"},
		{reflect.TypeFor[[2][2]int](), 2, ""}, {reflect.TypeFor[[]int32](), 1, ""}, {reflect.TypeFor[[]int32](), 0, ""}, {reflect.TypeFor[string](), 2, ""},
		{reflect.TypeFor[[]byte](), 2, ""}, {reflect.TypeFor[[]int32](), math.MaxUint32, ""},
	} {
		require.Equal(t, c.want, kit.WrongDimensions(c.of, c.n))
	}
}

func TestJSONDimensions(t *testing.T) {
	for text, want := range map[string]int{"": 0, "1": 0, "[]": 1, "[1]": 1, " [[1],null]": 2, "[null,[[]]]": 3, `["[1]"]`: 1, "[1": 0} {
		require.Equal(t, want, kit.JSONDimensions([]byte(text)), text)
	}
}
