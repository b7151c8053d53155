//go:build !race

package repo_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// Parcel has columns of the common types, two of which may be NULL.
type Parcel struct {
	ID     int64
	Label  string
	Weight *int32
	Sender string
	Price  float64
	Fast   bool
	Tags   []string
	Sent   time.Time
	Back   *time.Time
	Stops  []*Stop `rel:"has-many,fk=parcel_id"`
}

// TableName names the table.
func (Parcel) TableName() string { return "parcels" }

// Stop is where a parcel was.
type Stop struct {
	ID       int64
	ParcelID int64
	Town     string
}

// TableName names the table.
func (Stop) TableName() string { return "stops" }

var parcels = builder.Model[Parcel]()

// ship makes a table of 1,000 parcels.
func ship(t *testing.T) *repo.Engine {
	t.Helper()
	engine, err := repo.Open(t.Context(), pgtest.URL(t), repo.WithBackend(pgxbackend.Backend{}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	for _, sql := range []string{
		`CREATE TABLE parcels (id bigint PRIMARY KEY, label text NOT NULL, weight int, sender text NOT NULL, price float8 NOT NULL,
			fast bool NOT NULL, tags text[] NOT NULL, sent timestamptz NOT NULL, back timestamptz)`,
		`INSERT INTO parcels SELECT i, 'parcel ' || i, nullif(i % 5, 0), 'sender ' || i, i, i % 2 = 0, ARRAY['a', 'b' || i], now(),
			CASE WHEN i % 3 = 0 THEN now() END FROM generate_series(1, 1000) AS i`,
		`CREATE TABLE stops (id bigint PRIMARY KEY, parcel_id bigint NOT NULL REFERENCES parcels, town text NOT NULL)`,
		`INSERT INTO stops SELECT i, 1 + i % 100, 'town ' || i FROM generate_series(1, 500) AS i`,
	} {
		_, err := engine.Exec(t.Context(), builder.Text(sql))
		require.NoError(t, err)
	}
	return engine
}

// TestReadsAllocate holds what reads allocate to exact numbers, beside what they answer: the strings, lists and entities of a
// row are part of them, and what pgx needs for a call.
func TestReadsAllocate(t *testing.T) {
	engine, ctx := ship(t), context.Background() // one that never ends: nothing watches it
	id := builder.Col(&parcels.ID)
	first100 := builder.Select(parcels).Where(id.Le(100))
	withStops := builder.Select(parcels).Where(id.Le(100)).Load(builder.SelectIn(&parcels.Stops))
	known := engine.Session(repo.WithReadOnly())
	defer func() { require.NoError(t, known.Close()) }()
	_, err := repo.Get[Parcel](ctx, known, int64(700))
	require.NoError(t, err)
	within := func(read func(s *repo.Session) error) func() error {
		return func() error {
			s := engine.Session(repo.WithReadOnly())
			defer func() { _ = s.Close() }()
			return read(s)
		}
	}
	for _, c := range []struct {
		what string
		want float64
		read func() error
	}{
		{"Get", 10, func() error { _, err := repo.Get[Parcel](ctx, engine, int64(700)); return err }},
		{"Get in a session of its own", 12, within(func(s *repo.Session) error { _, err := repo.Get[Parcel](ctx, s, int64(700)); return err })},
		{"Get of what the session has", 1, func() error { _, err := repo.Get[Parcel](ctx, known, int64(700)); return err }},
		{"100 rows", 236, func() error { _, err := repo.All(ctx, engine, first100); return err }},
		{"100 rows in a session", 246, within(func(s *repo.Session) error { _, err := repo.All(ctx, s, first100); return err })},
		{"100 rows with 5 others each", 933, within(func(s *repo.Session) error { _, err := repo.All(ctx, s, withStops); return err })},
	} {
		t.Run(c.what, func(t *testing.T) {
			allocations := leastAllocations(func() {
				if err := c.read(); err != nil {
					t.Error(err)
				}
			})
			require.InDelta(t, c.want, allocations, 0, "allocations")
		})
	}
}

// leastAllocations returns how often one of fifty calls allocates at least: memory that sessions hand on may be gone at any
// one of them, for the garbage collector or, at random, for the race detector.
func leastAllocations(call func()) float64 {
	least := math.Inf(1)
	for range 50 {
		least = min(least, testing.AllocsPerRun(1, call))
	}
	return least
}
