package unittest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/examples/unittest"
	"github.com/drey-db/drey/repo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	insertHero = `INSERT INTO "heroes" ("id", "name", "power", "rev") VALUES ($1, $2, $3, $4)`
	selectHero = `SELECT "id", "name", "power", "rev" FROM "heroes" WHERE "id" = $1`
	updateHero = `UPDATE "heroes" SET "power" = $1, "rev" = $2 WHERE "id" = $3 AND "rev" = $4`
)

var sandy = uuid.MustParse("00000000-0000-0000-0000-000000000001")

// guild is the application over a mock that expects statements word by word and in order. Nothing was sent by opening it.
func guild(t *testing.T) (*unittest.Guild, sqlmock.Sqlmock) {
	t.Helper()
	db, mock, err := sqlmock.New(sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
	require.NoError(t, err)
	made := byte(0)
	keys := repo.WithUUIDs(func() uuid.UUID { made++; return uuid.UUID{15: made} }) // keys as expected, not of the clock
	engine, err := repo.New(sqlxbackend.New(sqlx.NewDb(db, "postgres")), keys)      // "postgres": how the SQL is written
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, engine.Close())
		require.NoError(t, mock.ExpectationsWereMet())
		mock.ExpectClose()
		require.NoError(t, db.Close()) // one's own: closing the engine leaves it open
	})
	return unittest.NewGuild(engine), mock
}

// refusal is what a PostgreSQL driver answers: any error with the method SQLState is classified by its code.
type refusal struct{ code string }

func (e refusal) Error() string    { return "refused" }
func (e refusal) SQLState() string { return e.code }

const uniqueViolation = "23505"

// An INSERT without values that the database makes is an Exec; arguments are as every driver gets them.
func TestHire(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectExec(insertHero).WithArgs(sandy.String(), "sandy", int64(1), int64(1)).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	hero, err := g.Hire(t.Context(), "sandy")
	require.NoError(t, err)
	require.Equal(t, &unittest.Hero{ID: sandy, Name: "sandy", Power: 1, Rev: 1}, hero)
}

// A refusal of the database is injected as the driver would answer it.
func TestHireTellsThatANameIsTaken(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectExec(insertHero).WillReturnError(refusal{uniqueViolation})
	mock.ExpectRollback()
	_, err := g.Hire(t.Context(), "sandy")
	require.ErrorIs(t, err, unittest.ErrNameTaken)
}

// Any other error goes through, and nothing is committed.
func TestHirePassesOtherErrors(t *testing.T) {
	g, mock := guild(t)
	full := errors.New("disk full")
	mock.ExpectBegin()
	mock.ExpectExec(insertHero).WillReturnError(full)
	mock.ExpectRollback()
	_, err := g.Hire(t.Context(), "sandy")
	require.ErrorIs(t, err, full)
	require.ErrorContains(t, err, "hiring sandy: repo: commit: inserting Hero")
}

// A reply to COMMIT that was lost leaves the application not knowing: it must not say that nobody was hired.
func TestHireMayNotKnow(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectExec(insertHero).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit().WillReturnError(refusal{"08007"}) // transaction resolution unknown
	_, err := g.Hire(t.Context(), "sandy")
	require.ErrorIs(t, err, repo.ErrCommitUnknown)
	require.False(t, repo.Retryable(err))
}

// Reads answer rows; a change is noticed and written where it was made, with the version that was read.
func TestTrain(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectQuery(selectHero).WithArgs(sandy.String()).WillReturnRows(heroRow(5, 7))
	mock.ExpectExec(updateHero).WithArgs(int64(8), int64(8), sandy.String(), int64(7)).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	require.NoError(t, g.Train(t.Context(), sandy, 3))
}

func heroRow(power, rev int) *sqlmock.Rows {
	return sqlmock.NewRows([]string{"id", "name", "power", "rev"}).AddRow(sandy.String(), "sandy", power, rev)
}

// Stale data: the UPDATE meets no row, because somebody else has counted the version up.
func TestTrainNoticesThatSomebodyElseDid(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectQuery(selectHero).WillReturnRows(heroRow(5, 7))
	mock.ExpectExec(updateHero).WillReturnResult(sqlmock.NewResult(0, 0))
	mock.ExpectRollback()
	var stale *repo.StaleDataError
	require.ErrorAs(t, g.Train(t.Context(), sandy, 3), &stale)
	require.Equal(t, "Hero", stale.Entity)
	require.EqualValues(t, 1, stale.Expected)
	require.EqualValues(t, 0, stale.Matched)
}

// Nothing changed, nothing is sent: no UPDATE is expected here, and one would fail the test.
func TestTrainByNothing(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectQuery(selectHero).WillReturnRows(heroRow(5, 7))
	mock.ExpectCommit()
	require.NoError(t, g.Train(t.Context(), sandy, 0))
}

// A row that is not there.
func TestTrainNobody(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectQuery(selectHero).WillReturnRows(sqlmock.NewRows([]string{"id", "name", "power", "rev"}))
	mock.ExpectRollback()
	require.ErrorIs(t, g.Train(t.Context(), sandy, 3), repo.ErrNotFound)
}

// Savepoints are statements like any other.
func TestHireAllSkipsNamesThatAreTaken(t *testing.T) {
	g, mock := guild(t)
	ok := sqlmock.NewResult(0, 1)
	mock.ExpectBegin()
	mock.ExpectExec("SAVEPOINT drey_1").WillReturnResult(ok)
	mock.ExpectExec(insertHero).WithArgs(sqlmock.AnyArg(), "sandy", int64(1), int64(1)).WillReturnError(refusal{uniqueViolation})
	mock.ExpectExec("ROLLBACK TO SAVEPOINT drey_1").WillReturnResult(ok)
	mock.ExpectExec("RELEASE SAVEPOINT drey_1").WillReturnResult(ok)
	mock.ExpectExec("SAVEPOINT drey_1").WillReturnResult(ok)
	mock.ExpectExec(insertHero).WithArgs(sqlmock.AnyArg(), "gary", int64(1), int64(1)).WillReturnResult(ok)
	mock.ExpectExec("RELEASE SAVEPOINT drey_1").WillReturnResult(ok)
	mock.ExpectCommit()
	taken, err := g.HireAll(t.Context(), "sandy", "gary")
	require.NoError(t, err)
	require.Equal(t, []string{"sandy"}, taken)
}

// An engine's own reads need no transaction.
func TestStrongest(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectQuery(`SELECT "heroes"."name" FROM "heroes" ORDER BY "heroes"."power" DESC, "heroes"."name" ASC LIMIT $1`).
		WithArgs(int64(2)).WillReturnRows(sqlmock.NewRows([]string{"name"}).AddRow("sandy").AddRow("gary"))
	names, err := g.Strongest(t.Context(), 2)
	require.NoError(t, err)
	require.Equal(t, []string{"sandy", "gary"}, names)
}

// A context that is done sends nothing at all.
func TestStrongestOfACancelledCall(t *testing.T) {
	g, _ := guild(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := g.Strongest(ctx, 2)
	require.ErrorIs(t, err, repo.ErrCanceled)
}
