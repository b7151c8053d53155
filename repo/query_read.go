package repo

import (
	"cmp"
	"context"
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// Reader is what [Get], [All] and their like read from: a [Session], which tracks the entities that it reads, or an [Engine] or
// [Engine.Over] a unit of work, which do not.
type Reader interface {
	read(ctx context.Context, q reading) error
	get(ctx context.Context, w getRequest) (any, error)
	severalRows(stmt ast.Statement) error
	gather(ctx context.Context, list []reading) error
}

// reading is a read on its way.
type reading struct {
	stmt      ast.Statement
	shape     loading.Shape
	typed     bool               // the rows are, or hold, entities
	around    [2]string          // what stands before and behind the statement's text
	whole     string             // what it is called among several that are one transaction; "": it is none of several
	streamed  bool               // take is the body of a loop, in which the session may be asked for other things
	untracked bool               // rows are not tracked
	take      func(row any) bool // false: that was enough
	room      func(n int)        // is told that n more are to come, as far as anybody knows; nil: nobody cares
	eager     eagerLoads
	write     *observedWrite // what hooks are told of it; nil: nothing
}

// readerOrInvalid returns r, and an engine that refuses everything when there is none.
func readerOrInvalid(r Reader) Reader {
	if r == nil {
		return (*Engine)(nil)
	}
	return r
}

// statementOf returns q's statement; without a query, one that says so when it is rendered.
func statementOf[R any](q builder.Query[R]) ast.Statement {
	if q == nil {
		q = builder.As[R](nil)
	}
	return q.Statement()
}

// rowsOf reads stmt's rows as R and hands them to take until it answers false.
func rowsOf[R any](ctx context.Context, r Reader, stmt ast.Statement, take func(R) bool) error {
	q, err := readingOf(stmt, take)
	if err != nil {
		return err
	}
	return readerOrInvalid(r).read(ctx, q)
}

// scalarsOf is rowsOf for the first column alone, whatever stands beside it.
func scalarsOf[V any](ctx context.Context, r Reader, stmt builder.Sqlizer, take func(V) bool) error {
	shape, err := loading.ScalarOf(reflect.TypeFor[V]())
	if err != nil {
		return err
	}
	return readerOrInvalid(r).read(ctx, taking(builder.As[V](stmt).Statement(), shape, take))
}

func readingOf[R any](stmt ast.Statement, take func(R) bool) (reading, error) {
	shape, err := loading.ShapeFor(reflect.TypeFor[R](), &stmt)
	return taking(stmt, shape, take), err
}

func taking[R any](stmt ast.Statement, shape loading.Shape, take func(R) bool) reading {
	q := reading{stmt: stmt, shape: shape, typed: shape.Typed()}
	if q.take = func(row any) bool { return take(*row.(*R)) }; shape.Entity() != nil {
		q.take = func(row any) bool { return take(row.(R)) }
	}
	return q
}

// sentAs returns c in the text around it.
func (q reading) sentAs(c render.Compiled) render.Compiled {
	c.SQL = q.around[0] + c.SQL + q.around[1]
	return c
}

// checkWrite refuses what is written and could not be read back, before it is sent.
func (q reading) checkWrite(c *config) error {
	if err := q.shape.CheckWrite(&q.stmt, c.extraColumns); err != nil {
		return invalid("%w", err)
	}
	return nil
}

// readOptions returns how the rows are read; the entities in known are what they are known as.
func (q reading) readOptions(h loading.Options) loading.Options {
	h.Statement, h.Overwrite, h.Joined = &q.stmt, h.Overwrite || q.stmt.PopulatesExisting(), q.eager.joined
	h.Paths = q.eager.paths
	h.Untracked = h.Untracked || q.untracked || q.streamed
	return h.For(q.shape).Fresh()
}

// readRows reads rows and closes them.
func (q reading) readRows(rows backends.Rows, h loading.Options) error {
	_, err := q.readRowsBy(rows, h)
	return err
}

// readRowsBy is readRows, and returns what read them.
func (q reading) readRowsBy(rows backends.Rows, h loading.Options) (c *loading.Cursor, err error) {
	defer func() {
		failed := cmp.Or(rows.Close(), rows.Err())
		if err = misreadOf(err, failed); err == nil {
			err = failed
		}
	}()
	if c, err = loading.Open(rows, q.shape, q.readOptions(h)); err != nil {
		return nil, withoutColumns(rows, err)
	}
	defer c.Finish()
	for {
		row, err := c.Next()
		if err != nil || row == nil || !q.take(row) {
			return c, err
		}
		if n := c.Estimated(); n > 0 && q.room != nil {
			q.room(n)
		}
	}
}

// loadsBehind reports whether relationships are loaded for the rows, once they are read.
func (q reading) loadsBehind() bool { return len(q.eager.loads) > 0 && !q.streamed }

func (s *Session) read(ctx context.Context, q reading) error {
	if list, ok := q.each(); ok {
		return s.gather(ctx, list)
	}
	if q = s.asDelete(q); q.streamed {
		return s.stream(ctx, q)
	}
	err := s.beginReading(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	if q, err = s.countRows(q).withEagerLoads(); err != nil {
		return err
	}
	if err := readFrom(s.underway(ctx), s, q); err != nil || q.write == nil {
		return err
	}
	return s.notifyWrites(s.underway(ctx), q.write)
}

func (s *Session) settings() (*Engine, *config) { return s.engine, s.config }

func (s *Session) done(loading.Options) {} // the session goes on

func (s *Session) readOptions(ctx context.Context, _ bool) loading.Options {
	return loading.Options{Known: &s.known, Extra: s.config.extraColumns, Loaded: loaded(ctx)}
}

func (s *Session) prepare(ctx context.Context, q reading) (render.Compiled, error) {
	if err := q.checkWrite(s.config); err != nil {
		return render.Compiled{}, err
	}
	c, err := s.prepareStatement(ctx, q.stmt, q.typed)
	if err == nil {
		err = checkAnswers(q.stmt.Kind(), s.engine, c.SQL)
	}
	if q.write != nil {
		q.write.text = c.SQL
	}
	if targets := q.eager.targets(); err == nil && len(targets) > 0 {
		err = s.autoflush(ctx, targets, false)
	}
	return q.sentAs(c), err
}

func (s *Session) sent(q reading) { s.expireWritten(q.stmt) }

// rows asks for the rows of q, and returns the text that did.
func (s *Session) rows(ctx context.Context, q reading) (rows backends.Rows, sql string, err error) {
	c, err := s.prepare(ctx, q)
	if err != nil {
		return nil, "", err
	}
	if rows, err = s.send(ctx, c); err == nil {
		s.sent(q)
	}
	return rows, c.SQL, err
}
