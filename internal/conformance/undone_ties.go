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
			u := untying{nested: bit(0), expires: bit(1), known: bit(2), listFirst: bit(3), tie: tie}
			t.Run(fmt.Sprintf("%s nested=%v expires=%v known=%v listFirst=%v", name, u.nested, u.expires, u.known, u.listFirst), func(t *testing.T) {
				s := db.session(t)
				u.try(t, s, value(repo.Get[Folder](ctx, s, parent.ID))(t), value(repo.Get[Folder](ctx, s, child.ID))(t))
				must(t, s.Close())
				expect(t, "parents", db.stored(t, "SELECT count(*) FROM folders WHERE parent_id IS NOT NULL"), int64(0))
			})
		}
	}
}

// untying ties two folders in what is undone.
type untying struct {
	nested, expires, known, listFirst bool
	tie                               func(s *repo.Session, parent, child *Folder) error
}

func (u untying) try(t *testing.T, s *repo.Session, parent, child *Folder) {
	t.Helper()
	ctx := t.Context()
	load := func(list bool) {
		if list {
			must(t, repo.Load(ctx, s, []*Folder{parent}, &folders.Children))
		} else {
			must(t, repo.Load(ctx, s, []*Folder{child}, &folders.Parent))
		}
	}
	if u.known {
		load(true)
		load(false)
	}
	undone := errors.New("undone")
	inside := func(s *repo.Session) error {
		must(t, u.tie(s, parent, child))
		must(t, s.Flush(ctx))
		if u.expires {
			must(t, s.Expire(parent, child))
			value(repo.All(ctx, s, builder.Select(folders)))(t)
		}
		load(u.listFirst)
		load(!u.listFirst)
		expect(t, "tied", child.Parent == parent && len(parent.Children) == 1, true)
		return undone
	}
	if u.nested {
		expect(t, "the savepoint", errors.Is(s.Nested(ctx, inside), undone), true)
	} else {
		_ = inside(s)
		must(t, s.Rollback(ctx))
	}
	for _, when := range []string{"undone", "read again"} {
		expect(t, when+": the key", child.ParentID == nil, true)
		expect(t, when+": the pointer", child.Parent == nil, true)
		expect(t, when+": the list", len(parent.Children), 0)
		value(repo.All(ctx, s, builder.Select(folders)))(t)
	}
	must(t, s.Commit(ctx))
}
