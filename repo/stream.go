package repo

import (
	"cmp"
	"context"
	"iter"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
)

// Each returns the rows one by one as they arrive, in constant memory:
//
//	for hero, err := range repo.Each(ctx, s, builder.Select(heroes)) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// The query is sent when the loop begins, and again by every loop. An error is the last pair, and comes with a zero row.
// Entities are not tracked, so changes of theirs are not noticed; but one that the session has already comes as that
// pointer. The loop holds the session's connection (an engine's loop holds one of the pool's): until it is left, whatever
// could send something answers [ErrStreamOpen]. Leaving it, by break or otherwise, gives the connection back, and reads
// over what the database has sent by then: an error there is told to statement hooks alone, and a session whose transaction
// it spoiled wants a Rollback. Say Limit where only the first of many rows are wanted. A Rollback or Close inside
// the loop ends it.
func Each[R any](ctx context.Context, r Reader, q builder.Query[R]) iter.Seq2[R, error] {
	return loop[R](ctx, r, statementOf(q), "each")
}

// loop streams rows; call is what its errors name.
func loop[R any](ctx context.Context, r Reader, stmt ast.Statement, call string) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		wanted := true
		q, err := readingOf(stmt, func(row R) bool {
			wanted = yield(row, nil)
			return wanted
		})
		if q.streamed = true; err == nil {
			err = readerOrInvalid(r).read(ctx, q)
		}
		if err != nil && wanted {
			var none R
			yield(none, at(call, err))
		}
	}
}

// stream is rows that a loop reads. Between them the session is not inside a call.
type stream struct {
	rows   backends.Rows
	cursor *loading.Cursor
	end    func() // its context
	write  *observedWrite
	left   bool // it was read as far as the loop wanted
	sql    string
	failed error // how its rows ended
}

func (s *Session) stream(ctx context.Context, q reading) error {
	q, err := q.withEagerLoads()
	if err != nil {
		return err
	}
	st, err := s.openStream(ctx, q)
	if err != nil {
		return err
	}
	if err := s.follow(st, q.take); err != nil {
		if st.left {
			err = misreadOf(err, st.failed)
		}
		return carriedOut(s, st.sql, err)
	}
	return s.tellStream(ctx, st)
}

// follow hands over the rows until take has enough, and leaves the stream.
func (s *Session) follow(st *stream, take func(row any) bool) error {
	defer s.leaveStream(st)
	for {
		row, err := s.step(st)
		if err != nil || row == nil {
			return err
		}
		if st.write != nil {
			st.write.rows++
		}
		if !take(row) {
			return nil
		}
	}
}

// tellStream tells the hooks of the statement whose rows were read, unless the loop has ended its transaction.
func (s *Session) tellStream(ctx context.Context, st *stream) error {
	if st.write == nil || !st.left {
		return nil
	}
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	return s.notifyWrites(ctx, st.write)
}

func (s *Session) openStream(ctx context.Context, q reading) (*stream, error) {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, err
	}
	defer s.endCall()
	q.write = s.observedWriteOf(q.stmt)
	rows, sql, err := s.rows(ctx, q)
	if err != nil {
		return nil, err
	}
	cursor, err := loading.Open(rows, q.shape, q.readOptions(loading.Options{Known: &s.known, Extra: s.config.extraColumns, Untracked: true, Loaded: loaded(ctx)}))
	if err != nil {
		err = withoutColumns(rows, err)
		return nil, carriedOut(s, sql, misreadOf(err, cmp.Or(rows.Close(), rows.Err())))
	}
	s.streaming = &stream{rows: rows, cursor: cursor, end: s.detachContext(), write: q.write, sql: sql}
	return s.streaming, nil
}

// step returns the next row, nil at the end.
func (s *Session) step(st *stream) (any, error) {
	s.using.Lock()
	defer s.unlock()
	switch {
	case s.streaming == st:
		return st.cursor.Next()
	case s.dead.Load():
		return nil, errSessionClosed()
	}
	return nil, &backends.Error{Kind: ErrTxDone, Message: "the loop's transaction was rolled back", Stmt: -1}
}

// leaveStream says that the loop is left.
func (s *Session) leaveStream(st *stream) {
	s.using.Lock()
	defer s.unlock()
	if s.streaming == st {
		st.left = true
		s.endStream()
	}
}

// endStream closes the rows that a loop reads, if there is one.
func (s *Session) endStream() {
	st := s.streaming
	if st == nil {
		return
	}
	s.streaming = nil
	st.failed = cmp.Or(st.rows.Close(), st.rows.Err()) // which ended the transaction, if it had to
	st.end()
}
