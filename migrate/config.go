package migrate

import (
	"cmp"
	"context"
	"io/fs"
	"time"

	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Config says where revisions are and how they run.
type Config struct {
	MetaData    *schema.MetaData // what Revision's autogenerate and Check compare with
	FS          fs.FS            // revisions, read from FS/<dialect>/: an embed.FS, say, or fs.Sub of it where its folder stands in front; nil reads Dir
	Dir         string           // where Revision writes, one folder a dialect; "migrations" when empty. With FS set, FS alone is read
	GoSteps     []GoStep         // revisions that are code
	Table       string           // "drey_version" when empty
	LockTimeout time.Duration    // wait for another migrator, and for locks on tables; 1 min when zero
	Include     func(kind, table, name string) bool
	OnEvent     func(Event) // told of progress, by the goroutine that upgrades or by another of its
}

// GoStep is a revision that is code. It runs in the revision's own transaction: s is flushed and committed with it, and must
// not be closed. It may run once more after a lock or a deadlock ended the transaction. Up must be there; without Down it cannot be taken back.
type GoStep struct {
	Revision, Parent, Message string // any text without blanks; Parent is "" for the first
	Up, Down                  func(ctx context.Context, s *repo.Session) error
}

const (
	defaultDir         = "migrations"
	defaultTable       = "drey_version"
	defaultLockTimeout = time.Minute
)

func (c Config) withDefaults() Config {
	c.Dir = cmp.Or(c.Dir, defaultDir)
	c.Table = cmp.Or(c.Table, defaultTable)
	c.LockTimeout = cmp.Or(c.LockTimeout, defaultLockTimeout)
	return c
}

// EventKind is what happened.
type EventKind string

// The kinds of events.
const (
	Waiting       EventKind = "waiting"        // for a lock that Holder has
	StepStarted   EventKind = "step started"   // a revision is being applied or taken back
	StatementDone EventKind = "statement done" // one statement of it
	StepDone      EventKind = "step done"      // it is committed, or has failed with Err
)

// Event is progress.
type Event struct {
	Kind              EventKind
	Down              bool // the revision is taken back
	Revision, Message string
	Statement         string
	Line, N, Of       int // Line of the statement in its file; N of Of revisions
	Elapsed           time.Duration
	Holder            string // who is waited for
	Err               error
	Note              string // of StepDone: what one should know of it, such as a Down without statements
}
