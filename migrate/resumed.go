package migrate

import (
	"context"
	"errors"
	"slices"
)

// errOtherwise says that a step is to be taken in the other way: outside of a transaction, or in one.
var errOtherwise = errors.New("the step is to be taken in the other way")

// half reports whether statements of a revision are carried out, or may be, that a transaction cannot take back.
func (p progress) half() bool { return p.done > 0 || p.running }

// transactional reports whether the step runs in a transaction.
func (s *step) transactional() bool { return s.script.transactional && !s.resumed }

// way has a revision of which a half is there go on behind it, which only a step without a transaction does, whatever the file says by now;
// and one of which none is there, or no longer, be run as its file says.
func (r *execution) way() error {
	half := r.progress().half()
	switch {
	case half && r.node.step != nil:
		return r.edited()
	case r.script.transactional && half != r.resumed:
		return errOtherwise
	}
	return nil
}

// file is the node as goose is to read it.
func (s *step) file() *node {
	if !s.resumed {
		return s.node
	}
	outside := *s.node
	outside.content = slices.Concat([]byte("-- +goose NO TRANSACTION\n"), s.node.content)
	return &outside
}

// edited says that what is done of the revision is not what it has there now.
func (r *execution) edited() error {
	return &EditedError{Revision: r.node.ID, Path: r.node.Path, done: r.progress().done, next: advance(r.node.ID, r.down)}
}

// rest is the script of what a step has still to do, as the version table tells, with how much of it is done. Where only the step itself can find out what that
// is, it is an error.
func (n *node) rest(ctx context.Context, records map[string]record, down bool) (s script, at progress, err error) {
	s, err = scriptFor(ctx, n, down)
	r, there := records[n.ID]
	at = r.progress()
	if err != nil || !there || !at.half() || at.down != down {
		return s, progress{whole: down, down: down}, err
	}
	if at.running || n.step != nil || r.Checksum != s.sum(at.done) {
		return s, at, r.checkWhole()
	}
	s.transactional = false
	return s, at, nil
}

// missing says that there is no file of a revision.
func missing(r record) error {
	e := &MissingError{Revision: r.Revision}
	if p := r.progress(); !p.whole {
		e.cut = &p
	}
	return e
}
