package repo

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"math"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// Pages returns the rows of one query in pages of size; the last may be shorter, and none is empty. Entities are tracked as
// All tracks them, a page at a time, and between pages the session is free: a loop may change what it got, flush, and ask
// for other things. What it changes neither moves nor repeats rows of later pages, which are those that the query found
// when the loop began. An error is the last pair. The pages belong to the transaction in which the loop began: after a
// Commit or Rollback inside the loop the next page is [ErrTxDone].
//
// Where the database has cursors (PostgreSQL) a page is one FETCH; elsewhere the first page reads all rows into memory.
func Pages[R any](ctx context.Context, s *Session, q builder.Query[R], size int) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		var page []R
		more := true
		wanted, err := readingOf(statementOf(q), func(row R) bool {
			page = append(page, row)
			return true
		})
		if err == nil {
			err = s.pages(ctx, wanted, size, func() bool {
				turned := page
				page = nil
				more = yield(turned, nil)
				return more
			})
		}
		if err != nil && more {
			yield(nil, at("pages", err))
		}
	}
}

// pager is a loop over pages.
type pager struct {
	session *Session
	rows    reading
	first   loading.Options     // as which all pages are read
	unit    backends.UnitOfWork // in which it began
	ended   int                 // transactions of the session before it
	inside  []*Savepoint        // in which it began
	cursor  string              // its name in SQL; "" without one
	sql     string              // that was read ahead
	ahead   []any               // rows that were read and not handed out yet, where there are no cursors
	source  *loading.Cursor     // of ahead
}

// mostFetched is the largest number that FETCH takes.
const mostFetched = math.MaxInt32

func (s *Session) pages(ctx context.Context, q reading, size int, turn func() bool) error {
	switch {
	case size < 1:
		return invalid("a page of %d rows holds none: say how many", size)
	case q.stmt.Target() != nil:
		return invalid("a statement that writes has no pages: run it with All")
	}
	q, err := q.withEagerLoads()
	if err == nil {
		err = q.eager.oneRowEach()
	}
	if err != nil {
		return err
	}
	p := &pager{session: s, rows: q, first: q.readOptions(loading.Options{Extra: s.config.extraColumns})}
	if err := p.openCursor(ctx); err != nil {
		return err
	}
	defer p.close(ctx)
	for {
		n, err := p.next(ctx, size)
		if err != nil || n == 0 || !turn() || n < size {
			return err
		}
	}
}

// openCursor declares a cursor for the query, or reads ahead where there are none.
func (p *pager) openCursor(ctx context.Context) error {
	s := p.session
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	c, err := s.prepareStatement(ctx, p.rows.stmt, p.rows.typed)
	if err == nil {
		err = checkAnswers(p.rows.stmt.Kind(), s.engine, c.SQL)
	}
	if err == nil && !s.config.autocommit {
		_, err = s.unit(ctx)
	}
	if err != nil {
		return err
	}
	p.ended, p.inside = s.ended, slices.Clone(s.savepoints)
	if p.unit = s.uow; p.unit == nil || !render.Dialect(s.engine.base).Has(render.Cursors) {
		return p.readAhead(ctx, c)
	}
	p.cursor = s.newCursor(c.SQL)
	c.SQL = "DECLARE " + p.cursor + " NO SCROLL CURSOR FOR " + c.SQL
	_, err = s.run(ctx, c)
	return err
}

// newCursor names a cursor after its query, so that each FETCH text has rows of one kind, as prepared statements need it.
func (s *Session) newCursor(query string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(query)) // a hash takes everything
	first := int64(1)
	if s.config.tx != nil || s.engine.inside {
		first = s.engine.joins.Add(1) // others in the same transaction have their cursors
	}
	for i := first; ; i++ {
		name := fmt.Sprintf(`"drey_pages_%x_%d"`, h.Sum64(), i)
		if unit, taken := s.cursors[name]; !taken || unit != s.uow {
			if s.cursors == nil {
				s.cursors = map[string]backends.UnitOfWork{}
			}
			s.cursors[name] = s.uow
			return name
		}
	}
}

func (p *pager) readAhead(ctx context.Context, c render.Compiled) error {
	rows, err := p.session.send(ctx, c)
	if err != nil {
		return err
	}
	q := p.rows
	q.take = func(row any) bool {
		p.ahead = append(p.ahead, row)
		return true
	}
	p.source, err = q.readRowsBy(rows, p.first)
	p.sql = c.SQL
	return carriedOut(p.session, p.sql, err)
}

// readOptions returns how a page is read.
func (p *pager) readOptions(ctx context.Context) loading.Options {
	h := p.first
	h.Known, h.Loaded = &p.session.known, loaded(ctx)
	return h
}

// next reads a page, tracks it and returns how many rows it has.
func (p *pager) next(ctx context.Context, size int) (n int, err error) {
	s := p.session
	ctx, err = s.beginCall(ctx)
	if err != nil {
		return 0, err
	}
	defer s.endCall()
	if p.transactionEnded() {
		return 0, &backends.Error{Kind: ErrTxDone, Message: "the pages belong to it: end it after the loop", Stmt: -1}
	}
	if p.cursor == "" {
		n, err = p.deliver(ctx, min(size, len(p.ahead)))
		return n, loadedBehind(s, p.sql, err)
	}
	rows, err := s.send(ctx, render.Compiled{SQL: fmt.Sprintf("FETCH FORWARD %d FROM %s", min(size, mostFetched), p.cursor)})
	if err != nil {
		return 0, err
	}
	q, opts := p.rows, p.readOptions(ctx)
	q.take = func(row any) bool {
		n++
		return p.rows.take(row)
	}
	if err := q.readRows(rows, opts); err != nil {
		return 0, err
	}
	return n, loader{ctx: ctx, source: s}.load(q.steps(opts))
}

// transactionEnded reports whether the transaction is over in which the loop began, or undone as far as that. Inside somebody else's
// transaction the unit of work stays the same.
func (p *pager) transactionEnded() bool {
	return p.session.uow != p.unit || p.session.ended != p.ended ||
		p.cursor != "" && slices.ContainsFunc(p.inside, func(n *Savepoint) bool { return n.undone })
}

// deliver tracks the next n rows that were read ahead.
func (p *pager) deliver(ctx context.Context, n int) (int, error) {
	for i, row := range p.ahead[:n] {
		row, err := p.source.Keep(row, &p.session.known, loaded(ctx))
		if err != nil {
			return 0, err
		}
		p.rows.take(row)
		p.ahead[i] = nil
	}
	p.ahead = p.ahead[n:]
	return n, loader{ctx: ctx, source: p.session}.load(p.rows.steps(p.readOptions(ctx)))
}

// close gives the cursor back; when its transaction is over it is gone already.
func (p *pager) close(ctx context.Context) {
	s := p.session
	if p.cursor == "" {
		return
	}
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return
	}
	defer s.endCall()
	if p.transactionEnded() {
		return
	}
	if _, err := s.run(ctx, render.Compiled{SQL: "CLOSE " + p.cursor}); err == nil {
		delete(s.cursors, p.cursor)
	}
}
