package repotest_test

import (
	"context"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// doors write one hero each.
var doors = map[string]func(ctx context.Context, e *repo.Engine) error{
	"engine.Exec": func(ctx context.Context, e *repo.Engine) error { _, err := e.Exec(ctx, insert("exec")); return err },
	"engine.Query": func(ctx context.Context, e *repo.Engine) error {
		rows, err := e.Query(ctx, builder.Insert(heroes).Values(&Hero{Name: "query"}).Returning())
		if err != nil {
			return err
		}
		for rows.Next() {
		}
		return rows.Close()
	},
	"All": func(ctx context.Context, e *repo.Engine) error {
		_, err := repo.All(ctx, e, builder.Insert(heroes).Values(&Hero{Name: "all"}).Returning())
		return err
	},
	"Begin": func(ctx context.Context, e *repo.Engine) error {
		return e.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "begin"}) })
	},
	"nested": func(ctx context.Context, e *repo.Engine) error {
		return e.Begin(ctx, func(s *repo.Session) error {
			undone := s.Nested(ctx, func(s *repo.Session) error {
				return errors.Join(s.Add(&Hero{Name: "not me"}), s.Flush(ctx), errors.ErrUnsupported)
			})
			if !errors.Is(undone, errors.ErrUnsupported) {
				return undone
			}
			return s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "nested"}) })
		})
	},
	"session": func(ctx context.Context, e *repo.Engine) error {
		s := e.Session()
		return errors.Join(s.Add(&Hero{Name: "session"}), s.Commit(ctx), s.Close())
	},
	"autocommit": func(ctx context.Context, e *repo.Engine) error {
		s := e.Session(repo.WithAutocommit(true))
		return errors.Join(s.Add(&Hero{Name: "autocommit"}), s.Flush(ctx), s.Close())
	},
	"InsertAll": func(ctx context.Context, e *repo.Engine) error {
		return e.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Hero{{Name: "bulk"}}) })
	},
	"UpsertAll": func(ctx context.Context, e *repo.Engine) error {
		return e.Begin(ctx, func(s *repo.Session) error {
			return repo.UpsertAll(ctx, s, []*Hero{{Name: "upsert"}}, builder.Col(&heroes.Name))
		})
	},
	"Pin": func(ctx context.Context, e *repo.Engine) error {
		pinned, err := e.Pin(ctx)
		if err != nil {
			return err
		}
		_, err = pinned.Exec(ctx, insert("pin"))
		return errors.Join(err, pinned.Close())
	},
	"Runner": func(ctx context.Context, e *repo.Engine) error {
		return e.Runner().Pipeline(ctx, []backends.Stmt{{SQL: "INSERT INTO heroes (name, power) VALUES ('runner', 1)"}}, backends.PipelineOptions{}, nil)
	},
	"pool": func(ctx context.Context, e *repo.Engine) error {
		u, err := e.Pool().Begin(ctx, backends.TxOptions{})
		if err != nil {
			return err
		}
		_, err = u.Exec(ctx, backends.Stmt{SQL: "INSERT INTO heroes (name, power) VALUES ('pool', 1)"})
		return errors.Join(err, u.Commit(ctx))
	},
	"retried": func(ctx context.Context, e *repo.Engine) error {
		attempts := 0
		return e.Begin(ctx, func(s *repo.Session) error {
			if attempts++; attempts == 1 {
				return errors.Join(s.Add(&Hero{Name: "retried"}), s.Flush(ctx), repo.ErrDeadlock)
			}
			return s.Add(&Hero{Name: "retried"})
		}, repo.WithRetry(2))
	},
}
