package schema

import (
	"context"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// unreferred has tables dropped on a connection of SQLite's that looks at no foreign keys: a table that is dropped is emptied first, and
// what refers to it is looked at, which fails in a circle, where one of them is gone already. A transaction cannot switch that.
func unreferred(ctx context.Context, engine *repo.Engine, drop func(on *repo.Engine) error) (err error) {
	if engine.Dialect().Name != builder.SQLite().Name {
		return drop(engine)
	}
	on, err := engine.Pin(ctx)
	if errors.Is(err, repo.ErrUnsupported) {
		return drop(engine)
	}
	if err != nil {
		return wrapped("drop all", err)
	}
	defer func() { err = errors.Join(err, on.Close()) }()
	looked, err := repo.Scalar[bool](ctx, on, builder.Text("PRAGMA foreign_keys"))
	if err != nil || !looked {
		return errors.Join(wrapped("drop all", err), drop(on))
	}
	pragma := func(ctx context.Context, sql string) error {
		_, err := on.Runner().Exec(ctx, backends.Stmt{SQL: sql})
		return wrapped("drop all", err)
	}
	defer func() { err = errors.Join(err, pragma(context.WithoutCancel(ctx), "PRAGMA foreign_keys = ON")) }()
	if err := pragma(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return err
	}
	return drop(on)
}
