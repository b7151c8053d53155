package mistakes_test

import (
	"context"
	"database/sql"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// closed is the mistake of using what is closed.
func closed(do func(w *world, s *repo.Session) error) func(w *world) error {
	return inSession(func(w *world, s *repo.Session) error { return first(s.Close(), do(w, s)) })
}

// hooked is the mistake of a hook.
func hooked(h repo.Hooks) func(w *world) error {
	return func(w *world) error {
		s := w.session(repo.WithHooks(h))
		return first(s.Add(&Team{Name: "x"}), s.Commit(w.ctx))
	}
}

var ofTransactions = []mistake{
	{"an entity that an engine read in the list of another parent", inSession(func(w *world, s *repo.Session) error {
		ball, err := repo.Get[Toy](w.ctx, w.engine, 1)
		sandy := w.hero(s, 1)
		sandy.Toys = append(sandy.Toys, ball)
		return first(err, s.Flush(w.ctx))
	}), "Toy.HeroID of a new Toy", "Attach or Merge a Toy that was read elsewhere"},
	{"All of a closed session", closed(func(w *world, s *repo.Session) error { return second(repo.All(w.ctx, s, builder.Select(heroes))) }), "closed", "make another with Engine.Session"},
	{"Add to a closed session", closed(func(_ *world, s *repo.Session) error { return s.Add(&Hero{Name: "x"}) }), "closed", "make another with Engine.Session"},
	{"Commit of a closed session", closed(func(w *world, s *repo.Session) error { return s.Commit(w.ctx) }), "closed", "make another with Engine.Session"},
	{"a session of a closed engine", func(w *world) error {
		engine, err := repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(w.other()))
		if err != nil {
			return err
		}
		s := engine.Session()
		defer s.Close()
		return first(engine.Close(), second(repo.Scalar[int](w.ctx, s, builder.Text("SELECT 1"))))
	}, "closed", "open another"},
	{"a closed engine", func(w *world) error {
		engine, err := repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(w.other()))
		return first(err, engine.Close(), engine.Begin(w.ctx, func(s *repo.Session) error { return second(s.Exec(w.ctx, builder.Text("SELECT 1"))) }))
	}, "closed", "open another"},
	{"the session of Begin, afterwards", func(w *world) error {
		var kept *repo.Session
		err := w.engine.Begin(w.ctx, func(s *repo.Session) error { kept = s; return nil })
		return first(err, kept.Add(&Hero{Name: "x"}))
	}, "closed", "Begin closes its own"},
	{"Begin of nil", func(w *world) error { return w.engine.Begin(w.ctx, nil) }, "nil", "say what to do"},
	{"no error out of Begin", func(w *world) error {
		return w.engine.Begin(w.ctx, func(s *repo.Session) error {
			_, _ = s.Exec(w.ctx, builder.Text("SELECT nonsense"))
			return nil
		})
	}, "nonsense", "roll back"},
	{"a statement after one that failed", inSession(func(w *world, s *repo.Session) error {
		_, _ = s.Exec(w.ctx, builder.Text("SELECT nonsense"))
		return second(s.Exec(w.ctx, builder.Text("SELECT 1")))
	}), "nonsense", "roll back"},
	{"a flush after one that failed", inSession(func(w *world, s *repo.Session) error {
		_ = s.Add(&Hero{Name: "sandy"})
		_ = s.Flush(w.ctx)
		return s.Commit(w.ctx)
	}), "heroes", "call Rollback"},
	{"a key shorter than its char(3)", inSession(func(w *world, s *repo.Session) error {
		return first(s.Add(&Country{Code: "de"}), s.Flush(w.ctx))
	}), "Country.Code char(3)", "make the column a varchar or text"},
	{"WithRetry of none", func(w *world) error {
		return w.engine.Begin(w.ctx, func(*repo.Session) error { return nil }, repo.WithRetry(0))
	}, "0", "give it 1 or more"},
	{"a level beside WithAutocommit", func(w *world) error {
		s := w.session(repo.WithAutocommit(true), repo.WithIsolation(sql.LevelSerializable))
		return second(repo.Scalar[int](w.ctx, s, builder.Text("SELECT 1")))
	}, "WithIsolation", "say WithIsolation(sql.LevelDefault) here"},
	{"a write in a session to read", func(w *world) error {
		s := w.session(repo.WithReadOnly())
		return first(s.Add(&Hero{Name: "x"}), s.Commit(w.ctx))
	}, "read", "write in another session"},
	{"a context that is cancelled", func(w *world) error {
		ctx, cancel := context.WithCancel(w.ctx)
		cancel()
		return second(repo.All(ctx, w.engine, builder.Select(heroes)))
	}, "cancel", "context ended"},
	{"something else inside Each", inSession(func(w *world, s *repo.Session) error {
		for _, err := range repo.Each(w.ctx, s, builder.Select(heroes)) {
			return first(err, s.Commit(w.ctx))
		}
		return nil
	}), "", "leave the loop first"},
	{"rows of Query that are open", inSession(func(w *world, s *repo.Session) error {
		rows, err := s.Query(w.ctx, builder.Text("SELECT id FROM heroes"))
		if err != nil {
			return err
		}
		defer rows.Close()
		return second(repo.All(w.ctx, s, builder.Select(heroes)))
	}), "", "close them first"},
	{"a savepoint twice", inSession(func(w *world, s *repo.Session) error {
		n, err := s.BeginNested(w.ctx)
		return first(err, n.Commit(w.ctx), n.Commit(w.ctx))
	}), "savepoint", "begin another"},
	{"Commit inside Nested", inSession(func(w *world, s *repo.Session) error {
		return s.Nested(w.ctx, func(s *repo.Session) error { return s.Commit(w.ctx) })
	}), "", "begin another"},
	{"Nested of nil", inSession(func(w *world, s *repo.Session) error { return s.Nested(w.ctx, nil) }), "nil", "say what to do"},
	{"a nil option of a session", func(w *world) error { return second(repo.All(w.ctx, w.session(nil), builder.Select(heroes))) }, "nil", "leave it out"},
	{"WithTx of nil", func(w *world) error {
		return second(repo.All(w.ctx, w.session(repo.WithTx(nil)), builder.Select(heroes)))
	}, "nil", "give it a unit of work"},
	{"a row that somebody else changed", inSession(func(w *world, s *repo.Session) error {
		h := w.hero(s, 1)
		_, err := s.Exec(w.ctx, builder.Text("UPDATE heroes SET version = version + 1 WHERE id = 1"))
		h.Power++
		return first(err, s.Commit(w.ctx))
	}), "Hero 1", "roll back and read it again"},
	{"AfterLoad that uses its session", inSession(func(w *world, s *repo.Session) error {
		return second(repo.All(repo.NewContext(w.ctx, s), s, builder.Select(builder.Model[Curious]())))
	}), "AfterLoad", "may not use it"},
	{"Commit in BeforeFlush", hooked(repo.Hooks{BeforeFlush: func(ctx context.Context, s *repo.Session) error { return s.Commit(ctx) }}), "commit", "answer an error instead"},
	{"Flush in BeforeFlush", hooked(repo.Hooks{BeforeFlush: func(ctx context.Context, s *repo.Session) error { return s.Flush(ctx) }}), "", "the flush sends them"},
	{"Close in AfterFlush", hooked(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error { return s.Close() }}), "", "answer an error instead"},
	{"an error of BeforeCommit", hooked(repo.Hooks{BeforeCommit: func(context.Context, *repo.Session) error { return errors.New("no, since x") }}), "no, since x", "before committing"},
	{"changes for ever in AfterFlush", hooked(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error { return s.Add(&Team{Name: "more"}) }}), "", "AfterFlush hook changes entities every time"},
	{"nonsense in AfterBegin", hooked(repo.Hooks{AfterBegin: func(ctx context.Context, c backends.Runner) error {
		return second(c.Exec(ctx, backends.Stmt{SQL: "SELECT nonsense"}))
	}}), "nonsense", "after begin"},
	{"a filter of another table", func(w *world) error {
		s := w.session(repo.WithFilter(heroes, func(context.Context) (builder.Sqlizer, error) { return label.Eq("x"), nil }))
		return second(repo.All(w.ctx, s, builder.Select(heroes)))
	}, "filter of Hero: Toy.Label", "join it before"},
	{"a filter of another table, in Get", func(w *world) error {
		s := w.session(repo.WithFilter(heroes, func(context.Context) (builder.Sqlizer, error) { return label.Eq("x"), nil }))
		return second(repo.Get[Hero](w.ctx, s, 77))
	}, "get Hero: filter of Hero: Toy.Label", "join it before"},
	{"a filter of another table, in a load", func(w *world) error {
		s := w.session(repo.WithFilter(toys, func(context.Context) (builder.Sqlizer, error) { return name.Eq("x"), nil }))
		return second(repo.All(w.ctx, s, builder.Select(heroes).Load(builder.SelectIn(&heroes.Toys))))
	}, "Hero.Toys filter of Toy: Hero.Name", "join it before"},
	{"a filter of another table, in an UPDATE", func(w *world) error {
		s := w.session(repo.WithFilter(toys, func(context.Context) (builder.Sqlizer, error) { return name.Eq("x"), nil }))
		return second(s.Exec(w.ctx, builder.Update(toys).Set(label.To("x")).Where(label.Eq("y"))))
	}, "filter of Toy: Hero.Name", "join it before"},
	{"a filter that is no predicate", func(w *world) error {
		s := w.session(repo.WithFilter(heroes, func(context.Context) (builder.Sqlizer, error) { return name, nil }))
		return second(repo.All(w.ctx, s, builder.Select(heroes)))
	}, "filter of Hero: Hero.Name", "compare it"},
	{"a filter of nil", func(w *world) error {
		return second(repo.All(w.ctx, w.session(repo.WithFilter(heroes, nil)), builder.Select(heroes)))
	}, "nil", "give it a function"},
	{"a panic in Begin", func(w *world) (err error) {
		defer func() { err, _ = recover().(error) }()
		return w.engine.Begin(w.ctx, func(*repo.Session) error { panic(errors.New("one's own")) })
	}, "", "one's own"},
}

// other is a backend whose driver opens SQLite.
func (w *world) other() backends.Backend { return sqliteBackend }
