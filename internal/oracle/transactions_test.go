package oracle_test

import (
	"context"

	"github.com/drey-db/drey/repo"
)

// transactions are what a player's session is in the middle of.
type transactions struct {
	s          *repo.Session
	savepoints []*repo.Savepoint // that are open, outer ones first
}

// end does what begins and ends transactions; known is false where op does something else.
func (t *transactions) end(ctx context.Context, op string) (known bool, err error) {
	last := len(t.savepoints) - 1
	switch op {
	case "flush":
		err = t.s.Flush(ctx)
	case "commit":
		if err = t.s.Commit(ctx); err == nil {
			t.savepoints = nil
		}
	case "rollback":
		t.savepoints, err = nil, t.s.Rollback(ctx)
	case "nest":
		var n *repo.Savepoint
		if n, err = t.s.BeginNested(ctx); err == nil {
			t.savepoints = append(t.savepoints, n)
		}
	case "release":
		if err = t.savepoints[last].Commit(ctx); err == nil {
			t.savepoints = t.savepoints[:last]
		}
	case "undo":
		n := t.savepoints[last]
		t.savepoints = t.savepoints[:last]
		err = n.Rollback(ctx)
	default:
		return false, nil
	}
	return true, err
}
