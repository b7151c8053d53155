package repo

import (
	"fmt"
	"io"
)

// Format writes what kind of database the engine is of, whatever the verb: nothing that it holds may be printed.
func (e *Engine) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, e.name())
}

func (e *Engine) name() string {
	if e == nil {
		return "repo.Engine(nil)"
	}
	return "repo.Engine(" + e.base.Name + ")"
}

// Format writes that it is a session and of which engine, whatever the verb: its entities may hold secrets.
func (s *Session) Format(f fmt.State, _ rune) {
	if s == nil {
		_, _ = io.WriteString(f, "repo.Session(nil)")
		return
	}
	_, _ = io.WriteString(f, "repo.Session of "+s.engine.name())
}
