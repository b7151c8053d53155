package repo

import (
	"github.com/drey-db/drey/backends/kit"
)

// errNilOption says that an option is nil.
var errNilOption = invalid("an option is nil: leave it out")

// checkMade returns an error unless e was made by [Open] or [New].
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
