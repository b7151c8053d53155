package repo_test

import (
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/repo"
)

// Team and Player have keys that the database makes.
type Team struct {
	ID      int64
	Name    string
	Players []*Player `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Team) TableName() string { return "teams" }

// Player plays for a team, in many positions.
type Player struct {
	ID        int64
	Name      string
	TeamID    int64
	Positions []*Position `rel:"many-to-many,through=player_positions"`
}

// TableName names the table.
func (Player) TableName() string { return "players" }

// Position has a key that people chose.
type Position struct {
	Code string `db:"code,pk"`
}

// TableName names the table.
func (Position) TableName() string { return "positions" }

const (
	insertTeam    = `INSERT INTO "teams" ("name") VALUES ($1) RETURNING "id"`
	insertPlayer  = `INSERT INTO "players" ("name", "team_id") VALUES ($1, $2) RETURNING "id"`
	insertPlayers = `INSERT INTO "players" ("name", "team_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"players")."name"])), ` +
		`unnest(coalesce($2, ARRAY[(NULL::"players")."team_id"])) RETURNING "id"`
	insertPosition = `INSERT INTO "positions" ("code") VALUES ($1)`
	linkPosition   = `INSERT INTO "player_positions" ("player_id", "position_id") VALUES ($1, $2)`
	unlinkPosition = `DELETE FROM "player_positions" WHERE "player_id" = $1 AND "position_id" = $2`
)

func ids(list ...int64) *sqlmock.Rows {
	rows := sqlmock.NewRows([]string{"id"})
	for _, id := range list {
		rows.AddRow(id)
	}
	return rows
}

func TestAGraphUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	ok := sqlmock.NewResult(0, 1)
	mock.ExpectBegin()
	mock.ExpectQuery(insertTeam).WithArgs("reds").WillReturnRows(ids(7))
	mock.ExpectExec(insertPosition).WithArgs("goal").WillReturnResult(ok)
	mock.ExpectQuery(insertPlayers).WithArgs(`{"ann","bob"}`, `{7,7}`).WillReturnRows(ids(11, 12))
	mock.ExpectExec(linkPosition).WithArgs(int64(11), "goal").WillReturnResult(ok)
	mock.ExpectCommit()
	mock.ExpectBegin()
	mock.ExpectExec(unlinkPosition).WithArgs(int64(11), "goal").WillReturnResult(sqlmock.NewResult(0, 0))
	mock.ExpectRollback()

	goal := &Position{Code: "goal"}
	ann, bob := &Player{Name: "ann", Positions: []*Position{goal}}, &Player{Name: "bob"}
	s := e.Session()
	defer s.Close()
	require.NoError(t, s.Add(&Team{Name: "reds", Players: []*Player{ann, bob}}))
	require.NoError(t, s.Commit(t.Context()))
	require.Equal(t, []int64{11, 7, 12, 7}, []int64{ann.ID, ann.TeamID, bob.ID, bob.TeamID}, "keys are dealt in the order of the rows sent")

	ann.Positions = nil
	err := s.Commit(t.Context())
	var stale *repo.StaleDataError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, []any{"player_positions", []any{int64(11), "goal"}}, []any{stale.Entity, stale.Key})
	require.EqualError(t, err, "repo: commit: unlinking player_positions: player_positions [11 goal] was changed or removed by somebody else: "+
		"0 of 1 rows matched; roll back and read it again")
	require.NoError(t, s.Rollback(t.Context()))
	require.Equal(t, []*Position{goal}, ann.Positions)
}

func TestAGraphThatFailsUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery(insertTeam).WillReturnRows(ids(7))
	mock.ExpectQuery(insertPlayer).WithArgs("ann", int64(7)).WillReturnError(errFull)
	mock.ExpectRollback()
	team := &Team{Name: "reds", Players: []*Player{{Name: "ann"}}}
	err := e.Begin(t.Context(), func(s *repo.Session) error { return s.Add(team) })
	require.ErrorIs(t, err, errFull)
	require.ErrorContains(t, err, "repo: commit: inserting Player: ")
	require.Equal(t, &Team{Name: "reds", Players: []*Player{{Name: "ann"}}}, team, "keys are put back")
}

func TestKeysFetchedBeforeUnderSQLMock(t *testing.T) {
	e, mock := mocked(t)
	reserve := `SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3::bigint)`
	mock.ExpectBegin()
	mock.ExpectQuery(reserve).WithArgs(`"teams"`, "id", int64(1)).WillReturnRows(ids(7))
	mock.ExpectQuery(reserve).WithArgs(`"players"`, "id", int64(1)).WillReturnRows(ids(11))
	mock.ExpectExec(`INSERT INTO "teams" ("id", "name") VALUES ($1, $2)`).WithArgs(int64(7), "reds").WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectExec(`INSERT INTO "players" ("id", "name", "team_id") VALUES ($1, $2, $3)`).WithArgs(int64(11), "ann", int64(7)).
		WillReturnResult(sqlmock.NewResult(0, 1))
	mock.ExpectCommit()
	mock.ExpectBegin()
	mock.ExpectQuery(reserve).WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(nil))
	mock.ExpectRollback()

	s := e.Session(repo.WithKeyPreallocation())
	defer s.Close()
	require.NoError(t, s.Add(&Team{Name: "reds", Players: []*Player{{Name: "ann"}}}))
	require.NoError(t, s.Commit(t.Context()))
	blues := &Team{Name: "blues"}
	require.NoError(t, s.Add(blues))
	err := s.Commit(t.Context())
	require.ErrorContains(t, err, "repo: commit: reserving keys of Team: the key of teams is not counted up by a sequence of its own")
	require.ErrorIs(t, s.Flush(t.Context()), repo.ErrRollbackRequired)
	require.Zero(t, blues.ID)
}
