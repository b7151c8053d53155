package repo

import (
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
)

// refusedBy is err, by which stmt, of a session with the settings of c, was refused, with the column named that a value of it did not fit.
func refusedBy(c *config, stmt ast.Statement, err error) error {
	if err == nil || isMisread(err) || stmt.Target() == nil || !explains(stmt, err) {
		return err
	}
	m := stmt.Target().Mapping
	if tagged := persistence.RefusedTag(m, ast.Assigned(stmt), err); tagged != nil {
		return tagged
	}
	var bound []persistence.Bound
	ast.Given(stmt, func(c *mapper.Column, v any) { bound = append(bound, persistence.Bound{Column: c, Value: v}) })
	key := m.CountedKey()
	counted := key != nil && ast.LeavesOut(stmt, key)
	return persistence.RefusedBound(render.Dialect(c.space.dialect), m, bound, ast.Computes(stmt), counted, err)
}

// explains reports whether what stmt binds says more about err: by its kind, or because it has none.
func explains(stmt ast.Statement, err error) bool {
	var refusal *backends.Error
	return errors.Is(err, backends.ErrDataException) || errors.Is(err, backends.ErrUniqueViolation) ||
		errors.Is(err, backends.ErrNotNullViolation) && stmt.Kind() == ast.InsertKind ||
		errors.As(err, &refusal) && persistence.IsUnknown(refusal)
}
