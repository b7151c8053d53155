package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Hostel is deleted softly. Some of what it has is to go along, and some is not.
type Hostel struct {
	ID       int64      `db:"id,pk,noidentity"`
	Gone     *time.Time `db:"gone,softdelete"`
	Bunks    []*Bunk    `rel:"has-many"`
	Lofts    []*Loft    `rel:"has-many"`
	Cots     []*Cot     `rel:"has-many,cascade=all"`
	Hammocks []*Hammock `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Hostel) TableName() string { return "hostels" }

// Bunk is deleted softly, for itself.
type Bunk struct {
	ID       int64      `db:"id,pk,noidentity"`
	Gone     *time.Time `db:"gone,softdelete"`
	HostelID *int64
	Hostel   *Hostel `rel:"belongs-to"`
}

// TableName names the table.
func (Bunk) TableName() string { return "bunks" }

// Loft is a bunk with a version, and no way back.
type Loft struct {
	ID       int64      `db:"id,pk,noidentity"`
	Gone     *time.Time `db:"gone,softdelete"`
	Rev      int64      `db:"rev,version"`
	HostelID *int64
}

// TableName names the table.
func (Loft) TableName() string { return "lofts" }

// Cot is deleted softly with its hostel.
type Cot struct {
	ID       int64      `db:"id,pk,noidentity"`
	Gone     *time.Time `db:"gone,softdelete"`
	HostelID *int64
}

// TableName names the table.
func (Cot) TableName() string { return "cots" }

// Hammock is a cot with a version.
type Hammock struct {
	ID       int64      `db:"id,pk,noidentity"`
	Gone     *time.Time `db:"gone,softdelete"`
	Rev      int64      `db:"rev,version"`
	HostelID *int64
	Hostel   *Hostel `rel:"belongs-to"`
}

// TableName names the table.
func (Hammock) TableName() string { return "hammocks" }

var (
	hostels  = builder.Model[Hostel]()
	bunks    = builder.Model[Bunk]()
	lofts    = builder.Model[Loft]()
	cots     = builder.Model[Cot]()
	hammocks = builder.Model[Hammock]()
)

// lodge stores a hostel with two of each.
func (db *database) lodge(t *testing.T) {
	t.Helper()
	for _, table := range []string{"bunks", "lofts", "cots", "hammocks", "hostels"} {
		db.exec(t, "DELETE FROM "+table)
	}
	hostel := &Hostel{ID: 1, Bunks: []*Bunk{{ID: 1}, {ID: 2}}, Lofts: []*Loft{{ID: 1}, {ID: 2}}, Cots: []*Cot{{ID: 1}, {ID: 2}}, Hammocks: []*Hammock{{ID: 1}, {ID: 2}}}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(hostel) }))
}

// leaveHostel deletes the hostel, and for their own sake the first of what it has, in some order.
func leaveHostel(t *testing.T, s *repo.Session, loaded bool, order string) {
	t.Helper()
	ctx, q := t.Context(), builder.Select(hostels)
	if loaded {
		q = q.Load(builder.SelectIn(&hostels.Bunks), builder.SelectIn(&hostels.Lofts), builder.SelectIn(&hostels.Cots), builder.SelectIn(&hostels.Hammocks))
	}
	hostel := value(repo.One(ctx, s, q))(t)
	parts := []any{
		value(repo.Get[Bunk](ctx, s, 1))(t), value(repo.Get[Loft](ctx, s, 1))(t), value(repo.Get[Cot](ctx, s, 1))(t), value(repo.Get[Hammock](ctx, s, 1))(t),
	}
	switch order {
	case "at once":
		must(t, s.Delete(append(parts, hostel)...))
	case "the hostel first":
		must(t, s.Delete(hostel))
		must(t, s.Delete(parts...))
	case "before":
		must(t, s.Delete(parts...))
		must(t, s.Flush(ctx))
		must(t, s.Delete(hostel))
	}
	must(t, s.Flush(ctx))
	bunk, loft := parts[0].(*Bunk), parts[1].(*Loft)
	if order != "before" {
		expect(t, "foreign keys in memory", []*int64{bunk.HostelID, loft.HostelID}, []*int64{nil, nil})
	}
}

// SoftDeletesTogetherTakeAlike: of what is deleted softly in one flush with its parent, for its own sake, a soft delete of the parent takes the
// foreign key as it does from what stays, and what goes along keeps it: with a version or without one, read or not, in whichever order.
func SoftDeletesTogetherTakeAlike(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(hostels, bunks, lofts, cots, hammocks))
	for _, loaded := range []bool{false, true} {
		for _, order := range []string{"at once", "the hostel first", "before"} {
			t.Run(fmt.Sprint(order, ", loaded ", loaded), func(t *testing.T) {
				db.lodge(t)
				must(t, db.Begin(t.Context(), func(s *repo.Session) error { leaveHostel(t, s, loaded, order); return nil }))
				for table, want := range map[string]string{"bunks": "1 gone, 2", "lofts": "1 gone, 2", "cots": "1 gone of 1, 2 gone of 1", "hammocks": "1 gone of 1, 2 gone of 1"} {
					got := listed(t, db, "SELECT CAST(id AS text) || CASE WHEN gone IS NULL THEN '' ELSE ' gone' END || COALESCE(' of ' || CAST(hostel_id AS text), '') FROM "+table+" ORDER BY id")
					expect(t, table, got, want)
				}
			})
		}
	}
}
