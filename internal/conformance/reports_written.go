package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Pass has columns that its first INSERT alone, or the database, gives a value.
type Pass struct {
	ID    int64
	Code  string `db:"code,unique"`
	Note  *string
	State string    `db:"state,default='new',omitzero"`
	Made  time.Time `db:"made,default=now(),createonly"`
}

// TableName names the table.
func (Pass) TableName() string { return "passes" }

var (
	passes   = builder.Model[Pass]()
	passCode = builder.Col(&passes.Code)
)

// ReportsOfWrites are faults of upserts, columns that are written once, and hooks.
func ReportsOfWrites(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(passes))
	tryAll(t, db, []report{
		{"gorm 3739", "an upsert leaves the time of the first INSERT", upsertsLeaveTheFirstTime},
		{"gorm 7397", "and what a zero leaves to the database", upsertsLeaveDefaults},
		{"ent 2846", "rows of one upsert have NULL and values", upsertsWriteNull},
		{"gorm 4349", "many rows are one flush to its hooks", hooksHearOneFlush},
		{"gorm 5732", "an UPDATE by criteria asks no entity", criteriaAskNoEntity},
		{"sequelize 17706", "an UPDATE loads nothing", updatesLoadNothing},
	})
}

func upsertsLeaveTheFirstTime(t *testing.T, db *database) {
	ctx, first := t.Context(), &Pass{Code: "a"}
	db.within(t, func(s *repo.Session) { must(t, s.Add(first)) })
	expect(t, "made", first.Made.IsZero(), false)
	db.within(t, func(s *repo.Session) {
		again := value(repo.Upsert(ctx, s, &Pass{Code: "a", State: "old"}, passCode))(t)
		expect(t, "of the first", again.Made.Equal(first.Made), true)
		must(t, repo.UpsertAll(ctx, s, []*Pass{{Code: "a", State: "older", Made: first.Made.AddDate(1, 0, 0)}}, passCode))
	})
	stored := value(repo.Get[Pass](ctx, db, first.ID))(t)
	expect(t, "stored", stored.Made.Equal(first.Made), true)
	expect(t, "the others", stored.State, "older")
}

func upsertsLeaveDefaults(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		value(repo.Upsert(t.Context(), s, &Pass{Code: "d", State: "set"}, passCode))(t)
		value(repo.Upsert(t.Context(), s, &Pass{Code: "d"}, passCode))(t)
	})
	expect(t, "stays", db.stored(t, "SELECT count(*) FROM passes WHERE code = 'd' AND state = 'set'"), int64(1))
}

func upsertsWriteNull(t *testing.T, db *database) {
	note := "n"
	db.within(t, func(s *repo.Session) {
		must(t, repo.UpsertAll(t.Context(), s, []*Pass{{Code: "x", Note: &note}, {Code: "y"}}, passCode))
		must(t, repo.UpsertAll(t.Context(), s, []*Pass{{Code: "x"}, {Code: "y", Note: &note}}, passCode))
	})
	expect(t, "exchanged", db.stored(t, "SELECT count(*) FROM passes WHERE code = 'x' AND note IS NULL OR code = 'y' AND note = 'n'"), int64(2))
}

func hooksHearOneFlush(t *testing.T, db *database) {
	heard, changes := 0, 0
	s := db.session(t, repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		heard, changes = heard+1, len(s.Flushed())
		return nil
	}}))
	for range 20 {
		must(t, s.Add(&Toy{Label: "many"}))
	}
	must(t, s.Commit(t.Context()))
	expect(t, "times", heard, 1)
	expect(t, "changes", changes, 20)
}

func criteriaAskNoEntity(t *testing.T, db *database) {
	s, visit := db.session(t), &Visit{Label: "asked"}
	must(t, s.Add(visit))
	must(t, s.Commit(t.Context()))
	visit.fails, visit.heard = "update", nil
	value(s.Exec(t.Context(), builder.Update(visits).Set(builder.Col(&visits.Size).To(9)).Where(builder.Col(&visits.ID).Eq(visit.ID))))(t)
	must(t, s.Commit(t.Context()))
	expect(t, "nobody", len(visit.heard), 0)
	expect(t, "written", db.stored(t, "SELECT size FROM toys WHERE label = 'asked'"), int64(9))
}

func updatesLoadNothing(t *testing.T, db *database) {
	s, visit := db.session(t), &Visit{Label: "loads"}
	must(t, s.Add(visit))
	must(t, s.Commit(t.Context()))
	visit.heard, visit.Size = nil, 3
	must(t, s.Commit(t.Context()))
	expect(t, "hooks", visit.heard, []string{"update", "validate"})
}
