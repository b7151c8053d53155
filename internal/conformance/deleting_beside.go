package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// DeletesStandBesideNewRows: one commit deletes a row and inserts others of the types that refer to it, whoever they belong to.
func DeletesStandBesideNewRows(t *testing.T, b Backend) {
	for what, last := range map[string]bool{"in a commit that ends the session": true, "in a session that goes on": false} {
		t.Run(what, func(t *testing.T) {
			db := b.openGraph(t)
			ctx, s := t.Context(), db.session(t)
			gone, stays := &Club{Name: "gone"}, &Club{Name: "stays"}
			folder := &Folder{Name: "gone", Children: []*Folder{{Name: "below"}}}
			must(t, s.Add(gone, stays, folder))
			must(t, s.Commit(ctx))
			act := func(s *repo.Session) error {
				was, other := value(repo.Get[Club](ctx, s, gone.ID))(t), value(repo.Get[Club](ctx, s, stays.ID))(t)
				must(t, s.Delete(was, value(repo.Get[Folder](ctx, s, folder.ID))(t)))
				return s.Add(&Player{Name: "amy", Club: other}, &Player{Name: "bob"}, &Player{Name: "cat", ClubID: &other.ID}, &Folder{Name: "new", Children: []*Folder{{Name: "newer"}}})
			}
			if last {
				must(t, db.Begin(ctx, act))
			} else {
				again := db.session(t)
				must(t, act(again))
				must(t, again.Commit(ctx))
				must(t, again.Commit(ctx))
			}
			expect(t, "players", listed(t, db, "SELECT p.name || '/' || coalesce(c.name, '') FROM players p LEFT JOIN clubs c ON c.id = p.club_id ORDER BY 1"), "amy/stays, bob/, cat/stays")
			expect(t, "clubs", value(repo.Count(ctx, db, builder.Select(clubs)))(t), int64(1))
			expect(t, "folders", listed(t, db, folderTree), "new<, newer<new")
		})
	}
}
