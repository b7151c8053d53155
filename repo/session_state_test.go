package repo_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// sandy opens an engine, and a session that has read one hero.
func sandy(t *testing.T, opts ...repo.Option) (*repo.Engine, *repo.Session, *Hero) {
	t.Helper()
	e, err := openHeroes(t.Context(), opts...)
	require.NoError(t, err)
	s := e.Session()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.NoError(t, e.Close())
	})
	h, err := repo.One(t.Context(), s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	require.NoError(t, err)
	return e, s, h
}

func TestARowGoneAlreadyIsLogged(t *testing.T) {
	var out bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil)))
	defer slog.SetDefault(old)
	_, s, h := sandy(t)
	_, err := s.Exec(t.Context(), builder.Text("DELETE FROM heroes WHERE name = 'sandy'"))
	require.NoError(t, err)
	require.NoError(t, s.Delete(h))
	require.NoError(t, s.Commit(t.Context()))
	require.Contains(t, out.String(), `level=WARN msg="rows to be deleted were gone already" entity=Hero expected=1 matched=0`)
	require.Equal(t, "detached", s.State(h).String())
}

func TestEveryStateHasAName(t *testing.T) {
	var names []string
	for _, state := range []repo.State{repo.Transient, repo.Pending, repo.Persistent, repo.Deleted, repo.Detached} {
		names = append(names, state.String())
	}
	require.Equal(t, "transient pending persistent deleted detached", strings.Join(names, " "))
}

func TestStatesAreRefusedAtOnce(t *testing.T) {
	_, s, h := sandy(t)
	known, other := h, &Hero{Name: "gary"}
	for door, call := range map[string]func(...any) error{"delete": s.Delete, "expunge": s.Expunge, "expire": s.Expire} {
		for _, wrong := range []any{other, heroes, Hero{}, nil} {
			err := call(known, wrong)
			require.ErrorIs(t, err, repo.ErrInvalidRequest)
			require.ErrorContains(t, err, "repo: "+door+": ")
		}
		require.Equal(t, repo.Persistent, s.State(known), "all or nothing")
		require.False(t, s.IsModified(known))
	}
	require.NoError(t, s.Expunge(known, known))
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Delete(known), repo.ErrClosed)
	s.ExpireAll()
	s.ExpungeAll()
	require.Empty(t, s.New())
}

func TestReadOnlySessionsKnowWhatReads(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	s := e.Session(repo.WithReadOnly())
	defer s.Close()
	for sql, allowed := range map[string]bool{
		"SELECT 1": true, " \n(select 1)": false, "-- a\n/* b */ SELECT 1": true, "VALUES (1)": true, "with a as (select 1) select * from a": true,
		"PRAGMA user_version": true, "INSERT INTO heroes (id) VALUES (1)": false, "UPDATE": false,
	} {
		_, err := s.Exec(t.Context(), builder.Text(sql))
		if allowed {
			require.NoError(t, err, sql)
			continue
		}
		require.Error(t, err, sql)
		if !strings.Contains(sql, "(select") {
			require.ErrorIs(t, err, repo.ErrReadOnly, sql)
		}
		require.NoError(t, s.Rollback(t.Context()))
	}
}

func TestAPanickingStatementHookEndsTheTransaction(t *testing.T) {
	panics := false
	_, s, h := sandy(t, repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if panics && strings.HasPrefix(e.SQL, "UPDATE") {
			panic("ouch")
		}
	}))
	panics = true
	h.Name = "edited"
	require.PanicsWithValue(t, "ouch", func() { _ = s.Flush(t.Context()) })
	require.ErrorIs(t, s.Flush(t.Context()), repo.ErrRollbackRequired)
	require.NoError(t, s.Rollback(t.Context()))
	require.Equal(t, "sandy", h.Name)
	panics = false
	h.Name = "edited"
	require.NoError(t, s.Commit(t.Context()))
}

func TestAnEngineThatClosesCutsAHook(t *testing.T) {
	e, err := openHeroes(t.Context(), repo.WithPool(backends.PoolConfig{Timeout: time.Second}))
	require.NoError(t, err)
	var closing error
	s := e.Session(repo.WithHooks(repo.Hooks{BeforeFlush: func(context.Context, *repo.Session) error {
		closing = e.Close()
		return nil
	}}))
	_, err = s.Exec(t.Context(), builder.Text("SELECT 1"))
	require.NoError(t, err)
	require.NoError(t, s.Add(&Hero{Name: "gary"}))
	require.ErrorIs(t, s.Commit(t.Context()), repo.ErrClosed)
	require.ErrorIs(t, closing, repo.ErrTimeout)
	require.NoError(t, s.Close())
}

func TestASessionInUseIsNotAsked(t *testing.T) {
	var s *repo.Session
	var asked []any
	var errs error
	_, s, h := sandy(t, repo.WithStatementHook(func(context.Context, repo.StatementEvent) {
		if s != nil {
			asked = append(asked, s.State(s), s.New(), s.IsModified(s), s.Contains(s))
			_, planErr := s.Plan()
			errs = errors.Join(planErr, s.NoAutoflush(func() error { return nil }))
		}
	}))
	h.Name = "edited"
	require.NoError(t, s.Commit(t.Context()))
	require.Subset(t, asked, []any{repo.Transient, false})
	require.ErrorIs(t, errs, repo.ErrConcurrentUse)
}

func TestNoAutoflushNests(t *testing.T) {
	_, s, h := sandy(t)
	h.Name = "edited"
	own := errors.New("own")
	require.ErrorIs(t, s.NoAutoflush(func() error {
		require.NoError(t, s.NoAutoflush(func() error { return nil }))
		n, err := repo.Count(t.Context(), s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("edited")))
		require.NoError(t, err)
		require.Zero(t, n)
		return own
	}), own)
	n, err := repo.Count(t.Context(), s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("edited")))
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func TestSessionOptionsReportMistakes(t *testing.T) {
	e, err := openHeroes(t.Context())
	require.NoError(t, err)
	defer e.Close()
	s := e.Session(repo.WithTx(nil)) //nolint:dreyunclosed // there is nothing to close
	require.ErrorIs(t, s.Add(&Hero{}), repo.ErrInvalidRequest)
	require.ErrorIs(t, e.Begin(t.Context(), func(*repo.Session) error { return nil }, repo.WithTx(nil)), repo.ErrInvalidRequest)
	_, ok := repo.FromContext(repo.NewContext(t.Context(), nil))
	require.False(t, ok)
}

func TestErrorsMadeByHandSpeak(t *testing.T) {
	stale := &repo.StaleDataError{Entity: "Hero", Key: []any{7}, Expected: 1}
	require.EqualError(t, stale, "Hero [7] was changed or removed by somebody else: 0 of 1 rows matched; roll back and read it again")
	cycle := &repo.CycleError{Path: []string{"Hero", "Toy", "Hero"}}
	require.EqualError(t, cycle, "relationships leave no order to write in: Hero -> Toy -> Hero: mark one whose foreign key may be NULL with post-update")
	_, _, err := builder.Compile(builder.Delete(heroes), builder.SQLite())
	require.ErrorIs(t, err, repo.ErrMissingWhere)
}

func TestStatesMayBeAskedFromAnywhere(t *testing.T) {
	_, s, h := sandy(t)
	asking := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		close(asking)
		for range 1_000 {
			s.InTransaction()
			s.IsActive()
			s.State(h)
		}
	}()
	<-asking
	for range 10 {
		h.Name += "!"
		require.NoError(t, undisturbed(func() error { return s.Flush(t.Context()) }))
		require.NoError(t, undisturbed(func() error { return s.Rollback(t.Context()) }))
	}
	<-done
}

// undisturbed calls fn until nobody else is inside the session.
func undisturbed(fn func() error) error {
	for {
		if err := fn(); !errors.Is(err, repo.ErrConcurrentUse) {
			return err
		}
	}
}
