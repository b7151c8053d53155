package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Perch is on another, which may come later.
type Perch struct {
	ID   int64  `db:"id,pk"`
	OnID *int64 `db:"on_id,fk=perches.id,deferrable"`
}

// TableName names the table.
func (Perch) TableName() string { return "perches" }

// lacking is a backend whose database is said to lack features, and which is opened with that word.
func (b Backend) lacking(t *testing.T, features builder.Feature) *database {
	t.Helper()
	b.Dialect.Features &^= features
	return b.open(t, repo.WithDialect(b.Dialect))
}

// LackingFeaturesAreDoneWithout: what a database that speaks like PostgreSQL lacks is said by its dialect; then it is done otherwise, or
// refused before anything is sent, by its name.
func LackingFeaturesAreDoneWithout(t *testing.T, b Backend) {
	withoutCopy(t, b)
	withoutCursors(t, b)
	withoutLocks(t, b)
	withoutDeferrable(t, b)
	withoutMuch(t, b)
}

func withoutCopy(t *testing.T, b Backend) {
	db := b.lacking(t, builder.FeatureCopy)
	rows := make([]*Toy, 500)
	for i := range rows {
		rows[i] = &Toy{Label: "new", Size: i}
	}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return repo.InsertAll(t.Context(), s, rows) }))
	expect(t, "COPY", strings.Contains(db.log.sent(), "COPY"), false)
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM toys"), int64(500))
}

func withoutCursors(t *testing.T, b Backend) {
	db := b.lacking(t, builder.FeatureCursors)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Toy{Label: "a"}, &Toy{Label: "b"}, &Toy{Label: "c"})
	}))
	s, found := db.session(t), 0
	for page, err := range repo.Pages(t.Context(), s, builder.Select(toys).OrderBy(label), 2) {
		must(t, err)
		found += len(page)
	}
	expect(t, "toys", found, 3)
	must(t, s.Commit(t.Context()))
	expect(t, "DECLARE", strings.Contains(db.log.sent(), "DECLARE"), false)
}

func withoutLocks(t *testing.T, b Backend) {
	locks := map[string]struct {
		lacks builder.Feature
		q     builder.Sqlizer
	}{
		"FOR UPDATE":    {builder.FeatureRowLocks, builder.Select(toys).ForUpdate()},
		"FOR KEY SHARE": {builder.FeatureKeyLocks, builder.Select(toys).ForKeyShare()},
		"SKIP LOCKED":   {builder.FeatureSkipLocked, builder.Select(toys).ForUpdate(builder.SkipLocked())},
	}
	for construct, c := range locks {
		if b.Dialect.Features&builder.FeatureRowLocks == 0 {
			continue // it lacks them all
		}
		db, lacks := b.lacking(t, c.lacks), new(builder.UnsupportedError)
		_, err := repo.Scalars[int64](t.Context(), db, c.q)
		if !errors.As(err, &lacks) || lacks.Construct != construct {
			t.Errorf("got %v, want one that names %s", err, construct)
		}
		expect(t, "sent", db.log.sent(), "")
	}
}

func withoutDeferrable(t *testing.T, b Backend) {
	db, m := b.lacking(t, builder.FeatureDeferrable), schema.MustOf(builder.Model[Perch]())
	must(t, m.CreateAll(t.Context(), db.Engine))
	expect(t, "DEFERRABLE", strings.Contains(strings.ToUpper(db.log.sent()), "DEFERRABLE"), false)
	diff := value(m.Diff(t.Context(), db.Engine, schema.Include(func(_, table, _ string) bool { return table == "perches" })))(t)
	expect(t, "differences", len(diff.Changes), 0)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		first := int64(1)
		return s.Add(&Perch{ID: 2, OnID: &first}, &Perch{ID: 1})
	}))
}

// withoutMuch: units of work, bulk writes and loads go on without arrays of parameters, RETURNING and upserts.
func withoutMuch(t *testing.T, b Backend) {
	db := b.lacking(t, builder.FeatureArrayParams|builder.FeatureCopy|builder.FeatureCursors|builder.FeatureWritingCTE|builder.FeatureSequences|
		builder.FeatureRowLocks|builder.FeatureDistinctOn|builder.FeatureLateralJoin)
	ctx := t.Context()
	rows := []*Team{{Code: "a", Year: 1, Name: "x"}, {Code: "b", Year: 1, Name: "x"}, {Code: "c", Year: 1, Name: "x"}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(rows[0], rows[1], rows[2]) }))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		list, err := repo.All(ctx, s, builder.Select(builder.Model[Team]()))
		for _, team := range list {
			team.Name = "y"
		}
		return err
	}))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		fresh := []*Toy{{Label: "a"}, {Label: "b"}}
		must(t, repo.InsertAll(ctx, s, fresh))
		list := value(repo.All(ctx, s, builder.Select(toys).Where(label.In("a", "b"))))(t)
		return s.Delete(list[0])
	}))
	expect(t, "teams", db.stored(t, "SELECT count(*) FROM teams WHERE name = 'y'"), int64(3))
	expect(t, "toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
}
