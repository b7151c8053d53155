package sqlxbackend_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// instants are times of the years 0 to 9999, in zones of any kind, some of them whole seconds.
var instants = rapid.Custom(func(t *rapid.T) time.Time {
	zone := time.FixedZone("", rapid.IntRange(-12*60, 14*60).Draw(t, "minutes east")*60)
	day := time.Date(rapid.IntRange(1, 9998).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC)
	at := day.Add(time.Duration(rapid.Int64Range(0, 365*24*60*60).Draw(t, "second")) * time.Second)
	fraction := rapid.SampledFrom([]int64{0, 500_000, 120_000, 123_456, 1, 999_999, 100_000}).Draw(t, "microseconds")
	return at.Add(time.Duration(fraction) * time.Microsecond).In(zone)
})

func TestTimesAreWhatSQLiteWrites(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	rapid.Check(t, func(rt *rapid.T) {
		at := instants.Draw(rt, "at")
		second := at.Truncate(time.Second)
		require.Equal(rt, value[string](t, p, "SELECT datetime(?, 'unixepoch')", second.Unix()), value[string](t, p, "SELECT ?", second))
		require.Equal(rt, 1, value[int](t, p, "SELECT strftime('%f', ?) = strftime('%f', ?)", at, at.UTC().Format("2006-01-02 15:04:05.000000")))
		other := instants.Draw(rt, "other")
		require.Equal(rt, at.Before(other), value[int](t, p, "SELECT ? < ?", at, other) == 1)
		require.Equal(rt, at.Equal(other), value[int](t, p, "SELECT ? = ?", at, other) == 1)
		near := at.Add(time.Duration(rapid.Int64Range(1, 2_000_000).Draw(rt, "later")) * time.Microsecond)
		require.Equal(rt, 1, value[int](t, p, "SELECT ? < ?", at, near))
	})
}

func TestWhatSQLiteWroteIsFoundByWhatWasRead(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	for _, kind := range []string{"timestamp", "datetime", "text", ""} {
		mustExec(t, p, "CREATE TABLE made_"+kind+" (id integer PRIMARY KEY, at "+kind+" DEFAULT CURRENT_TIMESTAMP)")
		mustExec(t, p, "INSERT INTO made_"+kind+" (id, at) VALUES (1, CURRENT_TIMESTAMP), (2, datetime('2024-03-01 12:00:00.5')), (3, datetime(0, 'unixepoch'))")
		mustExec(t, p, "INSERT INTO made_"+kind+" DEFAULT VALUES")
		for id := range 4 {
			at := value[time.Time](t, p, "SELECT at FROM made_"+kind+" WHERE id = ?", id+1)
			require.Equal(t, 1, value[int](t, p, "SELECT count(*) FROM made_"+kind+" WHERE id = ? AND at = ?", id+1, at), kind)
		}
	}
}

func TestFormsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "CREATE TABLE forms (id integer PRIMARY KEY, at datetime, bare text)")
	for id, form := range []string{
		"2024-03-01", "2024-03-01 12:34", "2024-03-01 12:34:56", "2024-03-01 12:34:56.789", "2024-03-01T12:34",
		"2024-03-01T12:34:56", "2024-03-01T12:34:56.789", "2024-03-01T12:34:56Z", "2024-03-01T12:34:56.789Z",
		"2024-03-01 12:34:56+09:00", "2024-03-01 12:34:56-05:30", "2024-03-01T12:34:56.789+01:00", "2024-03-01 12:34:56.789123",
		"2024-03-01 12:34Z", "2024-03-01T12:34+02:00", "2024-03-01 12:34:56 +02:00", "2024-03-01 12:34:56.000000",
	} {
		mustExec(t, p, fmt.Sprintf("INSERT INTO forms VALUES (%d, '%s', '%s')", id, form, form))
		wanted := value[int64](t, p, "SELECT CAST(round(1000 * (strftime('%s', ?) + strftime('%f', ?) - CAST(strftime('%S', ?) AS integer))) AS integer)", form, form, form)
		for _, column := range []string{"at", "bare"} {
			read := value[time.Time](t, p, "SELECT "+column+" FROM forms WHERE id = ?", id)
			require.Equal(t, wanted, read.UnixMilli(), "%s in %s", form, column)
			require.Equal(t, time.UTC, read.Location())
		}
	}
}

func TestNumbersInColumnsOfTimes(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite:///:memory:", sqlxbackend.Backend{}, backends.PoolConfig{})
	mustExec(t, p, "CREATE TABLE numbers (at datetime, plain real)")
	mustExec(t, p, "INSERT INTO numbers VALUES (julianday('2024-03-01 12:34:56.789'), julianday('2024-03-01 12:34:56.789'))")
	want := time.Date(2024, 3, 1, 12, 34, 56, 789_000_000, time.UTC)
	require.Equal(t, want, value[time.Time](t, p, "SELECT at FROM numbers"))
	require.Equal(t, any(want), value[any](t, p, "SELECT at FROM numbers"))
	require.IsType(t, 0.0, value[any](t, p, "SELECT plain FROM numbers"))
	mustExec(t, p, "UPDATE numbers SET at = 1709296496")
	require.Equal(t, want.Truncate(time.Second), value[time.Time](t, p, "SELECT at FROM numbers"))
}
