package values

import (
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// writes are the roads on which a value goes into a column.
func (d *doors) writes() []road {
	return slices.Concat(d.inserts(), d.updates(), d.bulk(), d.expressions(), []road{d.again()})
}

func (d *doors) inserts() []road {
	insert := func(name string, n int) road {
		return write(name, 0, n, func(_ *trial, s *repo.Session, v, _ any) error { return s.Add(d.entities(n, v)...) })
	}
	return []road{
		insert("insert 1", 1), insert("insert 2", 2), insert("insert 5", 5),
		write("insert 2, keys by the database", 0, 2, func(_ *trial, s *repo.Session, v, _ any) error {
			return s.Add(d.entity(0, v), d.entity(0, v))
		}),
		d.statement("insert statement", 0, 1, func(v any) builder.Sqlizer { return d.insert(d.entities(1, v)) }),
		d.statement("insert statement of 2", 0, 2, func(v any) builder.Sqlizer { return d.insert(d.entities(2, v)) }),
		d.statement("insert statement with To", 0, 1, func(v any) builder.Sqlizer { return d.set(d.id().To(1), d.v.To(v)) }),
		d.statement("upsert statement", 1, 2, func(v any) builder.Sqlizer { return d.upsert(d.entities(2, v)) }),
	}
}

func (d *doors) statement(name string, there, leaves int, of func(v any) builder.Sqlizer) road {
	return write(name, there, leaves, func(t *trial, s *repo.Session, v, _ any) error {
		_, err := s.Exec(t.ctx, of(v))
		return err
	})
}

func (d *doors) updates() []road {
	update := func(name string, n int) road {
		return write(name, n, n, func(_ *trial, s *repo.Session, v, other any) error {
			list := d.entities(n, other)
			if err := s.Attach(list...); err != nil {
				return err
			}
			for i, e := range list {
				d.field(e).Elem().Set(d.field(d.entity(int64(i), v)).Elem())
			}
			return nil
		})
	}
	return []road{update("update 1", 1), update("update 2", 2), update("update 5", 5)}
}

func (d *doors) bulk() []road {
	bulk := func(name string, there, n int, all func(t *trial, s *repo.Session, list []any) error) road {
		return write(name, there, n, func(t *trial, s *repo.Session, v, _ any) error { return all(t, s, d.entities(n, v)) })
	}
	return []road{
		bulk("InsertAll 1", 0, 1, d.insertAll), bulk("InsertAll 5", 0, 5, d.insertAll), bulk("UpdateAll 1", 1, 1, d.updateAll),
		bulk("UpdateAll 2", 2, 2, d.updateAll), bulk("UpsertAll 1", 1, 1, d.upsertAll), bulk("UpsertAll 2", 1, 2, d.upsertAll),
	}
}

func (d *doors) expressions() []road {
	set := func(name string, assign func(v any) builder.Assignment) road {
		return d.statement(name, 1, 1, func(v any) builder.Sqlizer { return d.update(assign(v)) })
	}
	coalesce := set("Coalesce", func(v any) builder.Assignment { return d.v.ToExpr(d.v.Coalesce(v)) })
	coalesce.holds = noValue
	return []road{
		set("To", func(v any) builder.Assignment { return d.v.To(v) }),
		set("ToExpr of Literal", func(v any) builder.Assignment { return d.v.ToExpr(builder.Literal(v)) }),
		set("Case When", func(v any) builder.Assignment {
			return d.v.ToExpr(builder.Case[any]().When(d.id().Eq(1), v).ElseExpr(d.v))
		}),
		set("Case Else", func(v any) builder.Assignment {
			return d.v.ToExpr(builder.Case[any]().When(d.id().Ne(1), v).Else(v))
		}),
		coalesce,
		write("Set of Literal, update", 1, 1, func(_ *trial, s *repo.Session, v, other any) error {
			e := d.entity(1, other)
			if err := s.Attach(e); err != nil {
				return err
			}
			return s.Set(e, d.field(e).Interface(), builder.Literal(v))
		}),
		write("Set of Literal, insert", 0, 1, func(_ *trial, s *repo.Session, v, other any) error {
			e := d.entity(1, other)
			if err := s.Add(e); err != nil {
				return err
			}
			return s.Set(e, d.field(e).Interface(), builder.Literal(v))
		}),
	}
}

// again reads what stands there, and writes it into another row: that is one value.
func (d *doors) again() road {
	r := write("read and write again", 1, 2, func(t *trial, s *repo.Session, _, _ any) error {
		e, err := d.get(t, s, 1)
		if err != nil {
			return err
		}
		return s.Add(d.entity(2, d.field(e).Elem().Interface()))
	})
	r.holds = theValue
	return r
}
