package mapper

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type nameless struct {
	ID    int
	Label string
	Said  string `db:"said_so"`
}

type named struct{ ID int }

func (named) TableName() string { return "said" }

func TestNames(t *testing.T) {
	typ := reflect.TypeFor[nameless]()
	t.Cleanup(func() { mappings.Delete(typ) })
	_, err := Of(typ)
	require.ErrorContains(t, err, "it has no table")
	upper := Names{
		TableOf:  func(t reflect.Type) string { return "t_" + t.Name() },
		ColumnOf: func(f reflect.StructField) string { return strings.ToUpper(f.Name) },
	}
	m, err := Map(typ, upper)
	require.NoError(t, err)
	require.Equal(t, "t_nameless", m.Table)
	require.NotNil(t, m.Column("LABEL"))
	require.NotNil(t, m.Column("said_so"))
	again, err := Map(typ, upper)
	require.NoError(t, err)
	require.Same(t, m, again)
	again, err = Of(typ)
	require.NoError(t, err)
	require.Same(t, m, again, "names are given once")
	_, err = Map(typ, Names{Table: "other"})
	require.ErrorContains(t, err, "mapped already, as table t_nameless")
	_, err = Map(typ, Names{Table: "t_nameless"})
	require.ErrorContains(t, err, "mapped already", "its columns have other names")
}

func TestTableNameWins(t *testing.T) {
	wrong := Names{TableOf: func(reflect.Type) string { return "guessed" }}
	m, err := Map(reflect.TypeFor[named](), wrong)
	require.NoError(t, err)
	require.Equal(t, "said", m.Table)
	type other struct{ named }
	m, err = Map(reflect.TypeFor[other](), Names{Table: "given"})
	require.NoError(t, err)
	require.Equal(t, "given", m.Table)
}

func TestWrongNames(t *testing.T) {
	type lost struct{ ID int }
	_, err := Map(reflect.TypeFor[lost](), Names{Table: `a"b`})
	require.ErrorContains(t, err, `its table's name is "a\"b"`)
	_, err = Map(reflect.TypeFor[lost](), Names{Table: "a", ColumnOf: func(reflect.StructField) string { return "" }})
	require.ErrorContains(t, err, `it is to be called ""`)
}
