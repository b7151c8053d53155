package repo

import (
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/statement"
)

// Plan is what Flush would send, hooks left aside: nothing is sent, and no entity changes. A key that the client makes is
// another one when it is flushed. Secret arguments are ***. Arguments that stand for many rows are a [backends.Column].
func (s *Session) Plan() ([]backends.Stmt, error) {
	if err := s.lock(); err != nil {
		return nil, at("plan", err)
	}
	defer s.using.Unlock()
	if err := s.ready(); err != nil {
		return nil, at("plan", err)
	}
	plan, err := persistence.New(changes.Of(&s.known), &s.known, s.planning())
	if err != nil {
		return nil, at("plan", translated(err))
	}
	defer plan.Discard()
	stmts := make([]backends.Stmt, len(plan.Stmts))
	for i, stmt := range plan.Stmts {
		args := append([]any(nil), statement.Shown(stmt.Args, plan.Secrets[i])...)
		for j, arg := range args {
			if c, ok := arg.(*backends.Column); ok {
				args[j] = kept(c)
			}
		}
		stmts[i] = backends.Stmt{SQL: stmt.SQL, Args: args, Rows: stmt.Rows}
	}
	return stmts, nil
}

// kept is a column with values of its own, which stay when the entities change.
func kept(c *backends.Column) *backends.Column {
	list := reflect.MakeSlice(reflect.SliceOf(c.Type), c.Len(), c.Len())
	for i := range c.Len() {
		list.Index(i).Set(c.At(i))
	}
	return backends.ColumnOf(list)
}
