package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// batchedQuery is a statement and what becomes of its rows.
type batchedQuery struct {
	text  render.Compiled
	whole bool                      // it is one transaction with the others
	stmt  *ast.Statement            // what text says, but for the filters
	what  string                    // that errors name; "" for nothing
	read  func(backends.Rows) error // closes them
}

// named is err with the name of what went wrong.
func (q batchedQuery) named(err error) error {
	if err == nil || q.what == "" {
		return err
	}
	return fmt.Errorf("%s: %w", q.what, err)
}

// oneByOne sends one query after the other.
func oneByOne(ctx context.Context, list []batchedQuery, src source) error {
	for i, q := range list {
		rows, err := src.send(ctx, q.text)
		if err == nil {
			err = q.read(rows)
		}
		if err != nil {
			return carriedOutBehind(src, list[:i], q.text.SQL, q.named(err))
		}
	}
	return nil
}

// batch is several queries that travel together.
type batch struct {
	list     []batchedQuery
	notifier *notifier
	notified int   // statements of which the hooks know
	misread  bool  // what came was not what is expected
	goesOn   bool  // it is part of a transaction, which an answer that nobody could take leaves as it is
	last     int   // the query that was read last
	rows     int64 // of that query
}

// sendAlone is send outside a transaction. Where a query was prepared before the schema changed, and those before it have merely read, it is
// sent again with those behind it, as a statement of its own is. Each try finds one of them, on one of the pool's connections.
func (b *batch) sendAlone(ctx context.Context, on backends.Runner) error {
	for tries := 2 * len(b.list); ; tries-- {
		err := b.send(ctx, on)
		to, known := b.blame(err)
		if !known || tries == 0 || !errors.Is(err, ErrOutdated) || to == b.last && b.rows > 0 ||
			slices.ContainsFunc(b.list[:to+1], func(q batchedQuery) bool { return q.whole || writes(effect(q.stmt)) }) {
			return err
		}
		b.list = b.list[to:]
		b.notified, b.last, b.rows, b.misread = 0, 0, 0, false
	}
}

// send sends all in one pipeline, and has the rows of each read.
func (b *batch) send(ctx context.Context, on backends.Runner) error {
	stmts := make([]backends.Stmt, len(b.list))
	for i, q := range b.list {
		stmts[i] = backends.Stmt{SQL: q.text.SQL, Args: q.text.Args, Rows: true}
	}
	var unread error // the first answer that nobody could take; those behind it are dropped
	err := on.Pipeline(ctx, stmts, backends.PipelineOptions{}, func(i int, rows backends.Rows, _ backends.Result) error {
		heard := hookRows(rows, func(n int64, err error) {
			b.rows = n
			b.notify(ctx, n, err)
		})
		if unread != nil {
			return heard.Close()
		}
		err := b.list[i].read(heard)
		b.last = i
		if b.goesOn && isMisread(err) {
			unread = b.list[i].named(err)
			return nil
		}
		b.misread = err != nil
		return b.list[i].named(err)
	})
	switch {
	case err == nil:
		return unread
	case b.misread:
		return err
	}
	to, known := b.blame(err)
	if known {
		b.notified = max(b.notified, to)
	}
	if b.notified < len(b.list) {
		b.notify(ctx, 0, err)
	}
	if known {
		return b.list[to].named(err)
	}
	return err
}

// blame returns the query that the database refused, if it is one.
func (b *batch) blame(err error) (query int, known bool) {
	var refusal *backends.Error
	if errors.As(err, &refusal) && 0 <= refusal.Stmt && refusal.Stmt < len(b.list) {
		return refusal.Stmt, true
	}
	return 0, false
}

// outcome is err, with which the pipeline ended, and what has become of its statements. Those that were a transaction of their own are
// undone, where err does not say that they are committed.
func (b *batch) outcome(src source, err error) error {
	switch {
	case err == nil:
		return nil
	case src.commitsItself():
		return doubtful(err)
	}
	return carriedOutBehind(src, b.list[:b.last], b.list[b.last].text.SQL, err)
}

// notify tells the hooks of the next statement.
func (b *batch) notify(ctx context.Context, rows int64, err error) {
	if b.notified > 0 {
		b.notifier.sameTrip()
	}
	c := b.list[b.notified].text
	b.notified++
	b.notifier.notify(ctx, c.SQL, c.Args, c.Secret, rows, err)
}

func (s *Session) sendAll(ctx context.Context, list []batchedQuery) error {
	if err := s.beginFor(ctx, ast.SelectKind); err != nil {
		return err
	}
	if len(list) == 1 || !s.notifier.pipelines && !list[0].whole {
		return oneByOne(ctx, list, s)
	}
	s.startTrip(ctx)
	b := batch{list: list, notifier: &s.notifier, goesOn: true}
	var err error
	if s.uow == nil && s.config.tx == nil && !s.engine.inside {
		err = b.sendAlone(ctx, s.runner())
	} else {
		err = b.send(ctx, s.runner())
	}
	return b.outcome(s, s.endBroken(ctx, err))
}
