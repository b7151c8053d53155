package repo_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func TestNewOfNothingSaysTheNextMove(t *testing.T) {
	for message, pool := range map[string]backends.Pool{
		"the pool is nil: give it one": nil, "sqlxbackend.New(nil): give it what sqlx.Open": sqlxbackend.New(nil),
		"pgxbackend.New(nil): give it what pgxpool.New answered": pgxbackend.New(nil), "the pool is nil": (*silent)(nil),
	} {
		_, err := repo.New(pool)
		require.ErrorIs(t, err, repo.ErrInvalidRequest)
		require.ErrorContains(t, err, message)
	}
	for _, u := range []repo.UnitOfWork{nil, sqlxbackend.FromTx(nil), pgxbackend.FromTx(nil)} {
		_, err := repo.New(silent{dialect: "sqlite"}, repo.WithTx(u))
		require.ErrorIs(t, err, repo.ErrInvalidRequest)
	}
}

func TestNilOptionsAreRefused(t *testing.T) {
	for message, o := range map[string]repo.Option{
		"an option is nil": nil, "WithClock(nil)": repo.WithClock(nil), "WithUUIDs(nil)": repo.WithUUIDs(nil),
		"WithStatementHook(nil)": repo.WithStatementHook(nil), "WithConnectHook(nil)": repo.WithConnectHook(nil),
	} {
		_, err := repo.Open(t.Context(), "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}), o)
		require.ErrorIs(t, err, repo.ErrInvalidRequest)
		require.ErrorContains(t, err, message)
	}
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	s := e.Session(nil)
	require.ErrorIs(t, s.Add(&Hero{}), repo.ErrInvalidRequest)
	require.ErrorIs(t, s.Close(), repo.ErrInvalidRequest)
	require.ErrorIs(t, e.Begin(t.Context(), func(*repo.Session) error { return nil }, nil), repo.ErrInvalidRequest)
	require.ErrorIs(t, e.Begin(t.Context(), nil), repo.ErrInvalidRequest)
}

func TestNothingToDoWithIsRefused(t *testing.T) {
	ctx := t.Context()
	e, err := openHeroes(ctx)
	require.NoError(t, err)
	defer e.Close()
	s := e.Session()
	defer s.Close()
	var nobody *repo.Session
	for name, call := range map[string]func() error{
		"nested":       func() error { return s.Nested(ctx, nil) },
		"no autoflush": func() error { return s.NoAutoflush(nil) },
		"all":          func() error { _, err := repo.All[*Hero](ctx, s, nil); return err },
		"count":        func() error { _, err := repo.Count[*Hero](ctx, e, nil); return err },
		"gather":       func() error { return repo.Gather(ctx, s, repo.Into[*Hero](new([]*Hero), nil)) },
		"nil session":  func() error { return nobody.Add(&Hero{}) },
		"nil commit":   func() error { return nobody.Commit(ctx) },
		"all by nil":   func() error { _, err := repo.All(ctx, nobody, builder.Select(heroes)); return err },
		"get by none":  func() error { _, err := repo.Get[Hero](ctx, nil, "00000000-0000-0000-0000-000000000001"); return err },
		"all by none":  func() error { _, err := repo.All(ctx, nil, builder.Select(heroes)); return err },
		"into by none": func() error { return repo.Gather(ctx, nil, repo.Into(new([]*Hero), builder.Select(heroes))) },
		"values":       func() error { _, err := repo.Values(nil); return err },
		"no list":      func() error { _, err := repo.All(ctx, s, repo.WriteOnly[Hero]{}.Query()); return err },
		"each": func() (err error) {
			for _, err = range repo.Each[*Hero](ctx, s, nil) {
			}
			return err
		},
		"pages": func() (err error) {
			for _, err = range repo.Pages[*Hero](ctx, s, nil, 1) {
			}
			return err
		},
	} {
		require.ErrorIs(t, call(), repo.ErrInvalidRequest, name)
	}
}

func TestAnEngineThatIsNone(t *testing.T) {
	ctx := t.Context()
	for _, e := range []*repo.Engine{nil, {}} {
		s := e.Session()
		_, execErr := e.Exec(ctx, builder.Text("SELECT 1"))
		_, queryErr := e.Query(ctx, builder.Text("SELECT 1"))
		_, allErr := repo.All(ctx, e, builder.Select(heroes))
		_, getErr := repo.Get[Hero](ctx, e, "00000000-0000-0000-0000-000000000001")
		_, overErr := repo.All(ctx, e.Over(nil), builder.Select(heroes))
		_, poolErr := e.Pool().Begin(ctx, backends.TxOptions{})
		beginErr := e.Begin(ctx, func(*repo.Session) error { return nil })
		for _, err := range []error{execErr, queryErr, allErr, getErr, poolErr, beginErr, e.Ping(ctx), s.Add(&Hero{})} {
			require.ErrorIs(t, err, repo.ErrInvalidRequest)
			require.ErrorContains(t, err, "make one with repo.Open or repo.New")
		}
		require.Error(t, overErr)
		require.Zero(t, e.Dialect())
		require.ErrorIs(t, s.Close(), repo.ErrInvalidRequest)
		require.NoError(t, e.Close())
	}
}

func TestOverNothing(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	_, err = repo.All(t.Context(), e.Over(nil), builder.Select(heroes))
	require.ErrorIs(t, err, repo.ErrInvalidRequest)
	require.ErrorContains(t, err, "Over(nil): give it a unit of work")
}

func TestAConstructThatTheDialectLacksIsUnsupported(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	s := e.Session()
	defer s.Close()
	stmt := builder.Select(heroes).ForUpdate()
	for door, ask := range map[string]func(ctx context.Context) error{
		"all":    func(ctx context.Context) error { _, err := repo.All(ctx, s, stmt); return err },
		"engine": func(ctx context.Context) error { _, err := repo.All(ctx, e, stmt); return err },
		"exec":   func(ctx context.Context) error { _, err := s.Exec(ctx, stmt); return err },
		"query":  func(ctx context.Context) error { _, err := e.Query(ctx, stmt); return err },
		"count":  func(ctx context.Context) error { _, err := repo.Count(ctx, s, stmt); return err },
		"exists": func(ctx context.Context) error { _, err := repo.Exists(ctx, s, stmt); return err },
		"each": func(ctx context.Context) error {
			for _, err := range repo.Each(ctx, s, stmt) {
				return err
			}
			return nil
		},
		"pages": func(ctx context.Context) error {
			for _, err := range repo.Pages(ctx, s, stmt, 2) {
				return err
			}
			return nil
		},
	} {
		err := ask(t.Context())
		require.ErrorIs(t, err, repo.ErrUnsupported, door)
		var lacking *builder.UnsupportedError
		require.ErrorAs(t, err, &lacking, door)
	}
}
