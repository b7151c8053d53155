package repo_test

import (
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// A mock's rows that lack columns of the statement are an error that names both.
func TestShortRowsUnderSQLMock(t *testing.T) {
	player := builder.Model[Player]()
	name, team := builder.Col(&player.Name), builder.Col(&player.TeamID)
	for what, c := range map[string]struct {
		expect, want string
		read         func(r repo.Reader) error
	}{
		"All": {`SELECT "players"."id", "players"."name", "players"."team_id" FROM "players"`, "id, name, team_id", func(r repo.Reader) error {
			_, err := repo.All(t.Context(), r, builder.Select(player))
			return err
		}},
		"LoadOnly": {`SELECT "players"."id", "players"."name" FROM "players"`, "id, name", func(r repo.Reader) error {
			_, err := repo.All(t.Context(), r, builder.Select(player).LoadOnly(name))
			return err
		}},
		"a struct": {`SELECT "players"."name", "players"."team_id" FROM "players"`, "name, team_id", func(r repo.Reader) error {
			_, err := repo.All(t.Context(), r, builder.As[struct {
				ID, TeamID int64
				Name       string
			}](builder.SelectColumns(name, team)))
			return err
		}},
		"a map": {`SELECT "players"."name", "players"."team_id" FROM "players"`, "name, team_id", func(r repo.Reader) error {
			_, err := repo.All(t.Context(), r, builder.As[map[string]any](builder.SelectColumns(name, team)))
			return err
		}},
		"Get": {`SELECT "id", "name", "team_id" FROM "players" WHERE "id" = $1`, "id, name, team_id", func(r repo.Reader) error {
			_, err := repo.Get[Player](t.Context(), r, 7)
			return err
		}},
		"Each": {`SELECT "players"."id", "players"."name", "players"."team_id" FROM "players"`, "id, name, team_id", func(r repo.Reader) (failed error) {
			for _, err := range repo.Each(t.Context(), r, builder.Select(player)) {
				failed = err
			}
			return failed
		}},
	} {
		t.Run(what, func(t *testing.T) {
			e, mock := mocked(t)
			mock.ExpectQuery(c.expect).WillReturnRows(ids(7))
			err := c.read(e)
			require.Error(t, err)
			t.Log(err)
			require.ErrorContains(t, err, "("+c.want+")")
			require.ErrorContains(t, err, "1 column came (id)")
		})
	}
}

// A mock's rows that are none of the key are refused.
func TestOtherRowsUnderSQLMock(t *testing.T) {
	players := sqlmock.NewRows([]string{"id", "name", "team_id"})
	for want, rows := range map[string]*sqlmock.Rows{
		"repo: get Player: more than one row of the key: it is not unique in table players": players.AddRow(7, "ann", 1).AddRow(7, "bob", 1),
		"repo: get Player: the row that came has another key, [8]: the database, or a mock, answered another question": sqlmock.NewRows(
			[]string{"id", "name", "team_id"}).AddRow(8, "ann", 1),
	} {
		e, mock := mocked(t)
		mock.ExpectQuery(`SELECT "id", "name", "team_id" FROM "players" WHERE "id" = $1`).WillReturnRows(rows)
		_, err := repo.Get[Player](t.Context(), e, 7)
		require.EqualError(t, err, want)
	}
}

// A driver that does not count what it wrote is told as that, and not as rows that somebody else changed.
func TestUncountedWritesUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery(`SELECT "id", "name", "team_id" FROM "players" WHERE "id" = $1`).WillReturnRows(
		sqlmock.NewRows([]string{"id", "name", "team_id"}).AddRow(7, "ann", 1))
	mock.ExpectExec(`UPDATE "players" SET "name" = $1 WHERE "id" = $2`).WillReturnResult(sqlmock.NewErrorResult(errFull))
	mock.ExpectRollback()
	err := e.Begin(t.Context(), func(s *repo.Session) error {
		ann, err := repo.Get[Player](t.Context(), s, 7)
		if err == nil {
			ann.Name = "bob"
		}
		return err
	})
	require.ErrorIs(t, err, errFull)
	require.ErrorContains(t, err, "the driver does not tell how many rows were written")
	var stale *repo.StaleDataError
	require.NotErrorAs(t, err, &stale)
}
