package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Entity returns every column of a prototype's table, read as one entity. With it a row holds several:
//
//	type pair struct {
//		Hero *Hero
//		Toy  *Toy
//	}
//	builder.As[pair](builder.SelectColumns(builder.Entity(heroes), builder.Entity(toys)).Where(...))
//
// Each goes to the next field of its type, in order; columns beside them go by name. A field is nil where an outer join
// found no row. It stands in SelectColumns and Returning only.
func Entity[T any](prototype *T) Sqlizer {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return entity{wrong}
	}
	return entity{ast.Whole(table)}
}

type entity struct{ n *ast.Node }

func (e entity) node() *ast.Node { return e.n }

// ToSql renders the columns for squirrel.
func (e entity) ToSql() (string, []any, error) { return render.EmbedNode(e.n) }
