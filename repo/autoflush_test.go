package repo_test

import (
	"database/sql/driver"
	"encoding/json"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TestAReadDoesNotCompareOtherTypes: entities of a type that nothing ties to what is read are left alone.
func TestAReadDoesNotCompareOtherTypes(t *testing.T) {
	e, mock := mocked(t)
	s := e.Session(repo.WithReadOnly())
	defer s.Close()
	for i := range 10 {
		one := &labelled{ID: int64(i + 1), Labels: labels{"a": "b"}}
		require.NoError(t, s.Attach(one))
		one.Labels["a"] = "c" // what is deeply the same is not asked for its value
	}
	entityHooks.Store(0)
	mock.ExpectQuery(`SELECT "clubs"."id", "clubs"."name" FROM "clubs"`).WillReturnRows(ids())
	_, err := repo.All(t.Context(), s, builder.Select(builder.Model[club]()))
	require.NoError(t, err)
	require.Zero(t, entityHooks.Load())
	require.Len(t, s.Dirty(), 10)
	require.NotZero(t, entityHooks.Load(), "what is asked for is compared")
}

// entityHooks counts how often labels were asked for their value, as a comparison does.
var entityHooks atomic.Int64

// labels is a value that can be edited in place.
type labels map[string]string

// Value returns the labels as JSON.
func (l labels) Value() (driver.Value, error) {
	entityHooks.Add(1)
	return json.Marshal(map[string]string(l))
}

// labelled has labels, and no relationship to anything.
type labelled struct {
	ID     int64
	Labels labels
}

// TableName names the table.
func (labelled) TableName() string { return "labelled" }

// club has no relationship to anything.
type club struct {
	ID   int64
	Name string
}

// TableName names the table.
func (club) TableName() string { return "clubs" }

// TestALongListGrowsOneByOne counts allocations of an Add to a long list that is only written.
func TestALongListGrowsOneByOne(t *testing.T) {
	e, _ := mocked(t)
	s := e.Session()
	defer s.Close()
	team := &Team{ID: 1}
	require.NoError(t, s.Attach(team))
	list, err := repo.Collection(s, team, &team.Players)
	require.NoError(t, err)
	add := func() { require.NoError(t, list.Add(&Player{Name: "ann"})) }
	few := testing.AllocsPerRun(50, add)
	for range 3_000 {
		add()
	}
	many := testing.AllocsPerRun(50, add)
	require.InDelta(t, few, many, 10)
	require.Len(t, s.New(), len(team.Players))
}
