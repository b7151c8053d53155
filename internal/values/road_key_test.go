package values

import (
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// owner has the value for its key, in columns of other tables too.
type owner[K any] struct {
	V    K      `db:"v,pk"`
	Note string `db:"note"`

	Items []*item[K] `rel:"has-many,fk=v,passive-deletes"`
	Tags  []*tag     `rel:"many-to-many,through=link,fk=v,ref=tag_id"`
}

func (owner[K]) TableName() string { return "owner" }

// item belongs to an owner.
type item[K any] struct {
	ID int64 `db:"id,pk"`
	V  K     `db:"v"`
}

func (item[K]) TableName() string { return "item" }

// tag goes with owners.
type tag struct {
	ID int64 `db:"id,pk"`
}

func (tag) TableName() string { return "tag" }

// keyRoads are those on which a value is a key. There stand the owner of the value and that of another one, with two items
// and the tag 1 each.
func keyRoads[K any]() []road {
	return append(keyWrites[K](), keyFinds[K]()...)
}

func keyFinds[K any]() []road {
	m := builder.Model[owner[K]]()
	loaded := func(t *trial, q builder.SelectStmt[*owner[K]]) (n int, err error) {
		list, err := repo.All(t.ctx, t.engine, q.Load(builder.SelectIn(&m.Items), builder.SelectIn(&m.Tags)))
		for _, o := range list {
			n += len(o.Items) + len(o.Tags)
		}
		return n, err
	}
	list := []road{
		find("Get", func(t *trial, v, _ any) (int, error) {
			_, err := repo.Get[owner[K]](t.ctx, t.engine, v)
			return 1, err
		}),
		find("SelectIn", func(t *trial, v, _ any) (int, error) {
			return loaded(t, builder.Select(m).Where(builder.Col(&m.V).Eq(v.(K))))
		}),
		find("SelectIn of 2", func(t *trial, _, _ any) (int, error) { return loaded(t, builder.Select(m)) }),
	}
	list[0].leaves, list[1].leaves, list[2].leaves = 1, 3, 6
	return list
}

// Of what stands there afterwards; $v and $w are the conditions of the two owners.
const (
	noted = "SELECT count(*) FROM owner WHERE note = 'new' AND ($v OR $w)"
	left  = "SELECT 10 * count(*) FILTER (WHERE $v) + count(*) FROM owner"
	tied  = "SELECT count(*) FROM link WHERE tag_id = 2 AND ($v OR $w)"
)

// keyWrites are of rows that are found by that key.
func keyWrites[K any]() []road {
	return []road{
		keyWrite("update by key", noted, 1, func(_ *trial, _ *repo.Session, o, _ *owner[K]) error { o.Note = "new"; return nil }),
		keyWrite("update of 2 by key", noted, 2, func(_ *trial, _ *repo.Session, o, p *owner[K]) error { o.Note, p.Note = "new", "new"; return nil }),
		keyWrite("UpdateAll of 2 by key", noted, 2, func(t *trial, s *repo.Session, o, p *owner[K]) error {
			return repo.UpdateAll(t.ctx, s, []*owner[K]{{V: o.V, Note: "new"}, {V: p.V, Note: "new"}})
		}),
		keyWrite("delete by key", left, 1, func(_ *trial, s *repo.Session, o, _ *owner[K]) error { return s.Delete(o) }),
		keyWrite("delete of 2 by key", left, 0, func(_ *trial, s *repo.Session, o, p *owner[K]) error { return s.Delete(o, p) }),
		keyWrite("DeleteAll by key", left, 1, func(t *trial, s *repo.Session, o, _ *owner[K]) error {
			return repo.DeleteAll(t.ctx, s, []*owner[K]{{V: o.V}})
		}),
		keyWrite("DeleteAll of 2 by key", left, 0, func(t *trial, s *repo.Session, o, p *owner[K]) error {
			return repo.DeleteAll(t.ctx, s, []*owner[K]{{V: o.V}, {V: p.V}})
		}),
		keyWrite("associate", tied, 1, func(_ *trial, s *repo.Session, o, _ *owner[K]) error {
			second := &tag{ID: 2}
			o.Tags = []*tag{second}
			return s.Attach(second)
		}),
		keyWrite("associate 2", tied, 2, func(_ *trial, s *repo.Session, o, p *owner[K]) error {
			second := &tag{ID: 2}
			o.Tags, p.Tags = []*tag{second}, []*tag{second}
			return s.Attach(second)
		}),
	}
}

func keyWrite[K any](name, check string, leaves int, run func(t *trial, s *repo.Session, o, p *owner[K]) error) road {
	r := write(name, 0, leaves, func(t *trial, s *repo.Session, v, other any) error {
		o, p := &owner[K]{V: v.(K), Note: "old"}, &owner[K]{V: other.(K), Note: "old"}
		if err := s.Attach(o, p); err != nil {
			return err
		}
		return run(t, s, o, p)
	})
	r.check = check
	return r
}
