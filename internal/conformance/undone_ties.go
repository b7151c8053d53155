package conformance

import (
	"errors"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RollbacksUntie: what was tied together, and read as that, in a transaction or savepoint that is undone is apart again, in memory too.
func RollbacksUntie(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx := t.Context()
	parent, child := &Folder{Name: "parent"}, &Folder{Name: "child"}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(parent, child) }))
	ties := map[string]func(s *repo.Session, parent, child *Folder) error{
		"criteria": func(s *repo.Session, parent, child *Folder) error {
			return second(s.Exec(ctx, builder.Update(folders).Set(builder.Col(&folders.ParentID).To(&parent.ID)).Where(builder.Col(&folders.ID).Eq(child.ID))))
		},
		"pointer": func(_ *repo.Session, parent, child *Folder) error { child.Parent = parent; return nil },
		"key":     func(_ *repo.Session, parent, child *Folder) error { child.ParentID = &parent.ID; return nil },
		"list": func(_ *repo.Session, parent, child *Folder) error {
			parent.Children = append(parent.Children, child)
			return nil
		},
	}
	for name, tie := range ties {
		for bits := range 1 << 4 {
			bit := func(n int) bool { return bits>>n&1 == 1 }
			nested, expires, known, listFirst := bit(0), bit(1), bit(2), bit(3)
			t.Run(fmt.Sprintf("%s nested=%v expires=%v known=%v listFirst=%v", name, nested, expires, known, listFirst), func(t *testing.T) {
				s := db.session(t)
				p, c := value(repo.Get[Folder](ctx, s, parent.ID))(t), value(repo.Get[Folder](ctx, s, child.ID))(t)
				load := func(list bool) {
					if list {
						must(t, repo.Load(ctx, s, []*Folder{p}, &folders.Children))
					} else {
						must(t, repo.Load(ctx, s, []*Folder{c}, &folders.Parent))
					}
				}
				if known {
					load(true)
					load(false)
				}
				undone := errors.New("undone")
				inside := func(s *repo.Session) error {
					must(t, tie(s, p, c))
					must(t, s.Flush(ctx))
					if expires {
						must(t, s.Expire(p, c))
						value(repo.All(ctx, s, builder.Select(folders)))(t)
					}
					load(listFirst)
					load(!listFirst)
					expect(t, "tied", c.Parent == p && len(p.Children) == 1, true)
					return undone
				}
				if nested {
					expect(t, "the savepoint", errors.Is(s.Nested(ctx, inside), undone), true)
				} else {
					_ = inside(s)
					must(t, s.Rollback(ctx))
				}
				apart := func(when string) {
					expect(t, when+": the key", c.ParentID == nil, true)
					expect(t, when+": the pointer", c.Parent == nil, true)
					expect(t, when+": the list", len(p.Children), 0)
				}
				apart("undone")
				value(repo.All(ctx, s, builder.Select(folders)))(t)
				apart("read again")
				must(t, s.Commit(ctx))
				expect(t, "parents", db.stored(t, "SELECT count(*) FROM folders WHERE parent_id IS NOT NULL"), int64(0))
				must(t, s.Close())
			})
		}
	}
}
