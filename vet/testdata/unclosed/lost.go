package unclosed

import (
	"context"
	"database/sql"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func counted(ctx context.Context, engine *repo.Engine) (int64, error) {
	s := engine.Session() // want `what session s adds, deletes or writes is never committed`
	defer s.Close()
	if err := s.Add(&Hero{Name: "x"}); err != nil {
		return 0, err
	}
	return repo.Count(ctx, s, builder.Select(heroes))
}

func readFirst(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	h, err := repo.Get[Hero](ctx, s, 1)
	if err != nil {
		return err
	}
	return s.Delete(h)
}

func queried(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	if err := s.Add(&Hero{Name: "x"}); err != nil {
		return err
	}
	rows, err := s.Query(ctx, builder.Select(heroes))
	if err != nil {
		return err
	}
	return rows.Close()
}

func flushed(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return s.Flush(ctx)
}

func undoneOnError(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		_ = s.Rollback(ctx)
		return err
	}
	return nil
}

func all(ctx context.Context, engine *repo.Engine, list []*Hero) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	return repo.InsertAll(ctx, s, list)
}

func text(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	_, err := s.Exec(ctx, builder.Text("delete FROM heroes WHERE id = :id", sql.Named("id", 1)))
	return err
}

func built(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	_, err := s.Exec(ctx, builder.Delete(heroes).Where(builder.Col(&heroes.ID).Eq(1)))
	return err
}

func repository(engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	return repo.For[Hero](s).Add(&Hero{})
}

func ownRepository(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	heroes := repo.For[Hero](s)
	if _, err := heroes.Get(ctx, 1); err != nil {
		return err
	}
	return heroes.Add(&Hero{})
}

func nested(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	return s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Hero{}) })
}

func locked(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session() // want `never committed`
	defer s.Close()
	if _, err := s.Exec(ctx, builder.Text("LOCK TABLE heroes")); err != nil {
		return err
	}
	return s.Add(&Hero{})
}

func committed(ctx context.Context, engine *repo.Engine, h *Hero, list []*Hero) error {
	s := engine.Session()
	defer s.Close()
	if _, err := repo.Get[Hero](ctx, s, 1); err != nil {
		_ = s.Rollback(ctx)
		return err
	}
	if err := repo.InsertAll(ctx, s, list); err != nil {
		return err
	}
	if err := s.Nested(ctx, func(s *repo.Session) error { return s.Add(h) }); err != nil {
		return err
	}
	return s.Commit(ctx)
}

func committedLast(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer func() { _ = s.Commit(ctx); _ = s.Close() }()
	return repo.For[Hero](s).Add(&Hero{})
}

func undone(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	if err := s.Flush(ctx); err == nil {
		return s.Rollback(ctx)
	}
	return nil
}

func undoneAlways(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer s.Close()
	defer s.Rollback(ctx)
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return s.Flush(ctx)
}

func prepared(ctx context.Context, engine *repo.Engine, name string) error {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	_, err := s.Exec(ctx, builder.Text("PREPARE TRANSACTION '"+name+"'"))
	return err
}

func auto(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session(repo.WithAutocommit(true))
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return s.Flush(ctx)
}

func readOnly(ctx context.Context, engine *repo.Engine) ([]*Hero, error) {
	s := engine.Session()
	defer s.Close()
	if _, err := s.Exec(ctx, builder.Text("SET LOCAL work_mem = '64MB'")); err != nil {
		return nil, err
	}
	return repo.For[Hero](s).All(ctx)
}

func finished(ctx context.Context, engine *repo.Engine, finish func(context.Context, *repo.Session) error) error {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return finish(ctx, s)
}

func finishedByMethod(engine *repo.Engine, finish func(func(context.Context) error) error) error {
	s := engine.Session()
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return finish(s.Commit)
}

func ofAnother(ctx context.Context, engine *repo.Engine, given *repo.Session) error {
	s := given
	if s == nil {
		s = engine.Session()
	}
	defer s.Close()
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return s.Flush(ctx)
}

func savepoint(ctx context.Context, engine *repo.Engine) error {
	s := engine.Session()
	defer s.Close()
	point, err := s.BeginNested(ctx)
	if err != nil {
		return err
	}
	if err := s.Add(&Hero{}); err != nil {
		return err
	}
	return point.Rollback(ctx)
}
