package repo_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// unsendable is a backend whose pool sends nothing.
type unsendable struct {
	config  *backends.PoolConfig
	dialect string
}

func (b unsendable) Open(_ context.Context, _ backends.URL, c backends.PoolConfig) (backends.Pool, error) {
	*b.config = c
	return silent{dialect: b.dialect}, nil
}

type silent struct {
	backends.Pool
	dialect string
}

func (p silent) Dialect() string                     { return p.dialect }
func (p silent) Capabilities() backends.Capabilities { return backends.Capabilities{} }
func (p silent) Close() error                        { return nil }

func TestOpenNeedsABackend(t *testing.T) {
	_, err := repo.Open(t.Context(), "postgresql://u:qZ8vhunter2@localhost/db")
	require.ErrorIs(t, err, repo.ErrNoBackend)
	require.ErrorContains(t, err, "repo: open: no backend: import one")
	_, err = repo.Open(t.Context(), "sqlite://", repo.WithBackend((*sqlxbackend.Backend)(nil)))
	require.ErrorIs(t, err, repo.ErrNoBackend)
	_, err = repo.Open(t.Context(), "qZ8vhunter2", repo.WithBackend(sqlxbackend.Backend{}))
	require.ErrorIs(t, err, backends.ErrInvalidURL)
	require.NotContains(t, fmt.Sprintf("%+v", err), "qZ8vhunter2")
	_, err = repo.OpenURL(t.Context(), backends.URL{Dialect: "oracle", Password: "qZ8vhunter2"}, repo.WithBackend(sqlxbackend.Backend{}))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "qZ8vhunter2")
}

func TestOpenHeedsThePool(t *testing.T) {
	var config backends.PoolConfig
	hook := func(context.Context, backends.Runner) error { return nil }
	e, err := repo.Open(t.Context(), "postgresql:///db", repo.WithConnectHook(hook),
		repo.WithPool(backends.PoolConfig{Size: 3, OnConnect: []func(context.Context, backends.Runner) error{hook}}),
		repo.WithConnectHook(hook), repo.WithBackend(unsendable{&config, "postgres"}))
	require.NoError(t, err)
	require.Equal(t, 3, config.Size)
	require.Len(t, config.OnConnect, 3)
	require.Equal(t, "postgres", e.Pool().Dialect())
	require.Equal(t, builder.Postgres(), e.Dialect())
	require.NoError(t, e.Close())
}

func TestDialects(t *testing.T) {
	var config backends.PoolConfig
	_, err := repo.Open(t.Context(), "x:///db", repo.WithBackend(unsendable{&config, "duck"}))
	require.ErrorIs(t, err, repo.ErrUnsupported)
	require.ErrorContains(t, err, `dialect "duck" is not built in: call the driver as its SQL, as in sqlx.NewDb(db, "postgres"), or say repo.WithDialect(...)`)
	duck := builder.Dialect{Name: "duck", Placeholder: "?"}
	e, err := repo.New(silent{dialect: "duck"}, repo.WithDialect(duck))
	require.NoError(t, err)
	require.Equal(t, duck, e.Dialect())
}

func TestNewRefusesWhatIsForOpen(t *testing.T) {
	for name, o := range map[string]repo.Option{
		"WithBackend": repo.WithBackend(sqlxbackend.Backend{}), "WithPool": repo.WithPool(backends.PoolConfig{}),
		"WithConnectHook": repo.WithConnectHook(func(context.Context, backends.Runner) error { return nil }),
	} {
		_, err := repo.New(silent{dialect: "sqlite"}, o)
		require.ErrorIs(t, err, repo.ErrInvalidRequest)
		require.ErrorContains(t, err, name+" is for Open")
	}
}

func TestOptionsReportMistakes(t *testing.T) {
	_, err := repo.New(silent{dialect: "sqlite"}, repo.WithModels(heroes))
	require.NoError(t, err)
	_, err = repo.New(silent{dialect: "sqlite"}, repo.WithModels(heroes, &Hero{}, 7))
	require.ErrorContains(t, err, "a *repo_test.Hero is no prototype")
	require.ErrorContains(t, err, "a int is no prototype")
	_, err = repo.New(silent{dialect: "sqlite"}, repo.WithInsertPage(0))
	require.ErrorContains(t, err, "a page has a row at least")
}

func TestRetryable(t *testing.T) {
	refusal := func(k backends.Kind) error { return fmt.Errorf("at work: %w", &backends.Error{Kind: k}) }
	require.True(t, repo.Retryable(refusal(backends.ErrSerialization)))
	require.True(t, repo.Retryable(refusal(backends.ErrDeadlock)))
	require.False(t, repo.Retryable(refusal(backends.ErrUniqueViolation)))
	require.False(t, repo.Retryable(errors.Join(refusal(backends.ErrSerialization), refusal(backends.ErrCommitUnknown))))
	require.False(t, repo.Retryable(nil))
	require.True(t, repo.Retryable(refusal(backends.ErrConnection)))
	require.False(t, repo.Retryable(errors.Join(refusal(backends.ErrConnection), refusal(backends.ErrCommitUnknown))))
	for code, may := range map[string]bool{"57P01": true, "57P03": true, "53300": true, "28P01": false, "3D000": false, "42501": false, "22023": false, "14": false, "26": false, "1": false, "99": true} {
		require.Equal(t, may, repo.Retryable(&backends.Error{Kind: backends.ErrConnection, Code: code}), code)
	}
}

func TestTheClockMeasures(t *testing.T) {
	at := time.Now()
	var took time.Duration
	e, err := openHeroes(t.Context(), repo.WithClock(func() time.Time { at = at.Add(time.Minute); return at }),
		repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) { took = e.Duration }))
	require.NoError(t, err)
	defer e.Close()
	require.NoError(t, e.Ping(t.Context()))
	require.Equal(t, time.Minute, took)
}
