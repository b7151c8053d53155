package migrate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// halfway is a revision without a transaction whose second statement fails as long as there is no table other, each way.
const halfway = "half - outside\n-- +goose NO TRANSACTION\n-- +goose Up\nINSERT INTO notes VALUES (1);\nINSERT INTO other VALUES (1);\nINSERT INTO notes VALUES (2);\n" +
	"-- +goose Down\nINSERT INTO notes VALUES (-1);\nINSERT INTO other VALUES (-1);\nINSERT INTO notes VALUES (-2);\n"

// within is a file whose revision runs in a transaction.
func within(file string) string { return strings.Replace(file, "-- +goose NO TRANSACTION\n", "", 1) }

// halved has the first statement of halfway be carried out, forward or back, and the table be there that the second one lacked.
func halved(t *testing.T, engine *repo.Engine, down bool) {
	t.Helper()
	m := migrator(t, engine, migrate.Config{FS: files(halfway)})
	sent(t, engine, "CREATE TABLE notes (n integer)")
	if down {
		sent(t, engine, "CREATE TABLE other (n integer)")
		require.NoError(t, m.Upgrade(t.Context(), "head"))
		sent(t, engine, "DROP TABLE other")
		sent(t, engine, "DELETE FROM notes")
		require.Error(t, m.Downgrade(t.Context(), "base"))
	} else {
		require.Error(t, m.Upgrade(t.Context(), "head"))
	}
	require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM notes"))
	sent(t, engine, "CREATE TABLE other (n integer)")
}

// move goes to the end of a way.
func move(t *testing.T, m *migrate.Migrator, down bool) error {
	t.Helper()
	if down {
		return m.Downgrade(t.Context(), "base")
	}
	return m.Upgrade(t.Context(), "head")
}

// eachWay runs body on every backend, forward and back, where a half of halfway is done.
func eachWay(t *testing.T, body func(t *testing.T, engine *repo.Engine, down bool)) {
	for _, down := range []bool{false, true} {
		t.Run(fmt.Sprintf("down=%t", down), func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				halved(t, engine, down)
				body(t, engine, down)
			})
		})
	}
}

// A revision of which a half is done goes on behind it whatever its file says of transactions by now; where it fails once more it counts on.
func TestAHalfGoesOnBehindItWhereTheFileSaysATransaction(t *testing.T) {
	eachWay(t, func(t *testing.T, engine *repo.Engine, down bool) {
		sent(t, engine, "ALTER TABLE notes RENAME TO gone")
		m := migrator(t, engine, migrate.Config{FS: files(within(halfway))})
		var failed *migrate.StepError
		require.ErrorAs(t, move(t, m, down), &failed)
		require.ErrorContains(t, failed, "it runs without a transaction, and the first 2 statements are carried out")
		require.Equal(t, map[bool]int{false: 7, true: 11}[down], failed.Line)
		list, err := m.History(t.Context())
		require.NoError(t, err)
		require.Equal(t, 2, list[0].Interrupted.Done)
		sent(t, engine, "ALTER TABLE gone RENAME TO notes")
		require.NoError(t, move(t, m, down))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM other"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(DISTINCT n) FROM notes"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM notes"))
		list, err = m.History(t.Context())
		require.NoError(t, err)
		require.Nil(t, list[0].Interrupted)
		require.Equal(t, !down, list[0].Applied)
		require.NoError(t, move(t, m, !down), "and it is in a transaction from then on")
	})
}

// Where nothing of a revision is carried out, its file alone says how it runs.
func TestNothingDoneIsNoHalf(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.Error(t, migrator(t, engine, migrate.Config{FS: files(halfway)}).Upgrade(t.Context(), "head"))
		sent(t, engine, "CREATE TABLE notes (n integer)")
		m := migrator(t, engine, migrate.Config{FS: files(within(halfway))})
		require.ErrorContains(t, m.Upgrade(t.Context(), "head"), "it is rolled back")
		require.Zero(t, rows(t, engine, "SELECT count(*) FROM notes"))
		sent(t, engine, "CREATE TABLE other (n integer)")
		require.NoError(t, m.Upgrade(t.Context(), "head"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM notes"))
	})
}

// A revision of which a half is done, and that became code or lost its file, or whose statements were cut otherwise, is refused by every door,
// which say how it goes on; with the file back it does.
func TestAHalfThatIsNoLongerTheFile(t *testing.T) {
	eachWay(t, func(t *testing.T, engine *repo.Engine, down bool) {
		ctx := t.Context()
		ran := 0
		run := func(context.Context, *repo.Session) error { ran++; return nil }
		code := migrator(t, engine, migrate.Config{GoSteps: []migrate.GoStep{{Revision: "half", Message: "outside", Up: run, Down: run}}})
		next := map[bool]string{false: "drey upgrade half", true: "drey downgrade half-1"}[down]
		var edited *migrate.EditedError
		require.ErrorAs(t, move(t, code, down), &edited)
		require.ErrorContains(t, edited, "the first statement is carried out, and is code now: put the file back, and the GoStep away, and run: "+next)
		list, err := code.History(ctx)
		require.NoError(t, err)
		require.Equal(t, &migrate.Interrupted{Down: down, Done: 1, Next: next}, list[0].Interrupted)
		require.ErrorContains(t, code.DryRun(ctx, new(strings.Builder), map[bool]string{false: "head", true: "base"}[down], down), next)
		require.Zero(t, ran)

		gone := migrator(t, engine, migrate.Config{FS: files("other - other\n-- +goose Up\n")})
		var missing *migrate.MissingError
		require.ErrorAs(t, move(t, gone, down), &missing)
		require.ErrorContains(t, missing, "when the first statement is carried out, and there is no file of it")
		require.ErrorContains(t, missing, "and run: "+next)

		whole := strings.NewReplacer("Up\n", "Up\n-- +goose StatementBegin\n", "-- +goose Down\n", "-- +goose StatementEnd\n-- +goose Down\n-- +goose StatementBegin\n").Replace(halfway) + "-- +goose StatementEnd\n"
		for _, file := range []string{whole, within(whole)} {
			cut := migrator(t, engine, migrate.Config{FS: files(file)})
			require.ErrorAs(t, move(t, cut, down), &edited)
			require.ErrorContains(t, edited, "put those back as they were, mend what follows them, and run: "+next)
			require.Error(t, cut.DryRun(ctx, new(strings.Builder), map[bool]string{false: "head", true: "base"}[down], down))
		}
		require.NoError(t, move(t, migrator(t, engine, migrate.Config{FS: files(halfway)}), down))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM notes"))
	})
}

// What shows or writes the rest of a revision begins behind what is done; run by somebody else, the script comes to the end of it.
func TestTheRestOfAHalfAsAScript(t *testing.T) {
	eachWay(t, func(t *testing.T, engine *repo.Engine, down bool) {
		m := migrator(t, engine, migrate.Config{FS: files(within(halfway))})
		target := map[bool]string{false: "head", true: "base"}[down]
		var shown, written strings.Builder
		require.NoError(t, m.DryRun(t.Context(), &shown, target, down))
		require.NoError(t, m.SQL(t.Context(), &written, "current", target))
		require.Equal(t, shown.String(), written.String())
		for statement := range strings.SplitSeq(written.String(), ";\n") {
			if strings.Contains(statement, "INSERT") || strings.Contains(statement, "UPDATE") || strings.Contains(statement, "DELETE") {
				sent(t, engine, statement)
			}
		}
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM notes"))
		list, err := m.History(t.Context())
		require.NoError(t, err)
		require.Nil(t, list[0].Interrupted)
		require.Equal(t, !down, list[0].Applied)
		require.NoError(t, move(t, m, down), "there is nothing to do")
	})
}
