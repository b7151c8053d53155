package repo

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// errNilOption says that an option is nil.
var errNilOption = invalid("an option is nil: leave it out")

// checkMade reports whether e was made by [Open] or [New].
func (e *Engine) checkMade() error {
	if e == nil || e.pool == nil {
		return invalid("the engine is nil or empty: make one with repo.Open or repo.New, and look at its error")
	}
	return nil
}

// orInvalid returns e or, where e is nil or empty, an engine that answers so to everything.
func (e *Engine) orInvalid() *Engine {
	if err := e.checkMade(); err != nil {
		return engineOn(kit.Refusing{Err: err}, defaults())
	}
	return e
}

// compiled renders stmt for a session with the settings of of. What cannot be rendered is a wrong request, unless it is something that the dialect lacks.
func (e *Engine) compiled(of *config, stmt ast.Statement) (render.Compiled, error) {
	c, err := render.Compile(stmt, render.Dialect(of.space.dialect))
	var lacking *builder.UnsupportedError
	if err != nil && !errors.As(err, &lacking) {
		err = fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	if err == nil && len(c.Args) > backends.DefaultMaxParams {
		err = kit.Fits(e.pool.Capabilities().MaxParams, backends.Stmt{Args: c.Args})
	}
	return c, err
}

// isNil reports whether an interface holds nothing, or a nil pointer.
func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	return !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil()
}
