package builder_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

func TestTableNameOption(t *testing.T) {
	type Ship struct{ ID int }
	require.PanicsWithValue(t, "builder: mapping builder_test.Ship:\n\tit has no table: add func (Ship) TableName() string", func() { builder.Model[Ship]() })
	ships := builder.Model[Ship](builder.TableName("fleet.ships"))
	require.Same(t, ships, builder.Model[Ship]())
	require.Same(t, ships, builder.Model[Ship](builder.TableName("fleet.ships")))
	text, _ := postgres(t, builder.Select(builder.Alias[Ship]("s")))
	require.Equal(t, `SELECT "s"."id" FROM "fleet"."ships" AS "s"`, text)
	require.PanicsWithValue(t, "builder: mapping builder_test.Ship:\n\tit is mapped already, as table fleet.ships: give its names where it is mapped first",
		func() { builder.Model[Ship](builder.TableName("boats")) })
}

func TestNaming(t *testing.T) {
	type Crew struct {
		ID    int
		Named string `db:"n"`
		Rank  string
	}
	crew := builder.Model[Crew](builder.Naming(
		func(t reflect.Type) string { return "tbl_" + strings.ToLower(t.Name()) },
		func(f reflect.StructField) string { return "c_" + strings.ToLower(f.Name) },
	))
	text, _ := postgres(t, builder.Select(crew))
	require.Equal(t, `SELECT "tbl_crew"."c_id", "tbl_crew"."n", "tbl_crew"."c_rank" FROM "tbl_crew"`, text)

	type Port struct{ ID, DockNo int }
	ports := builder.Model[Port](builder.Naming(nil, nil), builder.TableName("ports"))
	text, _ = postgres(t, builder.Select(ports))
	require.Equal(t, `SELECT "ports"."id", "ports"."dock_no" FROM "ports"`, text)
}
