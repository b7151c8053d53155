package mistakes_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// mistake is a row of the list.
type mistake struct {
	done  string               // what the newcomer did
	do    func(w *world) error // does it, and returns the answer
	names string               // what the answer is about: a type, a field, a value
	next  string               // the next move, as the answer says it
}

// chapter is a part of the list.
type chapter struct {
	name     string
	on       func() []enginetest.Backend
	mistakes []mistake
}

// least is how long the list is.
const least = 270

func TestMistakes(t *testing.T) {
	count := 0
	for _, c := range chapters {
		count += len(c.mistakes)
		t.Run(c.name, func(t *testing.T) {
			for _, b := range c.on() {
				t.Run(b.Name, func(t *testing.T) {
					t.Parallel()
					c.judge(t, b)
				})
			}
		})
	}
	require.GreaterOrEqual(t, count, least, "mistakes")
}

// judge makes every mistake of the chapter in one database.
func (c chapter) judge(t *testing.T, b enginetest.Backend) {
	w := newWorld(t, b)
	for _, m := range c.mistakes {
		t.Run(m.done, func(t *testing.T) {
			err := w.answer(t, m)
			require.Error(t, err, "silent")
			t.Logf("%s\n%v", m.done, err)
			require.NotEmpty(t, m.next)
			require.NotContains(t, err.Error(), pgtest.Planted, "a secret")
			for _, word := range strings.Fields(m.names) {
				require.Contains(t, err.Error(), word, "what it is about")
			}
			require.Contains(t, err.Error(), m.next, "the next move")
		})
	}
}

// patience is how long an answer may take on a machine that has much else to do; it takes two seconds at most else. It is less than SQLite
// waits for a lock.
const patience = 4500 * time.Millisecond

// answer makes a mistake, which neither panics nor hangs.
func (w *world) answer(t *testing.T, m mistake) error {
	here := *w
	here.T = t
	type answer struct{ err, panicked error }
	answers := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a.panicked = fmt.Errorf("%v", r)
			}
			answers <- a
		}()
		a.err = m.do(&here)
	}()
	select {
	case a := <-answers:
		require.NoError(t, a.panicked, "a panic")
		return a.err
	case <-time.After(patience):
		t.Fatal("no answer")
		return nil
	}
}

// world is where mistakes are made: a database with the tables of Hero and Toy, and a hero of each.
type world struct {
	*testing.T
	backend enginetest.Backend
	url     string
	engine  *repo.Engine
	ctx     context.Context
}

func newWorld(t *testing.T, b enginetest.Backend) *world {
	w := &world{T: t, backend: b, url: b.URL(t), ctx: t.Context()}
	w.engine = b.Open(t, w.url)
	require.NoError(t, schema.CreateAll(w.ctx, w.engine, heroes, toys, teams))
	require.NoError(t, w.engine.Begin(w.ctx, func(s *repo.Session) error {
		return s.Add(&Hero{ID: 1, Name: "sandy"}, &Hero{ID: 2, Name: "pearl", Toys: []*Toy{{ID: 1, Label: "ball"}}})
	}))
	return w
}

// session returns a session that is closed when the mistake is over.
func (w *world) session(opts ...repo.SessionOption) *repo.Session {
	s := w.engine.Session(opts...)
	w.Cleanup(func() { _ = s.Close() })
	return s
}

// hero returns a hero that a session has read.
func (w *world) hero(s *repo.Session, id int64) *Hero {
	h, err := repo.Get[Hero](w.ctx, s, id)
	require.NoError(w.T, err)
	return h
}

// modelled maps T, and returns what Model panics with.
func modelled[T any](opts ...builder.ModelOption) (prototype *T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return builder.Model[T](opts...), nil
}

// mapped is the mistake of a type that cannot be a model, however it is met: by Model, or with the models that it leads to.
func mapped[T any](w *world) error {
	prototype, err := modelled[T]()
	if err != nil {
		return err
	}
	engine, err := repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(enginetest.SQLite.Backend), repo.WithModels(prototype))
	if err == nil {
		w.Cleanup(func() { _ = engine.Close() })
		_, err = schema.Of(prototype, heroes, toys, teams)
	}
	return err
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// second is the error behind an answer.
func second[A any](_ A, err error) error { return err }
