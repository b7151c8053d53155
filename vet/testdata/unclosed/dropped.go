package unclosed

import (
	"context"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func droppedRows(ctx context.Context, engine *repo.Engine, s *repo.Session) error {
	engine.Query(ctx, builder.Select(heroes))                            // want `rows of Query that are dropped are never closed`
	if _, err := engine.Query(ctx, builder.Select(heroes)); err != nil { // want `rows of Query that are dropped`
		return err
	}
	_, err := s.Query(ctx, builder.Text("DELETE FROM heroes")) // want `send by Exec what answers no rows`
	return err
}

func declaredRows(ctx context.Context, engine *repo.Engine) error {
	var rows, err = engine.Query(ctx, builder.Select(heroes)) // want `rows rows are never closed`
	if err == nil {
		rows.Next()
	}
	return err
}

func declared(ctx context.Context, engine *repo.Engine) error {
	var s = engine.Session() // want `session s is never closed`
	_, err := repo.All(ctx, s, builder.Select(heroes))
	return err
}

func assigned(ctx context.Context, engine *repo.Engine) error {
	var s *repo.Session
	s = engine.Session() // want `session s is never closed`
	_, err := repo.All(ctx, s, builder.Select(heroes))
	return err
}

func inside(ctx context.Context, engine *repo.Engine) error {
	_ = engine.Session()                                                               // want `nobody can close a session that is dropped`
	if _, err := repo.All(ctx, engine.Session(), builder.Select(heroes)); err != nil { // want `nobody can close a session that is made inside a call`
		return err
	}
	if _, err := repo.For[Hero](engine.Session(repo.WithReadOnly())).All(ctx); err != nil { // want `made inside a call`
		return err
	}
	_, err := engine.Session().Exec(ctx, builder.Delete(heroes).AllRows()) // want `made inside a call`
	return err
}

type service struct {
	s    *repo.Session
	rows repo.Rows
}

var kept1 *repo.Session

func taken(ctx context.Context, engine *repo.Engine, to func(*repo.Session), collect func(repo.Rows, error) error, given *repo.Session, auto []repo.SessionOption) (named *repo.Session, err error) {
	named = engine.Session()
	kept1 = engine.Session()
	given = engine.Session()
	_ = given
	own := service{s: engine.Session()}
	own.rows, err = engine.Query(ctx, builder.Select(heroes))
	to(engine.Session())
	ctx = repo.NewContext(ctx, engine.Session())
	served := repo.For[Hero](engine.Session())
	_, _ = served.Get(ctx, 1)
	_, _ = repo.Get[Hero](ctx, engine.Session(repo.WithAutocommit(true)), 1)
	_, _ = repo.Get[Hero](ctx, engine.Session(auto...), 1)
	_ = engine.Session().Close()
	return nil, collect(engine.Query(ctx, builder.Select(heroes)))
}

func assignedClosed(ctx context.Context, engine *repo.Engine) error {
	var s *repo.Session
	s = engine.Session()
	defer s.Close()
	var rows, err = s.Query(ctx, builder.Select(heroes))
	if err != nil {
		return err
	}
	return rows.Close()
}

func assignedEither(ctx context.Context, engine *repo.Engine, given *repo.Session) error {
	var s *repo.Session
	if given == nil {
		s = engine.Session()
	} else {
		s = given
	}
	_, err := repo.All(ctx, s, builder.Select(heroes))
	return err
}

func pinned(ctx context.Context, engine *repo.Engine) error {
	own, err := engine.Pin(ctx) // want `engine own is never closed, and keeps the connection that it pins`
	if err != nil {
		return err
	}
	_, err = own.Exec(ctx, builder.Delete(heroes).AllRows())
	return err
}

func pinnedAndDropped(ctx context.Context, engine *repo.Engine) {
	_, _ = engine.Pin(ctx) // want `nobody can close an engine of Pin that is dropped`
	engine.Pin(ctx)        // want `nobody can close an engine of Pin`
}

func pinnedAndClosed(ctx context.Context, engine *repo.Engine) error {
	own, err := engine.Pin(ctx)
	if err != nil {
		return err
	}
	defer own.Close()
	return own.Ping(ctx)
}

func pinnedFor(ctx context.Context, engine *repo.Engine, use func(*repo.Engine) error) error {
	own, err := engine.Pin(ctx)
	if err != nil {
		return err
	}
	return use(own)
}

func opened(ctx context.Context) {
	engine, _ := repo.Open(ctx, "sqlite://")
	_ = engine.Ping(ctx)
}
