package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Crate refers to depots by what they call alike, and to one twice.
type Crate struct {
	ID    int64
	Code  string  `db:"code,unique"`
	Stops []*Stop `rel:"has-many,references=code,fk=code,cascade=all+delete-orphan,order=id"`
}

// TableName names the table.
func (Crate) TableName() string { return "crates" }

// Stop is called as its crate is, and has remarks.
type Stop struct {
	ID      int64
	Code    string    `db:"code"`
	Crate   *Crate    `rel:"belongs-to,references=code,fk=code"`
	Remarks []*Remark `rel:"has-many,cascade=all+delete-orphan,order=id"`
}

// TableName names the table.
func (Stop) TableName() string { return "stops" }

// Remark is about a stop.
type Remark struct {
	ID     int64
	Text   string
	StopID int64
}

// TableName names the table.
func (Remark) TableName() string { return "remarks" }

var (
	crates  = builder.Model[Crate]()
	stops   = builder.Model[Stop]()
	remarks = builder.Model[Remark]()
	crateID = builder.Col(&crates.ID)
)

// ReportsOfRelationships are faults of relationships beyond keys.
func ReportsOfRelationships(t *testing.T, b Backend) {
	db := b.openPatrons(t)
	db.create(t, schema.MustOf(humans, firms, memos, photos), schema.MustOf(crates, stops, remarks))
	tryAll(t, db, []report{
		{"gorm 5673", "two foreign keys to one table, both of new rows", bothForeignKeysAreFilled},
		{"gorm.io 874", "a foreign key that is called as what it refers to", likeNamedKeysRefer},
		{"sqlalchemy 9348", "what is let go before it was written is not written, nor what hangs on it", pendingOrphansAreNotWritten},
		{"gorm 3130", "a list that is replaced deletes the orphans", replacedListsDelete},
		{"sqlalchemy 4993", "nothing is deleted through a view", viewsDeleteNothing},
		{"sqlalchemy 5149", "nothing is doubled in a view", viewsHoldNothingTwice},
		{"sqlalchemy 6326", "a refresh leaves edits of others alone", refreshLeavesOthers},
		{"sqlalchemy 8703", "a relationship is refreshed alone", relationshipsAreRefreshed},
		{"sqlalchemy 5678", "a key is changed", keysAreChanged},
		{"sqlalchemy 7426", "a table joined with itself is loaded by its alias", aliasesAreLoaded},
		{"rails 28025", "a parent of several types goes, and key and type become NULL", typesBecomeNull},
		{"mirage 1112", "the rows of another type with that key stay", otherTypesStay},
	})
}

func bothForeignKeysAreFilled(t *testing.T, db *database) {
	payer, guest := &Patron{ID: 100, Name: "p", Town: "x"}, &Patron{ID: 101, Name: "g", Town: "x"}
	db.within(t, func(s *repo.Session) { must(t, s.Add(&Bill{ID: 100, Status: "new", Patron: payer, Guest: guest})) })
	expect(t, "both", db.stored(t, "SELECT count(*) FROM bills WHERE id = 100 AND patron_id = 100 AND guest_id = 101"), int64(1))
	payer.Orders = nil
}

func likeNamedKeysRefer(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		must(t, s.Add(&Crate{ID: 7, Code: "a", Stops: []*Stop{{ID: 1}}}, &Crate{ID: 1, Code: "b"}))
	})
	for _, load := range []builder.Loading{builder.Joined(&stops.Crate), builder.SelectIn(&stops.Crate)} {
		one := inOrderOf(t, db, stops, builder.Col(&stops.ID).Asc(), load)[0]
		expect(t, "by code: one.Crate.ID", one.Crate.ID, int64(7))
		expect(t, "by code: one.Code", one.Code, "a")
	}
	joined := builder.Select(crates).Join(&crates.Stops)
	expect(t, "joined", value(repo.One(t.Context(), db, joined))(t).ID, int64(7))
}

func pendingOrphansAreNotWritten(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		list := inOrderOf(t, s, crates, crateID.Asc(), builder.SelectIn(&crates.Stops))
		list[0].Stops = append(list[0].Stops, &Stop{ID: 50, Remarks: []*Remark{{ID: 50, Text: "x"}}})
		must(t, s.Add(list[0]))
		list[0].Stops = nil
	})
	expect(t, "nothing", db.stored(t, "SELECT (SELECT count(*) FROM stops WHERE id = 50) + (SELECT count(*) FROM remarks WHERE id = 50)"), int64(0))
}

func replacedListsDelete(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		must(t, s.Add(&Crate{ID: 20, Code: "r", Stops: []*Stop{{ID: 20, Remarks: []*Remark{{ID: 20}}}, {ID: 21}}}))
	})
	db.within(t, func(s *repo.Session) {
		one := value(repo.One(t.Context(), s, builder.Select(crates).Where(crateID.Eq(20)).Load(builder.SelectIn(&crates.Stops))))(t)
		one.Stops = []*Stop{{ID: 22}}
	})
	expect(t, "the new one", db.stored(t, "SELECT count(*) FROM stops WHERE code = 'r' AND id = 22"), int64(1))
	expect(t, "the old ones", db.stored(t, "SELECT (SELECT count(*) FROM stops WHERE code = 'r') + (SELECT count(*) FROM remarks WHERE id = 20)"), int64(1))
}

func viewsDeleteNothing(t *testing.T, db *database) {
	db.exec(t, "INSERT INTO patrons (id, name, town) VALUES (9, 'dan', 'ulm')")
	db.within(t, func(s *repo.Session) {
		one := value(repo.One(t.Context(), s, builder.Select(patrons).Where(builder.Col(&patrons.ID).Eq(9)).Load(builder.SelectIn(&patrons.Near), builder.SelectIn(&patrons.Open))))(t)
		expect(t, "near", len(one.Near), 3)
		must(t, s.Delete(one))
	})
	expect(t, "who is near stays", db.stored(t, "SELECT count(*) FROM patrons WHERE id < 10"), int64(3))
}

func viewsHoldNothingTwice(t *testing.T, db *database) {
	s := db.session(t)
	for range 2 {
		one := value(repo.One(t.Context(), s, builder.Select(patrons).Where(builder.Col(&patrons.ID).Eq(1)).
			Load(builder.SelectIn(&patrons.Open), builder.SelectIn(&patrons.Orders).Then(builder.SelectIn(&bills.Patron)))))(t)
		expect(t, "once each", []int{len(one.Open), len(one.Orders)}, []int{2, 4})
	}
	must(t, s.Close())
}

func refreshLeavesOthers(t *testing.T, db *database) {
	s := db.session(t)
	one := value(repo.One(t.Context(), s, builder.Select(patrons).Where(builder.Col(&patrons.ID).Eq(1)).Load(builder.SelectIn(&patrons.Orders))))(t)
	one.Orders[0].Status, one.Name = "mine", "edited"
	must(t, s.Refresh(t.Context(), one))
	expect(t, "kept and dropped: one.Orders[0].Status", one.Orders[0].Status, "mine")
	expect(t, "kept and dropped: one.Name", one.Name, "ann")
	must(t, s.Rollback(t.Context()))
}

func relationshipsAreRefreshed(t *testing.T, db *database) {
	s := db.session(t)
	one := value(repo.One(t.Context(), s, builder.Select(patrons).Where(builder.Col(&patrons.ID).Eq(1)).Load(builder.SelectIn(&patrons.Orders))))(t)
	one.Name, one.Orders = "edited", nil
	must(t, s.Refresh(t.Context(), one, &one.Orders))
	expect(t, "alone: one.Name", one.Name, "edited")
	expect(t, "alone: len(one.Orders)", len(one.Orders), 4)
	must(t, s.Rollback(t.Context()))
}

func keysAreChanged(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		must(t, s.Add(&Crate{ID: 30, Code: "k"}))
		must(t, s.Flush(t.Context()))
		one := value(repo.Get[Crate](t.Context(), s, 30))(t)
		one.ID = 31
		must(t, s.Flush(t.Context()))
		expect(t, "found by the new one", value(repo.Get[Crate](t.Context(), s, 31))(t) == one, true)
	})
	expect(t, "moved", db.stored(t, "SELECT id FROM crates WHERE code = 'k'"), int64(31))
}

func aliasesAreLoaded(t *testing.T, db *database) {
	guest := builder.Alias[Patron]("guest")
	q := builder.Select(bills).Join(guest, builder.Col(&guest.ID).EqCol(builder.NullCol(&bills.GuestID))).Where(builder.Col(&guest.Town).Eq("bonn")).OrderBy(builder.Col(&bills.ID).Asc())
	list := value(repo.All(t.Context(), db, q.Load(builder.Joined(&bills.Patron), builder.SelectIn(&bills.Guest))))(t)
	expect(t, "each by its own: len(list)", len(list), 2)
	expect(t, "each by its own: list[0].Patron.ID", list[0].Patron.ID, int64(1))
	expect(t, "each by its own: list[0].Guest.ID", list[0].Guest.ID, int64(3))
	list = value(repo.All(t.Context(), db, q.Join(&bills.Patron).Load(builder.ContainsEager(&bills.Patron))))(t)
	expect(t, "by the join along it: list[0].Patron.ID", list[0].Patron.ID, int64(1))
}

func typesBecomeNull(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		must(t, s.Add(&Human{ID: 1, Memos: []*Memo{{ID: 1, Text: "h"}}}, &Firm{ID: 1, Memos: []*Memo{{ID: 2, Text: "f"}}}))
	})
	db.within(t, func(s *repo.Session) { must(t, s.Delete(value(repo.Get[Human](t.Context(), s, 1))(t))) })
	expect(t, "both columns", db.stored(t, "SELECT count(*) FROM memos WHERE id = 1 AND owner_id IS NULL AND owner_type IS NULL"), int64(1))
}

func otherTypesStay(t *testing.T, db *database) {
	expect(t, "the firm's", db.stored(t, "SELECT count(*) FROM memos WHERE id = 2 AND owner_id = 1 AND owner_type = 'firms'"), int64(1))
}
