package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"slices"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

const (
	pollPause   = 50 * time.Millisecond // between two looks at whether a lock is free
	notifyAfter = 300 * time.Millisecond
	notifyEvery = time.Second
	longestWait = 5 * time.Second // of one statement for a table's lock: others queue behind it meanwhile
)

// lockKey is the advisory lock of those who change the same version table.
func lockKey(table string) int64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte("drey migrate " + table)) // never fails
	return int64(hash.Sum64())
}

// patience is how long a step may still wait for locks.
type patience struct {
	began, notified time.Time
	limit           time.Duration
}

func newPatience(limit time.Duration) patience { return patience{began: time.Now(), limit: limit} }

func (p *patience) waited() time.Duration { return time.Since(p.began) }

func (p *patience) left() time.Duration { return p.limit - p.waited() }

// due reports whether those who look on should be told of the waiting.
func (p *patience) due() bool {
	if p.waited() < notifyAfter || time.Since(p.notified) < notifyEvery {
		return false
	}
	p.notified = time.Now()
	return true
}

// errHeld says that another migrator has the lock.
var errHeld = errors.New("another migrator has the lock")

// advisory takes the advisory lock by a function, or is errHeld. Only PostgreSQL has some. Nobody waits for it in a transaction:
// whose snapshot CREATE INDEX CONCURRENTLY, run by the one who has the lock, would wait for in turn.
func (s *step) advisory(ctx context.Context, r repo.Reader, function string) error {
	free, err := repo.Scalar[bool](ctx, r, builder.Text(fmt.Sprintf("SELECT %s(%d)", function, s.key)))
	if err == nil && !free {
		return errHeld
	}
	return err
}

// pause waits until a step that failed with err may be tried once more.
func (s *step) pause(ctx context.Context, err error) error {
	held := errors.Is(err, errHeld)
	waiting := s.wait(ctx, func() string {
		if held {
			return s.holder(ctx, s.on)
		}
		return s.blockedBy()
	})
	var locked *LockedError
	if errors.As(waiting, &locked) && !held {
		locked.err = err
	}
	return waiting
}

// wait passes a moment until a lock is looked at again, and tells who is waited for. It ends with the patience.
func (s *step) wait(ctx context.Context, holder func() string) error {
	if s.patience.left() <= 0 {
		return &LockedError{Holder: holder(), Waited: s.patience.waited(), revision: s.node.ID, next: advance(s.node.ID, s.down)}
	}
	if s.patience.due() {
		s.emit(Event{Kind: Waiting, Holder: holder(), Elapsed: s.patience.waited()})
	}
	pause := time.NewTimer(min(pollPause, s.patience.left()))
	defer pause.Stop()
	select {
	case <-pause.C:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, ctx.Err())
	}
}

const activity = `SELECT 'process ' || a.pid || coalesce(' of ' || a.usename, '') || coalesce(', application ' || nullif(a.application_name, ''), '') ||
	coalesce(', in a transaction since ' || date_trunc('second', now() - a.xact_start), '') FROM pg_catalog.pg_stat_activity a `

// holder says who has the advisory lock.
func (s *step) holder(ctx context.Context, r repo.Reader) string {
	const half = 32
	return who(ctx, r, builder.Text(activity+`JOIN pg_catalog.pg_locks l ON l.pid = a.pid WHERE l.locktype = 'advisory' AND l.granted
		AND l.classid::bigint = :high AND l.objid::bigint = :low AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) LIMIT 1`,
		sql.Named("high", int64(uint64(s.key)>>half)), sql.Named("low", int64(uint32(s.key)))))
}

// blocker says who keeps a process of the server waiting.
func blocker(ctx context.Context, r repo.Reader, process int64) string {
	return who(ctx, r, builder.Text(activity+`WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(:process)) LIMIT 1`, sql.Named("process", int32(process))))
}

func who(ctx context.Context, r repo.Reader, query builder.TextStmt) string {
	names, err := repo.Scalars[string](ctx, r, query)
	if err != nil || len(names) == 0 {
		return ""
	}
	return names[0]
}

// watch tells who keeps the step's statements waiting, until the function that it returns is called. It looks through another
// connection, where there may be one. Where a hook panics there, or OnEvent does, the statements are given up, and the panic goes on in
// that function.
func (s *step) watch(ctx context.Context, process int64, giveUp func()) (stop func()) {
	if most := s.m.engine.Pool().Stats().Max; most == 1 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done, returned := make(chan struct{}), false
	var panicked any
	go func() {
		defer close(done)
		defer func() {
			if panicked = recover(); !returned {
				giveUp()
			}
		}()
		ticks := time.NewTicker(notifyAfter)
		defer ticks.Stop()
		for {
			select {
			case <-ctx.Done():
				returned = true
				return
			case <-ticks.C:
				s.look(ctx, process)
			}
		}
	}()
	return func() {
		cancel()
		<-done
		switch {
		case panicked != nil:
			panic(panicked)
		case !returned:
			runtime.Goexit()
		}
	}
}

func (s *step) look(ctx context.Context, process int64) {
	ctx, cancel := context.WithTimeout(ctx, notifyEvery)
	defer cancel()
	if by := blocker(ctx, s.m.engine, process); by != "" {
		s.blocked.Store(&by)
		if s.patience.due() {
			s.emit(Event{Kind: Waiting, Holder: by, Elapsed: s.patience.waited()})
		}
	}
}

// blockedBy is who kept the step waiting last.
func (s *step) blockedBy() string {
	if by := s.blocked.Load(); by != nil {
		return *by
	}
	return ""
}

// again reports whether a step that failed with err is tried once more: it waited for a lock, or lost to another transaction.
func again(err error) bool {
	var refusal *backends.Error
	busy := errors.As(err, &refusal) && refusal.Kind == backends.ErrTimeout && slices.Contains(busyOfSQLite, refusal.Code)
	return busy || errors.Is(err, errHeld) || errors.Is(err, backends.ErrLockNotAvailable) || errors.Is(err, backends.ErrDeadlock) ||
		errors.Is(err, backends.ErrOutdated) || errors.Is(err, backends.ErrSerialization)
}

// busyOfSQLite are the codes by which SQLite says that another connection has the lock: SQLITE_BUSY, SQLITE_LOCKED, and the
// first one's BUSY_RECOVERY and BUSY_SNAPSHOT. Source: sqlite.org, "Result and Error Codes".
var busyOfSQLite = []string{"5", "6", "261", "517"}
