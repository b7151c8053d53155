package repo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

type unmapped struct{ C chan int }

func TestAddRefuses(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	s := e.Session()
	defer s.Close()
	good := &Hero{Name: "gary"}
	for reason, wrong := range map[string]any{
		"is a prototype": heroes, "is no entity: give a pointer": Hero{}, "a nil *repo_test.Hero": (*Hero)(nil),
		"a <nil> is no entity": nil, "a *int is no entity": new(int), "it has no table": &unmapped{}, "a func()": func() {},
	} {
		err := s.Add(good, wrong)
		require.ErrorIs(t, err, repo.ErrInvalidRequest)
		require.ErrorContains(t, err, "repo: add: ")
		require.ErrorContains(t, err, reason)
	}
	require.Equal(t, repo.Transient, s.State(good), "all or nothing")
	require.NoError(t, s.Add(good))
	require.NoError(t, s.Add(good), "twice is once")
	require.NoError(t, s.Commit(t.Context()))
	require.Equal(t, "persistent", s.State(good).String())
	for _, nothing := range []any{nil, Hero{}, []int{}, (*Hero)(nil)} {
		require.Equal(t, repo.Transient, s.State(nothing))
	}
}

func TestAKeyOfAnotherEntityIsRefused(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	s := e.Session()
	defer s.Close()
	sandy, err := repo.One(t.Context(), s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	require.NoError(t, err)
	require.NoError(t, s.Add(&Hero{ID: sandy.ID, Name: "twin"}))
	err = s.Flush(t.Context())
	require.ErrorIs(t, err, repo.ErrInvalidRequest)
	require.ErrorContains(t, err, "the session has another Hero with the key")
	require.True(t, s.IsActive(), "nothing was sent")
	require.NoError(t, s.Rollback(t.Context()))
}

func TestMappingMistakesAreInvalidRequests(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	_, err = repo.Get[unmapped](t.Context(), e, 1)
	require.ErrorIs(t, err, repo.ErrInvalidRequest)
	_, err = repo.All(t.Context(), e, builder.As[*unmapped](builder.Text("SELECT 1")))
	require.ErrorContains(t, err, "field C: a chan int is no SQL value")
	_, err = repo.All(t.Context(), e, builder.Select(&Hero{}))
	require.ErrorContains(t, err, "repo: all: invalid request: a *repo_test.Hero is no prototype")
	_, err = repo.Get[Hero](t.Context(), e, "nonsense")
	require.ErrorIs(t, err, repo.ErrInvalidRequest)
}

func TestSessionOptionsAreDefaults(t *testing.T) {
	e, err := openHeroes(t.Context(), repo.WithAutoflush(false))
	require.NoError(t, err)
	defer e.Close()
	count := func(opts ...repo.SessionOption) int64 {
		s := e.Session(opts...)
		defer s.Close()
		require.NoError(t, s.Add(&Hero{Name: "gary"}))
		n, err := repo.Scalar[int64](t.Context(), s, builder.SelectColumns(builder.Count()).From(heroes))
		require.NoError(t, err)
		return n
	}
	require.EqualValues(t, 3, count())
	require.EqualValues(t, 4, count(repo.WithAutoflush(true)))
}
