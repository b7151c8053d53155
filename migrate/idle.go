package migrate

import (
	"context"
	"time"

	"github.com/drey-db/drey/backends"
)

const (
	cutOffAfter = 2 * time.Second        // nobody wrote
	probePause  = 500 * time.Millisecond // between two looks, each of which keeps writers out for a moment
)

// beginner is who is waited for where a statement was begun, and why.
const beginner = "whoever began the next statement: after 2 s without a writer it counts as cut off"

// idleness finds out on SQLite, which does not tell who is at work, whether a statement that was begun still runs. One that writes has the
// database's lock, and its migrator needs but a moment to take it and to note what came of it. So where the lock is free for a while, and
// the note stays as it was, the statement was cut off.
type idleness struct {
	r             *execution
	running       progress
	since, looked time.Time
}

// long reports whether nobody has run the statement for a while. A statement that runs begins the while anew.
func (i *idleness) long(ctx context.Context) (bool, error) {
	if time.Since(i.looked) < probePause && i.r.patience.left() > 0 {
		return false, nil
	}
	i.looked = time.Now()
	note := i.r.m.versions.progress(i.r.node.ID, i.running, i.running, i.r.sum(i.running)) // needs the lock, and changes nothing
	_, err := i.r.on.Runner().Exec(ctx, backends.Stmt{SQL: note})
	switch {
	case err != nil && again(err):
		i.since = time.Time{}
		return false, nil
	case err != nil:
		return false, err
	case i.since.IsZero():
		i.since = i.looked
	}
	return time.Since(i.since) >= cutOffAfter || i.r.patience.left() <= 0, nil
}
