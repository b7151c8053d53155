package repo_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	contract "github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/conformance"
	"github.com/drey-db/drey/repo"
)

// leave has days of pgx's own type in every container, with and without type=.
type leave struct {
	From   pgtype.Date   `db:"from,pk"`
	Until  pgtype.Date   `db:"until,type=date"`
	Asked  *pgtype.Date  `db:"asked"`
	Days   []pgtype.Date `db:"days,type=date[]"`
	Reason string
}

func (leave) TableName() string { return "leaves" }

// since reads a day as a time.
type since struct {
	From  time.Time `db:"from,pk,type=date"`
	Until time.Time
}

func (since) TableName() string { return "leaves" }

func openLeaves(t *testing.T, b conformance.Backend) *repo.Engine {
	t.Helper()
	engine, err := repo.Open(t.Context(), b.URL(t), repo.WithBackend(b.Backend))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	dates := "date[]"
	if b.Dialect.Name == "sqlite" {
		dates = "text"
	}
	_, err = engine.Exec(t.Context(), builder.Text(`CREATE TABLE leaves ("from" date PRIMARY KEY, until date, asked date, days `+dates+`, reason text)`))
	require.NoError(t, err)
	return engine
}

func day(y int, m time.Month, d int, zone *time.Location) pgtype.Date {
	return pgtype.Date{Time: time.Date(y, m, d, 0, 0, 0, 0, zone), Valid: true}
}

func TestDaysOfPgtype(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	leaves := builder.Model[leave]()
	from := builder.Col(&leaves.From)
	for _, b := range backends {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			engine := openLeaves(t, b)
			in := func(n int, zone *time.Location) *leave {
				asked := day(2024, 12, n, zone)
				return &leave{From: asked, Until: asked, Asked: &asked, Days: []pgtype.Date{asked, {}}, Reason: "rest"}
			}
			require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(in(1, tokyo)) }))
			require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(in(2, tokyo), in(3, tokyo)) }))
			require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error {
				return repo.InsertAll(t.Context(), s, []*leave{in(4, tokyo), in(5, tokyo)})
			}))
			read, err := repo.All(t.Context(), engine, builder.Select(leaves).OrderBy(from.Asc()))
			require.NoError(t, err)
			require.Len(t, read, 5)
			for i, l := range read {
				require.Equal(t, in(i+1, time.UTC), l)
			}
			n, err := repo.Count(t.Context(), engine, builder.Select(leaves).Where(from.In(day(2024, 12, 1, tokyo), day(2024, 12, 5, time.UTC)), builder.Col(&leaves.Until).Le(day(2024, 12, 4, tokyo))))
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
			s := engine.Session()
			defer func() { require.NoError(t, s.Close()) }()
			one, err := repo.Get[leave](t.Context(), s, day(2024, 12, 2, tokyo))
			require.NoError(t, err)
			same, err := repo.Get[leave](t.Context(), s, day(2024, 12, 2, time.UTC))
			require.NoError(t, err)
			require.Same(t, one, same)
			one.Until = day(2024, 12, 2, tokyo)
			require.False(t, s.IsModified(one))
		})
	}
}

func TestInfiniteDays(t *testing.T) {
	t.Parallel()
	leaves, sinces := builder.Model[leave](), builder.Model[since]()
	for _, b := range backends {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			engine := openLeaves(t, b)
			forever := pgtype.Date{InfinityModifier: pgtype.Infinity, Valid: true}
			require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error {
				return s.Add(&leave{From: day(2024, 12, 31, time.UTC), Until: forever})
			}))
			read, err := repo.One(t.Context(), engine, builder.Select(leaves).Where(builder.Col(&leaves.Until).Gt(day(9999, 12, 31, time.UTC))))
			require.NoError(t, err)
			require.Equal(t, forever, read.Until)
			_, err = repo.One(t.Context(), engine, builder.Select(sinces))
			require.ErrorIs(t, err, contract.ErrDataException)
			var refusal *contract.Error
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, "until", refusal.Column)
			require.ErrorContains(t, err, "infinity is no time.Time")
		})
	}
}
