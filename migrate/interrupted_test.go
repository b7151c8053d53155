package migrate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// outside is a revision without a transaction whose second statements fail where there is no table other.
const outside = "out - outside\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE k (n integer);\nINSERT INTO other VALUES (1);\nINSERT INTO k VALUES (2);\n" +
	"-- +goose Down\nDELETE FROM k;\nINSERT INTO other VALUES (2);\nDROP TABLE k;\n"

// cutOff has a database be as a kill within the second statement leaves it.
func cutOff(t *testing.T, engine *repo.Engine, m *migrate.Migrator, down bool) {
	t.Helper()
	table, code := "CREATE TABLE other (n integer)", 3
	if down {
		sent(t, engine, table)
		require.NoError(t, m.Upgrade(t.Context(), "head"))
		sent(t, engine, "DROP TABLE other")
		require.Error(t, m.Downgrade(t.Context(), "base"))
		code = -4
	} else {
		require.Error(t, m.Upgrade(t.Context(), "head"))
	}
	sent(t, engine, table)
	sent(t, engine, fmt.Sprintf("UPDATE drey_version SET progress = %d", code))
}

func sent(t *testing.T, engine *repo.Engine, text string) {
	t.Helper()
	_, err := engine.Exec(t.Context(), builder.Text(text))
	require.NoError(t, err)
}

// What was cut off is shown with the command that goes on, is refused at once, and goes on when somebody says what became of the statement.
func TestCutOffStatements(t *testing.T) {
	for _, way := range []struct {
		down, carriedOut bool
		command          string
		other            int
	}{
		{false, true, "drey upgrade out", 0}, {false, false, "drey upgrade out", 1}, {true, true, "drey downgrade out-1", 0}, {true, false, "drey downgrade out-1", 1},
	} {
		t.Run(fmt.Sprintf("%+v", way), func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				ctx := t.Context()
				m := migrator(t, engine, migrate.Config{FS: files(outside)})
				cutOff(t, engine, m, way.down)
				move, target := m.Upgrade, "head"
				if way.down {
					move, target = m.Downgrade, "base"
				}
				list, err := m.History(ctx)
				require.NoError(t, err)
				statement := map[bool]string{false: "INSERT INTO other VALUES (1);", true: "INSERT INTO other VALUES (2);"}[way.down]
				require.Equal(t, &migrate.Interrupted{Down: way.down, Done: 1, Statement: statement, Next: way.command}, list[0].Interrupted)
				current, err := m.Current(ctx)
				require.NoError(t, err)
				require.Len(t, current, map[bool]int{true: 1}[way.down])
				for _, r := range current {
					require.Equal(t, list[0].Interrupted, r.Interrupted)
				}

				began := time.Now()
				err = move(ctx, target)
				require.ErrorContains(t, err, fmt.Sprintf("If it was, run: %[1]s --skip; if it was not, run: %[1]s --retry", way.command))
				require.Less(t, time.Since(began), 30*time.Second)
				require.NoError(t, m.Settle(ctx, "out", way.carriedOut))
				require.ErrorContains(t, m.Settle(ctx, "out", way.carriedOut), "nothing to settle")
				require.NoError(t, move(ctx, target))
				require.EqualValues(t, way.other, rows(t, engine, "SELECT count(*) FROM other"))
				list, err = m.History(ctx)
				require.NoError(t, err)
				require.Nil(t, list[0].Interrupted)
				require.Equal(t, !way.down, list[0].Applied)
			})
		})
	}
}

// A statement that runs for long is no cut off one: whoever holds the lock of SQLite is waited for.
func TestALongStatementOfSQLiteIsWaitedFor(t *testing.T) {
	t.Parallel()
	url := enginetest.SQLite.URL(t)
	engine, other := enginetest.SQLite.Open(t, url), enginetest.SQLite.Open(t, url)
	config := migrate.Config{FS: files(outside)}
	m := migrator(t, engine, config)
	cutOff(t, engine, m, false)
	writer := other.Session()
	defer writer.Close()
	_, err := writer.Exec(t.Context(), builder.Text("INSERT INTO other VALUES (7)"))
	require.NoError(t, err)
	began := time.Now()
	timer := time.AfterFunc(3*time.Second, func() { _ = writer.Commit(t.Context()) })
	defer timer.Stop()
	var holders []string
	config.OnEvent = func(e migrate.Event) {
		if e.Kind == migrate.Waiting {
			holders = append(holders, e.Holder)
		}
	}
	require.ErrorContains(t, migrator(t, engine, config).Upgrade(t.Context(), "head"), "--retry")
	require.Greater(t, time.Since(began), 4*time.Second)
	require.Contains(t, holders, "whoever began the next statement: after 2 s without a writer it counts as cut off")
}
