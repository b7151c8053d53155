package repo_test

import (
	"errors"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// mocked returns an engine over sqlmock that speaks as PostgreSQL.
func mocked(t *testing.T) (*repo.Engine, sqlmock.Sqlmock) {
	t.Helper()
	db, mock, err := sqlmock.New(sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
	require.NoError(t, err)
	e, err := repo.New(sqlxbackend.New(sqlx.NewDb(db, "postgres")), repo.WithUUIDs(func() uuid.UUID { return uuid.UUID{15: 1} }))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, e.Close())
		mock.ExpectClose()
		require.NoError(t, db.Close())
		require.NoError(t, mock.ExpectationsWereMet())
	})
	return e, mock
}

func TestAUnitOfWorkUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec(`INSERT INTO "heroes" ("id", "name", "power") VALUES ($1, $2, $3)`).
		WithArgs("00000000-0000-0000-0000-000000000001", "sandy", nil).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	sandy := &Hero{Name: "sandy"}
	require.NoError(t, e.Begin(t.Context(), func(s *repo.Session) error { return s.Add(sandy) }))
	require.Equal(t, uuid.UUID{15: 1}, sandy.ID)
}

func TestAReadUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	mock.ExpectQuery(`SELECT "heroes"."id", "heroes"."name", "heroes"."power" FROM "heroes" WHERE "heroes"."name" = $1`).WithArgs("sandy").
		WillReturnRows(sqlmock.NewRows([]string{"id", "name", "power"}).AddRow("00000000-0000-0000-0000-000000000001", "sandy", 9.5))
	found, err := repo.All(t.Context(), e, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	require.NoError(t, err)
	power := 9.5
	require.Equal(t, []*Hero{{ID: uuid.UUID{15: 1}, Name: "sandy", Power: &power}}, found)
}

var errFull = errors.New("no room")

func TestAFailureUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec(`INSERT INTO "heroes" ("id", "name", "power") VALUES ($1, $2, $3)`).WillReturnError(errFull)
	mock.ExpectRollback()
	sandy := &Hero{Name: "sandy"}
	err := e.Begin(t.Context(), func(s *repo.Session) error { return s.Add(sandy) })
	require.ErrorContains(t, err, "repo: commit: inserting Hero: ")
	require.Equal(t, uuid.Nil, sandy.ID, "the key is put back")
}

func TestSavepointsUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("SAVEPOINT drey_1").WillReturnResult(sqlmock.NewResult(0, 0))
	mock.ExpectExec(`INSERT INTO "heroes" ("id", "name", "power") VALUES ($1, $2, $3)`).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectExec("ROLLBACK TO SAVEPOINT drey_1").WillReturnResult(sqlmock.NewResult(0, 0))
	mock.ExpectExec("RELEASE SAVEPOINT drey_1").WillReturnResult(sqlmock.NewResult(0, 0))
	mock.ExpectCommit()
	own := errors.New("own")
	require.NoError(t, e.Begin(t.Context(), func(s *repo.Session) error {
		err := s.Nested(t.Context(), func(s *repo.Session) error {
			return errors.Join(s.Add(&Hero{Name: "sandy"}), s.Flush(t.Context()), own)
		})
		require.ErrorIs(t, err, own)
		return nil
	}))
}
