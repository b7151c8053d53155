package conformance

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Ward is deleted softly, with its notices and its plaque.
type Ward struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Notices   []*Notice  `rel:"has-many,polymorphic=owner,cascade=all"`
	Plaque    *Plaque    `rel:"has-one,polymorphic=owner,cascade=all"`
}

// TableName names the table.
func (Ward) TableName() string { return "wards" }

// Garth goes for good, and has what a ward has.
type Garth struct {
	ID      int64     `db:"id,pk,noidentity"`
	Notices []*Notice `rel:"has-many,polymorphic=owner,cascade=all"`
	Plaque  *Plaque   `rel:"has-one,polymorphic=owner,cascade=all"`
}

// TableName names the table.
func (Garth) TableName() string { return "garths" }

// Annex goes for good, by a name of its own.
type Annex struct {
	ID      int64     `db:"id,pk,noidentity"`
	Notices []*Notice `rel:"has-many,polymorphic=owner,polymorphic-value=annex,cascade=all"`
	Plaque  *Plaque   `rel:"has-one,polymorphic=owner,polymorphic-value=annex,cascade=all"`
}

// TableName names the table.
func (Annex) TableName() string { return "annexes" }

// Notice is deleted softly with what it is about, and has its scraps.
type Notice struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	OwnerID   *int64
	OwnerType *string
	Ward      *Ward    `rel:"belongs-to,polymorphic=owner"`
	Garth     *Garth   `rel:"belongs-to,polymorphic=owner"`
	Scraps    []*Scrap `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Notice) TableName() string { return "notices" }

// Plaque is deleted softly with what it is on, and has no way back.
type Plaque struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	OwnerID   *int64
	OwnerType *string
}

// TableName names the table.
func (Plaque) TableName() string { return "plaques" }

// Scrap is deleted softly with its notice.
type Scrap struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	NoticeID  *int64
}

// TableName names the table.
func (Scrap) TableName() string { return "scraps" }

var (
	wards    = builder.Model[Ward]()
	garths   = builder.Model[Garth]()
	annexes  = builder.Model[Annex]()
	notices  = builder.Model[Notice]()
	plaques  = builder.Model[Plaque]()
	scraps   = builder.Model[Scrap]()
	signedBy = []string{"plaques", "scraps", "notices"}
)

// sign stores one owner of each type, all with one key: with a notice, one that was deleted before, and a plaque. Owner n has what ends in n.
func (db *database) sign(t *testing.T) {
	t.Helper()
	two := func(n int64) ([]*Notice, *Plaque) {
		return []*Notice{{ID: n, Scraps: []*Scrap{{ID: n}}}, {ID: 10 + n, DeletedAt: &retired, Scraps: []*Scrap{{ID: 10 + n, DeletedAt: &retired}}}}, &Plaque{ID: n}
	}
	ward, garth, annex := &Ward{ID: 1}, &Garth{ID: 1}, &Annex{ID: 1}
	ward.Notices, ward.Plaque = two(0)
	garth.Notices, garth.Plaque = two(1)
	annex.Notices, annex.Plaque = two(2)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(ward, garth, annex) }))
}

// owners reads those that sign has stored, with what they have or without.
func owners(t *testing.T, s *repo.Session, loaded bool) []any {
	t.Helper()
	w, g, a := builder.Select(wards), builder.Select(garths), builder.Select(annexes)
	if loaded {
		w = w.Load(builder.SelectIn(&wards.Notices).Then(builder.SelectIn(&notices.Scraps)), builder.SelectIn(&wards.Plaque))
		g = g.Load(builder.SelectIn(&garths.Notices).Then(builder.SelectIn(&notices.Scraps)), builder.SelectIn(&garths.Plaque))
		a = a.Load(builder.SelectIn(&annexes.Notices).Then(builder.SelectIn(&notices.Scraps)), builder.SelectIn(&annexes.Plaque))
	}
	return []any{value(repo.One(t.Context(), s, w))(t), value(repo.One(t.Context(), s, g))(t), value(repo.One(t.Context(), s, a))(t)}
}

// signs says which rows should be there when some owners are deleted, or purged: each by its number, with a mark where it was deleted softly.
func signs(gone []int, purged bool) (want []string) {
	for _, table := range signedBy {
		list := table
		for _, id := range []int{0, 1, 2, 10, 11, 12} {
			owner, hidden := id%10, id > 9
			switch deleted := slices.Contains(gone, owner); {
			case hidden && table == "plaques", deleted && (owner > 0 || purged):
			case deleted || hidden:
				list += fmt.Sprint(" ", id, "-")
			default:
				list += fmt.Sprint(" ", id)
			}
		}
		want = append(want, list)
	}
	return want
}

// OwnersOfSeveralTypesGo: of owners of several types that have rows by one column, those that go for good take what they have along for good,
// and those that are deleted softly take it along softly, whichever are deleted together and whatever was loaded.
func OwnersOfSeveralTypesGo(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(wards, garths, annexes, notices, plaques, scraps))
	for _, gone := range [][]int{{0}, {1}, {2}, {0, 1}, {1, 0}, {0, 2}, {2, 1}, {0, 1, 2}, {2, 1, 0}} {
		for _, way := range []string{"", "loaded", "purged", "loaded, purged"} {
			loaded, purged := way != "" && way != "purged", way != "" && way != "loaded"
			db.sign(t)
			must(t, db.Begin(t.Context(), func(s *repo.Session) error {
				all := owners(t, s, loaded)
				for _, n := range gone {
					if n == 0 && purged {
						must(t, s.Purge(all[n]))
					} else {
						must(t, s.Delete(all[n]))
					}
				}
				return nil
			}))
			var got []string
			for _, table := range signedBy {
				list := table
				marked := "SELECT CAST(id AS text) || CASE WHEN deleted_at IS NULL THEN '' ELSE '-' END FROM " + table + " ORDER BY id"
				for _, row := range value(repo.Scalars[string](t.Context(), db, builder.Text(marked)))(t) {
					list += " " + row
				}
				got = append(got, list)
				db.exec(t, "DELETE FROM "+table)
			}
			expect(t, fmt.Sprint("left when ", gone, " go, ", way), got, signs(gone, purged))
			for _, table := range []string{"wards", "garths", "annexes"} {
				db.exec(t, "DELETE FROM "+table)
			}
		}
	}
}
