package schema_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	saidText struct {
		ID int64
		At string `db:"at"`
	}
	saidTime struct {
		ID int64
		At time.Time `db:"at"`
	}
	saidClock struct {
		ID int64
		At time.Time `db:"at,type=timestamp"`
	}
)

// TableName names the table.
func (saidText) TableName() string { return "said" }

// TableName names the table.
func (saidTime) TableName() string { return "said" }

// TableName names the table.
func (saidClock) TableName() string { return "said" }

// A text that names no zone is a time of UTC's, whatever the session's zone.
func TestATextIsATimeOfUTC(t *testing.T) {
	texts := []string{"2024-03-10 03:30:00", "2024-03-10", "2024-03-10T03:30:00Z", "2024-03-09 22:30:00-05", "2024-03-10 05:30:00.5+02:00"}
	want := []string{"2024-03-10T03:30:00Z", "2024-03-10T00:00:00Z", "2024-03-10T03:30:00Z", "2024-03-10T03:30:00Z", "2024-03-10T03:30:00.5Z"}
	postgres := []string{
		"2024-03-10 04:30:00 Europe/Amsterdam", "2024-03-10 06:30:00 Asia/Baghdad", "2024-03-10 03:30 PM +02", "2024-03-10 03:30:00 GMT+3",
		"10-Mar-2024", "2024-03-10 03:30 PM",
	}
	judged := []string{
		"2024-03-10T03:30:00Z", "2024-03-10T03:30:00Z", "2024-03-10T13:30:00Z", "2024-03-10T06:30:00Z",
		"2024-03-10T00:00:00Z", "2024-03-10T15:30:00Z",
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		texts, want := texts, want
		if engine.Dialect().Name == "postgres" {
			texts, want = slices.Concat(texts, postgres), slices.Concat(want, judged)
		}
		for _, table := range []any{builder.Model[saidTime](), builder.Model[saidClock]()} {
			require.NoError(t, schema.CreateAll(t.Context(), engine, builder.Model[saidText]()))
			for _, text := range texts {
				run(t, engine, "INSERT INTO said (at) VALUES ('"+text+"')")
			}
			p, err := schema.MustOf(table).Plan(t.Context(), engine)
			require.NoError(t, err)
			statements := p.Up
			if engine.Dialect().Name == "postgres" {
				statements = append([]string{"SET LOCAL TIME ZONE 'America/New_York'"}, statements...)
			}
			require.NoError(t, tryPlan(t, engine, statements))
			times := builder.Model[saidTime]()
			rows, err := repo.All(t.Context(), engine, builder.Select(times).OrderBy(builder.Col(&times.ID)))
			require.NoError(t, err)
			require.Len(t, rows, len(texts))
			for i, row := range rows {
				require.Equal(t, want[i], row.At.UTC().Format(time.RFC3339Nano), texts[i])
			}
			run(t, engine, "DROP TABLE said")
		}
	})
}
