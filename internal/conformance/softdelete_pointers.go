package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Wayfarer sleeps at a hostel that knows nothing of it.
type Wayfarer struct {
	ID       int64 `db:"id,pk,noidentity"`
	HostelID *int64
	Hostel   *Hostel `rel:"belongs-to"`
}

// TableName names the table.
func (Wayfarer) TableName() string { return "wayfarers" }

// PointersLeaveWhatIsDeletedSoftly: what stays when an entity is deleted softly leads to it no longer, as a load would say; a foreign key that
// the delete does not take stays as it is, and so does its row. A rollback brings the pointers back.
func PointersLeaveWhatIsDeletedSoftly(t *testing.T, b Backend) {
	db, ctx, wayfarers := b.open(t), t.Context(), builder.Model[Wayfarer]()
	db.create(t, schema.MustOf(hostels, bunks, lofts, cots, hammocks, wayfarers))
	one := int64(1)
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		hostel := &Hostel{ID: 1}
		return s.Add(&Bunk{ID: 1, Hostel: hostel}, &Wayfarer{ID: 1, Hostel: hostel})
	}))
	for _, end := range []string{"rolled back", "committed"} {
		t.Run(end, func(t *testing.T) {
			s := db.session(t)
			bunk, wayfarer := value(repo.Get[Bunk](ctx, s, 1))(t), value(repo.Get[Wayfarer](ctx, s, 1))(t)
			must(t, repo.Load(ctx, s, []*Bunk{bunk}, &bunks.Hostel))
			must(t, repo.Load(ctx, s, []*Wayfarer{wayfarer}, &wayfarers.Hostel))
			hostel := bunk.Hostel
			must(t, s.Delete(hostel))
			must(t, s.Flush(ctx))
			expect(t, "pointers", []*Hostel{bunk.Hostel, wayfarer.Hostel}, []*Hostel{nil, nil})
			expect(t, "foreign keys", []*int64{bunk.HostelID, wayfarer.HostelID}, []*int64{nil, &one})
			expect(t, "the one that stays is known", s.Loaded(wayfarer, &wayfarer.HostelID), true)
			must(t, repo.Load(ctx, s, []*Wayfarer{wayfarer}, &wayfarers.Hostel))
			expect(t, "what a load says", wayfarer.Hostel, (*Hostel)(nil))
			if end == "rolled back" {
				must(t, s.Rollback(ctx))
				expect(t, "they are back", []bool{bunk.Hostel == hostel, wayfarer.Hostel == hostel}, []bool{true, true})
				return
			}
			db.log.take()
			must(t, s.Commit(ctx))
			must(t, s.Flush(ctx))
			expect(t, "sent by another flush", verbs(db.log.sent(), "UPDATE"), 0)
			expect(t, "stored", listed(t, db, "SELECT COALESCE(CAST(hostel_id AS text), 'none') FROM bunks UNION ALL SELECT COALESCE(CAST(hostel_id AS text), 'none') FROM wayfarers"), "none, 1")
		})
	}
}
