package conformance

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Lane is a string of its own.
type Lane string

// Metres scans and binds itself.
type Metres struct{ centimetres int64 }

// Value implements driver.Valuer.
func (m Metres) Value() (driver.Value, error) { return m.centimetres, nil }

// Scan implements sql.Scanner.
func (m *Metres) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a %T is no length", src)
	}
	m.centimetres = n
	return nil
}

// Stamp is columns of whoever embeds it, one of which Spot has as well.
type Stamp struct {
	OwnerID uuid.UUID
	Since   *time.Time
}

// Door is the innermost of three structs.
type Door struct {
	Open *bool
	Code *string
}

// Hall leads to a door.
type Hall struct {
	Door *Door `db:",prefix=door_"`
}

// Spot has fields of types of all kinds.
type Spot struct {
	OwnerID int64
	Lane    Lane
	Depth   Metres  `db:"depth,type=bigint"`
	Far     *Metres `db:"far,type=bigint"`
	Since   time.Time
	Hall    *Hall `db:",prefix=hall_"`
}

// Yard has everything of it.
type Yard struct {
	ID int64
	*Stamp
	Spot *Spot `db:",prefix=spot_"`
	Past Spot  `db:",prefix=past_"`
}

// TableName names the table.
func (Yard) TableName() string { return "yards" }

var (
	yards  = builder.Model[Yard]()
	yardID = builder.Col(&yards.ID)
)

// ReportsOfStructs are faults of structs that are columns.
func ReportsOfStructs(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(yards))
	yes := true
	db.within(t, func(s *repo.Session) {
		must(t, s.Add(&Yard{ID: 1}, &Yard{ID: 2, Stamp: &Stamp{OwnerID: uuid.UUID{1}}, Spot: &Spot{OwnerID: 7, Lane: "left", Depth: Metres{250}, Hall: &Hall{&Door{Open: &yes}}}},
			&Yard{ID: 3, Spot: &Spot{OwnerID: 8}}))
	})
	tryAll(t, db, []report{
		{"gorm 6955", "nothing is behind a pointer where all is NULL, whatever the types", nothingIsBehindPointers},
		{"gorm 5838", "rows have structs of their own", rowsHaveStructsOfTheirOwn},
		{"gorm 3291", "fields that are called alike are told apart", likeNamedFieldsAreApart},
		{"gorm 3071", "pointers lead to pointers", pointersLeadToPointers},
		{"sqlx 35", "rows of one's own have them as well", rowsHaveStructs},
		{"sqlalchemy 6001", "a struct that was read again is watched in place", structsAreWatchedInPlace},
		{"sqlalchemy 8446", "so is one that was merged", mergedStructsAreWatched},
		{"sqlalchemy 12593", "some of its columns are read", partsOfStructsAreRead},
		{"gorm 5431", "an edit to nil and back writes nothing", backAndForthWritesNothing},
	})
}

func nothingIsBehindPointers(t *testing.T, db *database) {
	one := value(repo.Get[Yard](t.Context(), db, 1))(t)
	expect(t, "nil", []bool{one.Stamp == nil, one.Spot == nil, one.Past.Hall == nil, one.Past.Far == nil}, []bool{true, true, true, true})
}

func rowsHaveStructsOfTheirOwn(t *testing.T, db *database) {
	for _, r := range []repo.Reader{db, db.session(t)} {
		list := inOrderOf(t, r, yards, yardID.Asc())
		expect(t, "apart: list[1].Spot.OwnerID", list[1].Spot.OwnerID, int64(7))
		expect(t, "apart: list[2].Spot.OwnerID", list[2].Spot.OwnerID, int64(8))
		expect(t, "apart: list[1].Spot != list[2].Spot", list[1].Spot != list[2].Spot, true)
		expect(t, "apart: list[2].Stamp == nil", list[2].Stamp == nil, true)
	}
}

func likeNamedFieldsAreApart(t *testing.T, db *database) {
	two := value(repo.One(t.Context(), db, builder.Select(yards).Where(builder.Col(&yards.OwnerID).Eq(uuid.UUID{1}), builder.Col(&yards.Spot.OwnerID).Eq(7))))(t)
	expect(t, "owners: two.OwnerID", two.OwnerID, uuid.UUID{1})
	expect(t, "owners: two.Spot.OwnerID", two.Spot.OwnerID, int64(7))
	expect(t, "owners: two.Past.OwnerID", two.Past.OwnerID, int64(0))
	expect(t, "types of their own: two.Spot.Lane", two.Spot.Lane, Lane("left"))
	expect(t, "types of their own: two.Spot.Depth", two.Spot.Depth, Metres{250})
	expect(t, "types of their own: two.Spot.Far == nil", two.Spot.Far == nil, true)
}

func pointersLeadToPointers(t *testing.T, db *database) {
	two := value(repo.Get[Yard](t.Context(), db, 2))(t)
	expect(t, "the innermost: *two.Spot.Hall.Door.Open", *two.Spot.Hall.Door.Open, true)
	expect(t, "the innermost: two.Spot.Hall.Door.Code == nil", two.Spot.Hall.Door.Code == nil, true)
	three := value(repo.Get[Yard](t.Context(), db, 3))(t)
	expect(t, "none", three.Spot.Hall == nil, true)
}

func rowsHaveStructs(t *testing.T, db *database) {
	type row struct {
		ID int64
		*Stamp
		Spot *Spot `db:",prefix=spot_"`
	}
	rows := value(repo.All(t.Context(), db, builder.As[row](builder.Text("SELECT id, owner_id, spot_owner_id, spot_depth, spot_hall_door_open FROM yards ORDER BY id"))))(t)
	expect(t, "nil", []bool{rows[0].Stamp == nil, rows[0].Spot == nil, rows[2].Stamp == nil}, []bool{true, true, true})
	expect(t, "filled: rows[1].OwnerID", rows[1].OwnerID, uuid.UUID{1})
	expect(t, "filled: rows[1].Spot.Depth", rows[1].Spot.Depth, Metres{250})
	expect(t, "filled: *rows[1].Spot.Hall.Door.Open", *rows[1].Spot.Hall.Door.Open, true)
	expect(t, "filled: rows[2].Spot.OwnerID", rows[2].Spot.OwnerID, int64(8))
}

func structsAreWatchedInPlace(t *testing.T, db *database) {
	s := db.session(t)
	list := inOrderOf(t, s, yards, yardID.Asc())
	spot := list[1].Spot
	inOrderOf(t, s, yards, yardID.Asc())
	value(repo.All(t.Context(), s, builder.Select(yards).PopulateExisting()))(t)
	list[1].Spot.Lane = "right"
	expect(t, "the same struct: spot == list[1].Spot", spot == list[1].Spot, true)
	expect(t, "the same struct: s.IsModified(list[1])", s.IsModified(list[1]), true)
	expect(t, "the same struct: s.IsModified(list[2])", s.IsModified(list[2]), false)
	must(t, s.Refresh(t.Context(), list[1]))
	list[1].Spot.Hall.Door.Code = new(string)
	expect(t, "after a refresh", s.IsModified(list[1]), true)
	must(t, s.Close())
}

func mergedStructsAreWatched(t *testing.T, db *database) {
	s := db.session(t)
	read := value(repo.Get[Yard](t.Context(), db, 2))(t)
	merged := value(repo.Merge(t.Context(), s, read))(t)
	expect(t, "unchanged: s.IsModified(merged)", s.IsModified(merged), false)
	expect(t, "unchanged: merged.Spot != read.Spot", merged.Spot != read.Spot, true)
	merged.Spot.Depth.centimetres++
	expect(t, "changed: s.IsModified(merged)", s.IsModified(merged), true)
	expect(t, "changed: read.Spot.Depth", read.Spot.Depth, Metres{250})
	must(t, s.Close())
}

func partsOfStructsAreRead(t *testing.T, db *database) {
	s := db.session(t)
	only := builder.Select(yards).LoadOnly(builder.Col(&yards.Spot.Lane), builder.NullCol(&yards.Spot.Hall.Door.Open)).Where(yardID.Eq(2))
	two := value(repo.One(t.Context(), s, only))(t)
	expect(t, "read: two.Spot.Lane", two.Spot.Lane, Lane("left"))
	expect(t, "read: *two.Spot.Hall.Door.Open", *two.Spot.Hall.Door.Open, true)
	expect(t, "read: two.Spot.OwnerID", two.Spot.OwnerID, int64(0))
	expect(t, "read: s.Loaded(two, &two.Spot)", s.Loaded(two, &two.Spot), false)
	two.Spot.Lane = "mid"
	must(t, s.Flush(t.Context()))
	expect(t, "the others stay", value(repo.Scalar[int64](t.Context(), s, builder.SelectColumns(builder.Col(&yards.Spot.OwnerID)).Where(yardID.Eq(2))))(t), int64(7))
	must(t, s.Rollback(t.Context()))
}

func backAndForthWritesNothing(t *testing.T, db *database) {
	s := db.session(t)
	two := value(repo.Get[Yard](t.Context(), s, 2))(t)
	spot := *two.Spot
	two.Spot = nil
	expect(t, "changed", s.IsModified(two), true)
	two.Spot = &spot
	db.log.take()
	must(t, s.Commit(t.Context()))
	expect(t, "no UPDATE is sent", strings.Contains(db.log.sent(), "UPDATE"), false)
}
