package repo

import (
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/ast"
)

// checkAllowed refuses text that would end the transaction behind the session's back and, in a session that only reads, a
// statement that can be seen to write. What text hides the database refuses.
func (s *Session) checkAllowed(k ast.Kind, sql string) error {
	if k == ast.TextKind || k == ast.ForeignKind {
		if err := kit.InsideUnit(s.engine.pool.Dialect(), backends.Stmt{SQL: sql}); err != nil {
			return err
		}
	}
	switch {
	case !s.config.readOnly, k == ast.SelectKind, k == ast.CompoundKind:
		return nil
	case (k == ast.TextKind || k == ast.ForeignKind) && beginsReading(sql):
		return nil
	}
	return fmt.Errorf("%w: the session is made with WithReadOnly", ErrReadOnly)
}

// beginsReading reports whether a statement begins as those do that read.
func beginsReading(sql string) bool {
	switch kit.Verb(sql) {
	case "SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN", "PRAGMA":
		return true
	}
	return false
}
