package values

import (
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// finds are the roads on which a value is compared with a column.
func (d *doors) finds() []road {
	return []road{
		d.where("Eq", func(v any) builder.Sqlizer { return d.v.Eq(v) }),
		d.where("IsNotDistinctFrom", func(v any) builder.Sqlizer { return d.v.IsNotDistinctFrom(v) }),
		d.where("Literal", func(v any) builder.Sqlizer { return builder.Or(builder.Literal(v).EqCol(d.v), d.v.Eq(v)) }),
		d.where("Tuple", func(v any) builder.Sqlizer {
			return builder.Or(builder.Tuple(d.id(), d.v).In([]any{1, v}, []any{2, v}), d.v.Eq(v))
		}),
	}
}

func (d *doors) where(name string, predicate func(v any) builder.Sqlizer) road {
	return find(name, func(t *trial, v, _ any) (int, error) {
		n, err := repo.Scalar[int64](t.ctx, t.engine, builder.SelectColumns(builder.Count()).From(d.prototype).Where(predicate(v)))
		return int(n), err
	})
}

// in is a road whose list says what its elements are.
func in[V any](d *doors) road {
	return d.where("In", func(v any) builder.Sqlizer {
		column := builder.Col(d.field(d.prototype).Interface().(*V))
		return builder.Or(column.In(v.(V), v.(V)), d.v.Eq(v))
	})
}
