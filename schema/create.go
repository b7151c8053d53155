package schema

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/sqldb"
	"github.com/drey-db/drey/repo"
)

// CreateAll creates the tables, types and objects that are not there, in dependency order, in one transaction. It only adds: a
// table that exists is left as it is, its missing columns and indexes too ([MetaData.Diff] tells them), and database schemas are
// the user's. A second run sends no DDL. Two programs that call it at once both succeed.
func (m *MetaData) CreateAll(ctx context.Context, engine *repo.Engine) error {
	missing := func(ctx context.Context, db *atlas.Database, s dialectModel) ([]string, error) {
		statements, err := db.Missing(ctx, s.model)
		if err != nil {
			return nil, err
		}
		return s.withObjects(ctx, db, statements)
	}
	return m.change(ctx, engine, "create all", missing)
}

// DropAll drops what m owns and is there, dependants first, in one transaction; other tables stay. A foreign key from a table
// that m does not own stops it with an error that names both.
func (m *MetaData) DropAll(ctx context.Context, engine *repo.Engine) error {
	dropping := func(ctx context.Context, db *atlas.Database, s dialectModel) ([]string, error) {
		tables, err := db.Dropping(ctx, s.model)
		if err != nil {
			return nil, err
		}
		return s.withoutObjects(ctx, db, tables)
	}
	return unreferred(ctx, engine, func(on *repo.Engine) error { return m.change(ctx, on, "drop all", dropping) })
}

// CreateAll is [Of] and [MetaData.CreateAll].
func CreateAll(ctx context.Context, engine *repo.Engine, prototypes ...any) error {
	m, err := ofSome(prototypes)
	if err != nil {
		return err
	}
	return m.CreateAll(ctx, engine)
}

// DropAll is [Of] and [MetaData.DropAll].
func DropAll(ctx context.Context, engine *repo.Engine, prototypes ...any) error {
	m, err := ofSome(prototypes)
	if err != nil {
		return err
	}
	return m.DropAll(ctx, engine)
}

// ofSome is Of what is more than nothing.
func ofSome(prototypes []any) (*MetaData, error) {
	if len(prototypes) == 0 {
		return nil, &Error{Mistakes: []string{"no model is given: give what builder.Model returns, of each"}}
	}
	return Of(prototypes...)
}

// DDL returns the statements of CreateAll for an empty database. No connection is needed.
func (m *MetaData) DDL(d builder.Dialect) ([]string, error) {
	s, err := m.inDialect(d)
	if err != nil {
		return nil, err
	}
	statements, err := atlas.Statements(d.Name, s.model)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	for _, o := range s.behind() {
		statements = append(statements, o.create)
	}
	return statements, nil
}

// DropDDL returns the statements of DropAll for a database that has everything. No connection is needed.
func (m *MetaData) DropDDL(d builder.Dialect) (statements []string, err error) {
	s, err := m.inDialect(d)
	if err != nil {
		return nil, err
	}
	for _, o := range slices.Backward(s.behind()) {
		statements = append(statements, o.drop)
	}
	tables, err := atlas.DropStatements(d.Name, s.model)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return append(statements, tables...), nil
}

// dialectModel is a MetaData in one dialect.
type dialectModel struct {
	model atlas.Model
	raw   []rawObject
	names *render.Tables // under which the tables of models stand
}

// behind are the objects that are made after the tables. Those before them are the model's.
func (s dialectModel) behind() []rawObject {
	return slices.DeleteFunc(slices.Clone(s.raw), func(o rawObject) bool { return o.first })
}

// modelFor is inDialect in the dialect of an engine.
func (m *MetaData) modelFor(ctx context.Context, engine *repo.Engine) (dialectModel, error) {
	if err := given(ctx, engine); err != nil {
		return dialectModel{}, err
	}
	return m.inDialect(engine.Dialect())
}

// given finds a door that was called without a context, or without an engine.
func given(ctx context.Context, engine *repo.Engine) error {
	switch {
	case engine == nil:
		return errNoEngine
	case ctx == nil:
		return fmt.Errorf("schema: %w", kit.NilContext())
	}
	return nil
}

func (m *MetaData) inDialect(d builder.Dialect) (dialectModel, error) {
	if err := atlas.Supports(d.Name); err != nil {
		return dialectModel{}, &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: err.Error()}
	}
	return m.model(d)
}

// change sends what a plan says, in one transaction. It is asked first without a lock, since most programs that start find
// everything there, and once more behind it.
func (m *MetaData) change(ctx context.Context, engine *repo.Engine, door string, plan func(context.Context, *atlas.Database, dialectModel) ([]string, error)) error {
	s, err := m.modelFor(ctx, engine)
	if err != nil {
		return err
	}
	nothing := false
	err = s.looking(ctx, engine, false, func(db *atlas.Database) error {
		statements, err := plan(ctx, db, s)
		nothing = err == nil && len(statements) == 0
		return err
	})
	if err != nil || nothing {
		return wrapped(door, err)
	}
	return wrapped(door, engine.Begin(ctx, func(session *repo.Session) error {
		return s.in(ctx, engine, session, true, func(db *atlas.Database) error {
			statements, err := plan(ctx, db, s)
			if err != nil {
				return err
			}
			return db.Exec(ctx, statements...)
		})
	}, alone(engine)...))
}

func wrapped(door string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("schema: %s: %w", door, err)
}

// looking looks at a database, for a model, in a transaction that is rolled back.
func (s dialectModel) looking(ctx context.Context, engine *repo.Engine, lock bool, look func(*atlas.Database) error) (err error) {
	session := engine.Session()
	defer func() { // also where a filter or a hook panics
		if closing := session.Close(); err == nil {
			err = closing
		}
	}()
	return s.in(ctx, engine, session, lock, look)
}

// in looks at a database in a session's transaction, which with lock begins by keeping others out who do so as well.
func (s dialectModel) in(ctx context.Context, engine *repo.Engine, session *repo.Session, lock bool, look func(*atlas.Database) error) error {
	return sqldb.Run(session.Runner(), func(std *sql.DB) error {
		if lock {
			if err := atlas.Lock(ctx, engine.Dialect().Name, std); err != nil {
				return err
			}
		}
		db, err := atlas.Open(ctx, engine.Dialect().Name, std)
		if err != nil {
			return err
		}
		return s.refused(db, look(db))
	})
}

// withObjects is what creates tables, and the objects that are not there behind them.
func (s dialectModel) withObjects(ctx context.Context, db *atlas.Database, statements []string) ([]string, error) {
	for _, o := range s.behind() {
		there, err := db.HasObject(ctx, s.model, o.declared())
		if err != nil {
			return nil, err
		}
		if !there {
			statements = append(statements, o.create)
		}
	}
	return statements, nil
}

// withoutObjects is what drops the objects that are there, the last one first, and then tables.
func (s dialectModel) withoutObjects(ctx context.Context, db *atlas.Database, tables []string) (statements []string, err error) {
	for _, o := range slices.Backward(s.behind()) {
		there, err := db.HasObject(ctx, s.model, o.declared())
		if err != nil {
			return nil, err
		}
		if there {
			statements = append(statements, o.drop)
		}
	}
	return append(statements, tables...), nil
}
