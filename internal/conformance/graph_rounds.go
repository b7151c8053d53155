package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Tutor has one favourite among the pupils, who may be nobody.
type Tutor struct {
	ID          int64 `db:"id,pk,identity"`
	FavouriteID *int64
	Favourite   *Pupil `rel:"belongs-to"`
}

// TableName names the table.
func (Tutor) TableName() string { return "tutors" }

// Pupil has a tutor in any case.
type Pupil struct {
	ID      int64 `db:"id,pk,identity"`
	TutorID int64
	Tutor   *Tutor `rel:"belongs-to"`
}

// TableName names the table.
func (Pupil) TableName() string { return "pupils" }

// RoundsGoTogether: rows that refer to one another in a round are deleted in one flush where one of the foreign keys may be NULL, of
// one table and of two.
func RoundsGoTogether(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	tutors, pupils := builder.Model[Tutor](), builder.Model[Pupil]()
	db.create(t, schema.MustOf(tutors, pupils))
	ring := []*Branch{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	ring[1].Parent, ring[2].Parent = ring[0], ring[1]
	alone, below := &Branch{Name: "alone"}, &Branch{Name: "below", Parent: ring[2]}
	tutor := &Tutor{}
	pupil := &Pupil{Tutor: tutor}
	must(t, s.Add(ring[0], ring[1], ring[2], alone, below, tutor, pupil))
	must(t, s.Flush(ctx))
	ring[0].Parent, tutor.Favourite = ring[2], pupil // rows by now, which may come to refer to one another
	must(t, s.Commit(ctx))
	expect(t, "a round", listed(t, db, "SELECT name FROM branches WHERE parent_id IS NOT NULL ORDER BY name"), "a, b, below, c")

	must(t, s.Delete(ring[0], ring[1], ring[2]))
	below.Parent = alone
	must(t, s.Delete(tutor, pupil))
	must(t, s.Commit(ctx))
	expect(t, "gone", listed(t, db, "SELECT name FROM branches ORDER BY name"), "alone, below")
	expect(t, "gone", db.stored(t, "SELECT (SELECT count(*) FROM tutors) + (SELECT count(*) FROM pupils)"), int64(0))
	for _, e := range []any{ring[0], ring[1], ring[2], tutor, pupil} {
		expect(t, "state", s.State(e), repo.Detached)
	}
	self := &Branch{Name: "self"}
	must(t, s.Add(self))
	must(t, s.Flush(ctx))
	self.Parent = self
	must(t, s.Flush(ctx))
	must(t, s.Delete(self))
	must(t, s.Commit(ctx))
	expect(t, "gone by itself", listed(t, db, "SELECT name FROM branches ORDER BY name"), "alone, below")
}
