package unittest_test

import (
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/examples/unittest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/flush"
)

const (
	insertQuest = `INSERT INTO "quests" ("title") VALUES ($1) RETURNING "id"`
	joinQuest   = `INSERT INTO "quest_heroes" ("quest_id", "hero_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"quest_heroes")."quest_id"])), unnest(coalesce($2, ARRAY[(NULL::"quest_heroes")."hero_id"]))`
)

func party() []*unittest.Hero {
	return []*unittest.Hero{{ID: uuid.UUID{15: 1}, Name: "sandy", Rev: 1}, {ID: uuid.UUID{15: 2}, Name: "gary", Rev: 1}}
}

// A key that the database makes comes back, and what refers to it goes out afterwards; rows that go together are arrays,
// which drivers of database/sql get as text.
func TestSend(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectQuery(insertQuest).WithArgs("the dragon").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(7))
	mock.ExpectExec(joinQuest).WithArgs(`{7,7}`, `{"00000000-0000-0000-0000-000000000001","00000000-0000-0000-0000-000000000002"}`).
		WillReturnResult(sqlmock.NewResult(0, 2))
	mock.ExpectCommit()
	quest, err := g.Send(t.Context(), "the dragon", party()...)
	require.NoError(t, err)
	require.EqualValues(t, 7, quest.ID)
}

// What fails in the middle is rolled back, and the key is gone again.
func TestSendNobody(t *testing.T) {
	g, mock := guild(t)
	mock.ExpectBegin()
	mock.ExpectQuery(insertQuest).WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(7))
	mock.ExpectExec(joinQuest).WillReturnError(refusal{"23503"}) // foreign key violation: a hero has left
	mock.ExpectRollback()
	_, err := g.Send(t.Context(), "the dragon", party()...)
	require.ErrorIs(t, err, repo.ErrForeignKeyViolation)
}

// A plan needs no expectations: nothing is sent. What the database makes has a name.
func TestPreview(t *testing.T) {
	g, _ := guild(t)
	statements, args, err := g.Preview("the dragon", party()[:1]...)
	require.NoError(t, err)
	require.Equal(t, []string{insertQuest, `INSERT INTO "quest_heroes" ("quest_id", "hero_id") VALUES ($1, $2)`}, statements)
	require.Equal(t, [][]any{{"the dragon"}, {flush.Blank{Entity: "Quest", Column: "id", Row: 1}, sandy}}, args)
}
