package database

import (
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

const (
	oneUser   = `SELECT "users"."id", "users"."name", "users"."created_at", "users"."updated_on" FROM "users" WHERE "users"."id" = $1`
	someUsers = `SELECT "users"."id", "users"."name", "users"."created_at", "users"."updated_on" FROM "users" WHERE "users"."id" > $1 ORDER BY "users"."id" ASC LIMIT $2`
	theirToys = `SELECT "drey_through"."user_id", "toys"."id", "toys"."name", "toys"."created_at", "toys"."updated_on" FROM "toys" ` +
		`JOIN "user_toy_association" AS "drey_through" ON "drey_through"."toy_id" = "toys"."id" ` +
		`WHERE "drey_through"."user_id" = $1 ORDER BY "toys"."name" ASC, "toys"."id" ASC`
)

// expectUser has a user be read with toys.
func expectUser(mock sqlmock.Sqlmock, own ...uuid.UUID) {
	mock.ExpectQuery(oneUser).WithArgs(sandy.String()).WillReturnRows(rows(sandy))
	mock.ExpectQuery(theirToys).WithArgs(sqlmock.AnyArg()).WillReturnRows(ownRows(own...))
}

// ownRows are toys behind the key of who has them.
func ownRows(keys ...uuid.UUID) *sqlmock.Rows {
	r := sqlmock.NewRows([]string{"user_id", "id", "name", "created_at", "updated_on"})
	for _, key := range keys {
		r.AddRow(sandy.String(), key.String(), "rocket", past, past)
	}
	return r
}

func TestUsersAreTwoStatementsHoweverMany(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectQuery(someUsers).WithArgs(rocket.String(), int64(3)).WillReturnRows(rows(sandy))
	mock.ExpectQuery(theirToys).WithArgs(sqlmock.AnyArg()).WillReturnRows(ownRows(rocket))
	var list []*User
	require.NoError(t, d.Begin(t.Context(), Reads, func(r Requests) (err error) {
		list, err = r.Users(t.Context(), Page{After: rocket, Limit: 3})
		return err
	}))
	require.Equal(t, "rocket", list[0].Toys[0].Name)
}

func TestRenameUserWritesTheNameAlone(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	expectUser(mock)
	mock.ExpectQuery(updateUser).WithArgs("sandy cheeks", sandy.String()).WillReturnRows(sqlmock.NewRows([]string{"updated_on"}).AddRow(past))
	mock.ExpectCommit()
	require.NoError(t, d.Begin(t.Context(), Writes, func(r Requests) error {
		_, err := r.RenameUser(t.Context(), sandy, "sandy cheeks")
		return err
	}))
}

func TestGiveToyInsertsAPair(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	expectUser(mock)
	mock.ExpectQuery(getToy).WithArgs(rocket.String()).WillReturnRows(rows(rocket))
	mock.ExpectExec(insertPair).WithArgs(sandy.String(), rocket.String()).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	require.NoError(t, d.Begin(t.Context(), Writes, func(r Requests) error {
		user, err := r.GiveToy(t.Context(), sandy, rocket)
		require.Len(t, user.Toys, 1)
		return err
	}))
}

func TestGiveToyTwiceSendsNothingMore(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	expectUser(mock, rocket) // the toy is in the session with it, and not read again
	mock.ExpectCommit()
	require.NoError(t, d.Begin(t.Context(), Writes, func(r Requests) error {
		_, err := r.GiveToy(t.Context(), sandy, rocket)
		return err
	}))
}

func TestTakeToyDeletesAPair(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	expectUser(mock, rocket)
	mock.ExpectExec(deletePair).WithArgs(sandy.String(), rocket.String()).WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	require.NoError(t, d.Begin(t.Context(), Writes, func(r Requests) error {
		_, err := r.TakeToy(t.Context(), sandy, rocket)
		return err
	}))
}

func TestAnErrorOfTheHandlerRollsBack(t *testing.T) {
	d, mock := mocked(t)
	mock.ExpectBegin()
	expectUser(mock)
	mock.ExpectRollback()
	require.Equal(t, &NotFoundError{"toy of this user,", rocket}, d.Begin(t.Context(), Writes, func(r Requests) error {
		_, err := r.TakeToy(t.Context(), sandy, rocket)
		return err
	}))
}
