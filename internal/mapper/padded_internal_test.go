package mapper

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWidths(t *testing.T) {
	for name, want := range map[string]int{
		"char(5)": 5, "CHARACTER ( 5 )": 5, `char(5) collate "C"`: 5, "bpchar(2)": 2,
		"char": 0, "bpchar": 0, "varchar(5)": 0, "text": 0, "": 0, "character varying(5)": 0, `"char"`: 0,
	} {
		require.Equal(t, want, widthOf(&Column{Options: Options{SQLType: name}, Type: reflect.TypeFor[string]()}), name)
	}
	require.Zero(t, widthOf(&Column{Options: Options{SQLType: "char(5)"}, Type: reflect.TypeFor[[]byte]()}))
}
