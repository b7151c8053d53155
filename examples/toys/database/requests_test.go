package database

import (
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

const (
	insertUser = `INSERT INTO "users" ("id", "name") VALUES ($1, $2) RETURNING "created_at", "updated_on"`
	insertPair = `INSERT INTO "user_toy_association" ("user_id", "toy_id") VALUES ($1, $2)`
	deletePair = `DELETE FROM "user_toy_association" WHERE "user_id" = $1 AND "toy_id" = $2`
	deleteAll  = `DELETE FROM "user_toy_association" WHERE "user_id" = $1`
	deleteUser = `DELETE FROM "users" WHERE "id" = $1`
	updateUser = `UPDATE "users" SET "name" = $1, "updated_on" = now() WHERE "id" = $2 RETURNING "updated_on"`
	getToy     = `SELECT "id", "name", "created_at", "updated_on" FROM "toys" WHERE "id" = $1`
	getUser    = `SELECT "id", "name", "created_at", "updated_on" FROM "users" WHERE "id" = $1`
)

var (
	sandy  = uuid.MustParse("00000000-0000-7000-8000-000000000001")
	rocket = uuid.MustParse("00000000-0000-7000-8000-000000000002")
	past   = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

// mocked is a store over a mock that expects statements word by word and in order.
func mocked(t *testing.T) (Drey, sqlmock.Sqlmock) {
	t.Helper()
	db, mock, err := sqlmock.New(sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
	require.NoError(t, err)
	keys := repo.WithUUIDs(func() uuid.UUID { return sandy })
	engine, err := repo.New(sqlxbackend.New(sqlx.NewDb(db, "postgres")), keys)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, engine.Close())
		require.NoError(t, mock.ExpectationsWereMet())
		mock.ExpectClose()
		require.NoError(t, db.Close())
	})
	return Drey{engine}, mock
}

// rows are a row of users or toys for each key.
func rows(keys ...uuid.UUID) *sqlmock.Rows {
	r := sqlmock.NewRows([]string{"id", "name", "created_at", "updated_on"})
	for _, key := range keys {
		r.AddRow(key.String(), "name", past, past)
	}
	return r
}

func TestCreateUserIsOneInsert(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery(insertUser).WithArgs(sandy.String(), "sandy").
		WillReturnRows(sqlmock.NewRows([]string{"created_at", "updated_on"}).AddRow(past, past))
	mock.ExpectCommit()
	var user *User
	require.NoError(t, d.Begin(t.Context(), Writes, func(r Requests) (err error) {
		user, err = r.CreateUser(t.Context(), "sandy")
		return err
	}))
	require.Equal(t, &User{ID: sandy, Name: "sandy", Toys: []*Toy{}, Stamps: Stamps{past, past}}, user)
}

func TestToyThatIsNotThereIsToldByKindAndKey(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectQuery(getToy).WithArgs(rocket.String()).WillReturnRows(rows())
	err := d.Begin(t.Context(), Reads, func(r Requests) error {
		_, err := r.Toy(t.Context(), rocket)
		return err
	})
	require.Equal(t, &NotFoundError{"toy", rocket}, err)
	require.EqualError(t, err, "there is no toy "+rocket.String())
}

func TestDeleteUserTakesWhatTheUserHasAlong(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery(getUser).WithArgs(sandy.String()).WillReturnRows(rows(sandy))
	mock.ExpectExec(deleteAll).WithArgs(sandy.String()).WillReturnResult(sqlmock.NewResult(0, 2))
	mock.ExpectExec(deleteUser).WithArgs(sandy.String()).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	require.NoError(t, d.Begin(t.Context(), Writes, func(r Requests) error { return r.DeleteUser(t.Context(), sandy) }))
}
