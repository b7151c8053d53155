package repo

import (
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
)

// refusedBy is err, by which stmt was refused, with the column named that a value of it did not fit.
func refusedBy(stmt ast.Statement, err error) error {
	if err == nil || isMisread(err) || stmt.Target() == nil || !explains(stmt, err) {
		return err
	}
	if tagged := persistence.RefusedTag(stmt.Target().Mapping, ast.Assigned(stmt), err); tagged != nil {
		return tagged
	}
	var bound []persistence.Bound
	ast.Given(stmt, func(c *mapper.Column, v any) { bound = append(bound, persistence.Bound{Column: c, Value: v}) })
	return persistence.RefusedBound(stmt.Target().Mapping, bound, ast.Computes(stmt), err)
}

// explains reports whether what stmt binds says more about err: by its kind, or because it has none.
func explains(stmt ast.Statement, err error) bool {
	var refusal *backends.Error
	return errors.Is(err, backends.ErrDataException) || errors.Is(err, backends.ErrUniqueViolation) ||
		errors.Is(err, backends.ErrNotNullViolation) && stmt.Kind() == ast.InsertKind ||
		errors.As(err, &refusal) && persistence.IsUnknown(refusal)
}
