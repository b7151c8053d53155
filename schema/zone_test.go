package schema_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// clocked has columns of each way to hold a moment, and truths and numbers.
type clocked struct {
	ID   int64
	At   time.Time `db:"at,type=timestamp"`
	Day  time.Time `db:"day,type=date"`
	Zone time.Time `db:"zone"`
	Till time.Time `db:"till"`
	Yes  bool      `db:"yes"`
	N    int64     `db:"n"`
	Full bool      `db:"full"`
	F    float32   `db:"f"`
}

func (clocked) TableName() string { return "clocked" }

// zoned is clocked with the types turned round.
type zoned struct {
	ID   int64
	At   time.Time `db:"at"`
	Day  time.Time `db:"day"`
	Zone time.Time `db:"zone,type=timestamp"`
	Till time.Time `db:"till,type=date"`
	Yes  int64     `db:"yes"`
	N    bool      `db:"n"`
	Full float64   `db:"full"`
	F    bool      `db:"f"`
}

func (zoned) TableName() string { return "clocked" }

// A column without a zone holds the clock that UTC shows, so its moments are kept when it gets one, whatever the zone of the session
// that changes it; and a truth is 1 or 0.
func TestMomentsAndTruthsAreKeptWhenTheirTypeChanges(t *testing.T) {
	for _, zone := range []string{"UTC", "America/New_York", "Asia/Kathmandu"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			url, separator := enginetest.Pgx.URL(t), "?"
			if strings.Contains(url, "?") {
				separator = "&"
			}
			engine := enginetest.Pgx.Open(t, url+separator+"timezone="+strings.ReplaceAll(zone, "/", "%2F"))
			ctx := t.Context()
			at := time.Date(2024, 7, 1, 12, 30, 0, 0, time.UTC)
			day := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)
			before, after := schema.MustOf(builder.Model[clocked]()), schema.MustOf(builder.Model[zoned]())
			require.NoError(t, before.CreateAll(ctx, engine))
			require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
				return s.Add(&clocked{At: at, Day: day, Zone: at, Till: day, Yes: true, N: 2, Full: true, F: 0.5}, &clocked{At: at, Day: day, Zone: at, Till: day})
			}))
			p, err := after.Plan(ctx, engine)
			require.NoError(t, err)
			run(t, engine, p.Up...)
			rows, err := repo.All(ctx, engine, builder.Select(builder.Model[zoned]()).OrderBy(builder.Raw[int]("id")))
			require.NoError(t, err)
			require.Equal(t, []time.Time{at, day, at, day}, []time.Time{rows[0].At, rows[0].Day, rows[0].Zone, rows[0].Till}, "%v", p.Up)
			require.Equal(t, []any{int64(1), true, int64(0), false}, []any{rows[0].Yes, rows[0].N, rows[1].Yes, rows[1].N})
			require.Equal(t, []any{1.0, true, 0.0, false}, []any{rows[0].Full, rows[0].F, rows[1].Full, rows[1].F})
			run(t, engine, p.Down...)
			back, err := repo.All(ctx, engine, builder.Select(builder.Model[clocked]()).OrderBy(builder.Raw[int]("id")))
			require.NoError(t, err)
			require.Equal(t, []time.Time{at, day, at, day}, []time.Time{back[0].At, back[0].Day, back[0].Zone, back[0].Till}, "%v", p.Down)
			require.Equal(t, []any{true, int64(1), false, int64(0)}, []any{back[0].Yes, back[0].N, back[1].Yes, back[1].N})
			require.Equal(t, []any{true, float32(1), false, float32(0)}, []any{back[0].Full, back[0].F, back[1].Full, back[1].F})
		})
	}
}
