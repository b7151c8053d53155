package conformance

import (
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// WhatIsNewMayBeGivenAway: a new child of a parent that is deleted may be given to another one until the flush, as a stored one may, by
// whichever fields say so. Without that it is not written, and no list that the session has loaded shows it.
func WhatIsNewMayBeGivenAway(t *testing.T, b Backend) {
	gives := map[string]func(to, child *Folder){
		"the list":    func(to, child *Folder) { to.Children = append(to.Children, child) },
		"the pointer": func(to, child *Folder) { child.Parent = to },
		"the field":   func(to, child *Folder) { child.ParentID = &to.ID },
	}
	for first, give := range gives {
		for second, move := range gives {
			for order, when := range map[string]struct{ added, late bool }{
				"added, moved behind": {true, true}, "added, moved before": {true, false}, "brought, moved behind": {false, true},
			} {
				if first == "the field" && second != first || !when.added && (first != "the list" || second != first) {
					continue // two fields that differ are refused, and of a child that no field leads to nobody knows
				}
				t.Run("by "+first+", then by "+second+", "+order, func(t *testing.T) {
					db := b.openGraph(t)
					ctx, s := t.Context(), db.session(t)
					gone, stays := twoFolders(t, s)
					child := &Folder{Name: "child", Children: []*Folder{{Name: "below"}}}
					give(gone, child)
					if when.added {
						must(t, s.Add(child))
					}
					if !when.late {
						move(stays, child)
					}
					must(t, s.Delete(gone))
					if when.late {
						move(stays, child)
					}
					must(t, s.Commit(ctx))
					expect(t, "stored", listed(t, db, folderTree), "below<child, child<stays, stays<")
					expect(t, "state", s.State(child), repo.Persistent)
					expect(t, "list", slices.Contains(stays.Children, child), true)
				})
			}
		}
	}
	for first, give := range gives {
		t.Run("by "+first+" alone", func(t *testing.T) {
			db := b.openGraph(t)
			ctx, s := t.Context(), db.session(t)
			gone, _ := twoFolders(t, s)
			child := &Folder{Name: "child", Children: []*Folder{{Name: "below"}}}
			give(gone, child)
			must(t, s.Add(child))
			must(t, s.Delete(gone))
			must(t, s.Commit(ctx))
			expect(t, "stored", listed(t, db, folderTree), "stays<")
			expect(t, "state", s.State(child), repo.Transient)
			expect(t, "state below", s.State(child.Children[0]), repo.Transient)
		})
	}
}

const folderTree = "SELECT f.name || '<' || coalesce(p.name, '') FROM folders f LEFT JOIN folders p ON p.id = f.parent_id ORDER BY f.name"

// twoFolders are stored, with their lists loaded.
func twoFolders(t *testing.T, s *repo.Session) (gone, stays *Folder) {
	t.Helper()
	gone, stays = &Folder{Name: "gone"}, &Folder{Name: "stays"}
	must(t, s.Add(gone, stays))
	must(t, s.Commit(t.Context()))
	must(t, repo.Load(t.Context(), s, []*Folder{gone, stays}, &folders.Children))
	return gone, stays
}

// KeysThatComeAgainAreOfTheNewRow: a row that is gone without the session being told, and whose key a new one gets, is no row of the
// session any more; a rollback gives the key back to the first.
func KeysThatComeAgainAreOfTheNewRow(t *testing.T, b Backend) {
	five := builder.Col(&bottles.ID).Eq(5)
	for gone, remove := range map[string]func(t *testing.T, s *repo.Session){
		"by criteria": func(t *testing.T, s *repo.Session) {
			value(s.Exec(t.Context(), builder.Delete(bottles).Where(five)))(t)
		},
		"by text": func(t *testing.T, s *repo.Session) {
			value(s.Exec(t.Context(), builder.Text("DELETE FROM bottles WHERE id = 5")))(t)
			s.ExpireAll()
		},
	} {
		for came, bring := range map[string]func(t *testing.T, s *repo.Session) *Bottle{
			"inserted": func(t *testing.T, s *repo.Session) *Bottle {
				fresh := &Bottle{ID: 5}
				must(t, s.Add(fresh))
				return fresh
			},
			"given another key": func(t *testing.T, s *repo.Session) *Bottle {
				other := value(repo.Get[Bottle](t.Context(), s, 6))(t)
				other.ID = 5
				return other
			},
		} {
			for ended, end := range map[string]func(t *testing.T, s *repo.Session, act func()){
				"committed":   func(t *testing.T, s *repo.Session, act func()) { act(); must(t, s.Commit(t.Context())) },
				"rolled back": func(t *testing.T, s *repo.Session, act func()) { act(); must(t, s.Rollback(t.Context())) },
				"savepoint": func(t *testing.T, s *repo.Session, act func()) {
					sp := value(s.BeginNested(t.Context()))(t)
					act()
					must(t, sp.Rollback(t.Context()))
				},
			} {
				t.Run(gone+", "+came+", "+ended, func(t *testing.T) {
					_, s := hampered(t, b)
					ctx := t.Context()
					was := value(repo.Get[Bottle](ctx, s, 5))(t)
					var now *Bottle
					end(t, s, func() {
						remove(t, s)
						now = bring(t, s)
						must(t, s.Flush(ctx))
						expect(t, "first, flushed", s.State(was), repo.Detached)
						expect(t, "found, flushed", value(repo.Get[Bottle](ctx, s, 5))(t) == now, true)
					})
					expect(t, "committed", value(repo.Get[Bottle](ctx, s, 5))(t) == now, ended == "committed")
					expect(t, "undone", value(repo.Get[Bottle](ctx, s, 5))(t) == was, ended != "committed")
					expect(t, "first", s.State(was) == repo.Persistent, ended != "committed")
				})
			}
		}
	}
}

// Stool has a key that the database makes.
type Stool struct {
	ID   int64 `db:"id,pk"`
	Name string
}

// TableName names the table.
func (Stool) TableName() string { return "stools" }

var stools = builder.Model[Stool]()

// KeysThatTheDatabaseMakesAgain are of the new row as well: SQLite counts on from the highest that is there, and a sequence may be set.
func KeysThatTheDatabaseMakesAgain(t *testing.T, b Backend) {
	for ended, end := range map[string]func(s *repo.Session) error{
		"rolled back": func(s *repo.Session) error { return s.Rollback(t.Context()) },
		"committed":   func(s *repo.Session) error { return s.Commit(t.Context()) },
	} {
		t.Run(ended, func(t *testing.T) {
			db := b.open(t)
			db.create(t, schema.MustOf(stools))
			ctx, s, back := t.Context(), db.session(t), ended != "committed"
			was, now := &Stool{Name: "was"}, &Stool{Name: "now"}
			must(t, s.Add(was))
			must(t, s.Commit(ctx))
			value(s.Exec(ctx, builder.Delete(stools).AllRows()))(t)
			if db.Dialect().Name == "postgres" {
				must(t, value(s.Query(ctx, builder.Text("SELECT setval(pg_get_serial_sequence('stools', 'id'), 1, false)")))(t).Close())
			}
			must(t, s.Add(now))
			must(t, s.Flush(ctx))
			expect(t, "key", now.ID, was.ID)
			expect(t, "first, flushed", s.State(was), repo.Detached)
			must(t, end(s))
			expect(t, "first", s.State(was) == repo.Persistent, back)
			expect(t, "second", s.State(now) == repo.Persistent, !back)
			expect(t, "found", value(repo.All(ctx, s, builder.Select(stools)))(t)[0] == was, back)
		})
	}
}
