package repo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/ast"
)

// Position returns how far the primary has written: a read-only session that is opened [WithPosition], by this program or another
// one, sees every commit from before the call. It is PostgreSQL's WAL location as text, such as 16/B374D848, and fits in a
// cookie or a header. It asks the primary, in one round trip. On another database it is [ErrUnsupported].
func (e *Engine) Position(ctx context.Context) (string, error) {
	written, err := e.writtenNow(ctx)
	if err != nil {
		return "", at("position", err)
	}
	return written.String(), nil
}

func (e *Engine) writtenNow(ctx context.Context) (location, error) {
	if err := e.checkMade(); err != nil {
		return 0, err
	}
	if ctx == nil {
		return 0, kit.NilContext()
	}
	if err := streams(e.pool); err != nil {
		return 0, err
	}
	written, err := locate(ctx, e.pool, writtenQuery)
	if err == nil && e.horizon != nil {
		e.horizon.raise(written)
	}
	return written, err
}

// WithPosition makes read-only sessions see every commit from before position, which [Engine.Position] of this program or another
// one has returned: a replica that has not replayed it is waited for briefly, and then the primary answers. An empty
// position demands nothing. Sessions that may write, and engines without [WithReplicas], see everything anyway. A position
// that was forged delays the session that demands it, and no other.
func WithPosition(position string) SessionOption {
	return sessionOption(func(c *config) (err error) {
		if position == "" {
			c.position = 0
			return nil
		}
		c.position, err = parseLocation(position)
		return err
	})
}

// location is a place in PostgreSQL's write-ahead log; 0 is before everything.
type location uint64

// String returns how PostgreSQL writes it.
func (l location) String() string { return fmt.Sprintf("%X/%X", uint32(l>>32), uint32(l)) }

func parseLocation(text string) (location, error) {
	high, low, ok := strings.Cut(text, "/")
	h, errHigh := strconv.ParseUint(high, 16, 32)
	l, errLow := strconv.ParseUint(low, 16, 32)
	if !ok || errHigh != nil || errLow != nil {
		return 0, invalid("the position is not what Engine.Position returned, such as 16/B374D848")
	}
	return location(h<<32 | l), nil
}

// commitRecord is the least that a commit takes in the log. Where the log ends is told as the place of the next record, behind
// the header of a page that it may have to begin, and so up to a header behind what can be replayed.
// Source: PostgreSQL, access/xlogrecord.h and access/xact.h: a record's header, its data's header, xl_xact_commit, aligned.
const commitRecord = 40

// covers reports whether a server that has replayed l shows every commit from before there.
func (l location) covers(there location) bool { return l > there || there-l < commitRecord }

// The questions after locations. A server that is no standby has none to answer.
const (
	writtenQuery  = "SELECT pg_current_wal_insert_lsn()::text"
	replayedQuery = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END"
)

var errNoStandby = errors.New("the server is no standby: it replays nothing")

// locate asks for a location.
func locate(ctx context.Context, on backends.Runner, question string) (l location, err error) {
	rows, err := on.Query(ctx, backends.Stmt{SQL: question, Rows: true})
	if err != nil {
		return 0, err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	if !rows.Next() {
		return 0, cmp.Or(rows.Err(), errNoStandby)
	}
	var text *string
	if err := rows.Scan(&text); err != nil {
		return 0, err
	}
	if text == nil {
		return 0, errNoStandby
	}
	return parseLocation(*text)
}

// streams refuses a database that has no streaming replication.
func streams(pool backends.Pool) error {
	if name := pool.Dialect(); name != "postgres" {
		return &backends.Error{Kind: ErrUnsupported, Stmt: -1,
			Message: fmt.Sprintf("positions and replicas are those of PostgreSQL's streaming replication, and this database is %s: leave them out", name)}
	}
	return nil
}

// horizon is how far the primary has written when the last commit of an engine was acknowledged. Nobody asks it with the
// commit: the first that must know asks once for all commits before. It is safe for concurrent use.
type horizon struct {
	pool     backends.Pool // the primary
	commits  atomic.Uint64
	reached  atomic.Uint64 // the location as far as it is known
	known    atomic.Uint64 // the commits that reached is behind
	querying semaphore
}

// semaphore lets one goroutine at a time in, and others wait as long as their context allows.
type semaphore chan struct{}

func newSemaphore() semaphore { return make(semaphore, 1) }

func (s semaphore) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, nil)
	}
}

func (s semaphore) give() { <-s }

// moved says that a commit was acknowledged, or may have been.
func (h *horizon) moved() {
	if h != nil {
		h.commits.Add(1)
	}
}

// raise says that the primary has written as far as l.
func (h *horizon) raise(l location) {
	for {
		reached := h.reached.Load()
		if uint64(l) <= reached || h.reached.CompareAndSwap(reached, uint64(l)) {
			return
		}
	}
}

// now returns what a reader must see.
func (h *horizon) now(ctx context.Context) (location, error) {
	if h.known.Load() == h.commits.Load() {
		return location(h.reached.Load()), nil
	}
	if err := h.querying.take(ctx); err != nil {
		return 0, err
	}
	defer h.querying.give()
	commits := h.commits.Load()
	if h.known.Load() == commits {
		return location(h.reached.Load()), nil
	}
	l, err := locate(ctx, h.pool, writtenQuery)
	if err != nil {
		return 0, fmt.Errorf("asking the primary how far it has written: %w", err)
	}
	h.raise(l)
	h.known.Store(commits)
	return location(h.reached.Load()), nil
}

// noteCommit says that the session's transaction has ended, and may have been committed.
func (s *Session) noteCommit() {
	if s.writes {
		s.writes = false
		s.engine.horizon.moved()
	}
}

// noteSelfCommitted is noted after a statement that commits itself.
func (s *Session) noteSelfCommitted() {
	if s.uow == nil {
		s.noteCommit()
	}
}

// writingUnit returns unit for what writes.
func (s *Session) writingUnit(ctx context.Context) (backends.UnitOfWork, error) {
	s.writes = !s.config.readOnly
	return s.unit(ctx)
}

// writes reports whether a statement of that kind may write. Text may call a function that does.
func writes(k ast.Kind) bool {
	return k != ast.SelectKind && k != ast.CompoundKind
}

// effect returns what a statement may do to the database: a SELECT that calls what may write is as text is.
func effect(stmt *ast.Statement) ast.Kind {
	k := stmt.Effect()
	if !writes(k) && ast.Calls(*stmt) {
		return ast.TextKind
	}
	return k
}

// noteSelfCommitted says that a statement has committed itself, or may have.
func (e *Engine) noteSelfCommitted(stmt *ast.Statement) {
	if e.horizon != nil && writes(effect(stmt)) {
		e.horizon.moved()
	}
}

// noteAtEnd returns rows of a statement, which commits itself when they end.
func (e *Engine) noteAtEnd(rows backends.Rows, stmt *ast.Statement) backends.Rows {
	if e.horizon == nil || !writes(effect(stmt)) {
		return rows
	}
	return e.movedAtEnd(rows)
}

// movedAtEnd returns rows of what may write, and commits itself when they end.
func (e *Engine) movedAtEnd(rows backends.Rows) backends.Rows {
	if e.horizon == nil {
		return rows
	}
	return hookRows(rows, func(int64, error) { e.horizon.moved() })
}
