package repo_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// chime has clocks of pgx's own types in columns that keep no zone.
type chime struct {
	ID     int64
	At     pgtype.Timestamp
	Zoned  pgtype.Timestamptz `db:"zoned,type=timestamp"`
	Maybe  *pgtype.Timestamp
	Others []pgtype.Timestamp
	Hour   pgtype.Time `db:"hour,type=time"`
}

func (chime) TableName() string { return "chimes" }

// A clock of pgx's own types is UTC's by every road: one row, several, COPY and a comparison.
func TestClocksOfPgtype(t *testing.T) {
	t.Parallel()
	chimes := builder.Model[chime]()
	east := time.FixedZone("east", 9*60*60)
	for _, b := range backends {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			engine, err := repo.Open(ctx, b.URL(t), repo.WithBackend(b.Backend))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			list := "timestamp[]"
			if b.Dialect.Name == "sqlite" {
				list = "text"
			}
			_, err = engine.Exec(ctx, builder.Text("CREATE TABLE chimes (id integer PRIMARY KEY, at timestamp, zoned timestamp, maybe timestamp, others "+list+", hour time)"))
			require.NoError(t, err)
			in := func(id int64, zone *time.Location) *chime {
				at := pgtype.Timestamp{Time: time.Date(2024, 2, 29, 18, 30, 0, 5000, time.UTC).In(zone), Valid: true}
				return &chime{ID: id, At: at, Zoned: pgtype.Timestamptz(at), Maybe: &at, Others: []pgtype.Timestamp{at}, Hour: pgtype.Time{Microseconds: 3_600_000_001, Valid: true}}
			}
			require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error { return s.Add(in(1, east)) }))
			require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error { return s.Add(in(2, east), in(3, east)) }))
			require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*chime{in(4, east), in(5, east)}) }))
			require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error { return repo.UpsertAll(ctx, s, []*chime{in(6, east), in(7, east)}) }))
			read, err := repo.All(ctx, engine, builder.Select(chimes).OrderBy(builder.Col(&chimes.ID).Asc()))
			require.NoError(t, err)
			require.Len(t, read, 7)
			for i, c := range read {
				require.Equal(t, in(int64(i+1), time.UTC), c)
			}
			given := in(0, east)
			for what, p := range map[string]builder.Expr[bool]{
				"Eq": builder.Col(&chimes.At).Eq(given.At), "In": builder.Col(&chimes.At).In(given.At, pgtype.Timestamp{Time: time.Unix(0, 0), Valid: true}),
				"Eq of one with a zone": builder.Col(&chimes.Zoned).Eq(given.Zoned), "In of those": builder.Col(&chimes.Zoned).In(given.Zoned, given.Zoned),
			} {
				n, err := repo.Count(ctx, engine, builder.Select(chimes).Where(p))
				require.NoError(t, err)
				require.EqualValues(t, 7, n, what)
			}
		})
	}
}
