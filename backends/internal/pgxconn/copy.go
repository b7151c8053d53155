package pgxconn

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// copyFrom loads rows by COPY in the unit's transaction, whose BEGIN rides in front. Every value goes as text, which the
// server's own input functions read: only they know what each column wants. The binary form would need to ask first, and
// makes other values of texts.
func copyFrom(ctx context.Context, u *unit, table string, columns []string, next func() ([]any, error)) (int64, error) {
	if err := u.Check(ctx); err != nil {
		return 0, err
	}
	source, err := newCopySource(ctx, u, next)
	if err != nil {
		return 0, err
	}
	var tag pgconn.CommandTag
	go func() {
		defer close(source.ended)
		tag, err = source.load(ctx, table, columns)
	}()
	returned := false
	defer func() {
		if !returned { // next did not return: by panic, or runtime.Goexit
			source.err = errNotReturned
			close(source.encoded)
			<-source.ended
			u.copied(source, errNotReturned)
		}
	}()
	source.serve()
	returned = true
	if err != nil {
		if err = classifyCopy(ctx, source.conn, err); source.failed() {
			err = source.err
		}
	}
	u.copied(source, err)
	source.keepPage()
	return tag.RowsAffected(), err
}

// copied keeps what came of a COPY, and the transaction that began with it.
func (u *unit) copied(s *copySource, err error) {
	if s.begin != "" && s.conn.PgConn().TxStatus() != 'I' {
		u.tx = begunInText{s.conn, s.conn}
	}
	u.note(err)
}

// classifyCopy is classifyOn for COPY. A COPY that this side gave up comes back as a cancellation in this side's words; the
// server's own cancellations come from elsewhere in it.
func classifyCopy(ctx context.Context, conn *pgx.Conn, err error) error {
	var refusal *pgconn.PgError
	if errors.As(err, &refusal) && refusal.Code == "57014" && refusal.Routine != "ProcessInterrupts" && ctx.Err() == nil {
		return misfit(err)
	}
	return classifyOn(ctx, conn, err)
}

// errNotReturned is how a COPY ended whose source did not return.
var errNotReturned = errors.New("the source of the rows did not return")

// errGivenUp is what the server, and its log, hears of a row that cannot be sent.
var errGivenUp = errors.New("the rows ended before their end")

// copyPage is how many bytes of rows are made at once.
const copyPage = 1 << 16

// copyPages are the memory that rows were made in, kept unless one row was much longer than a page.
var copyPages = sync.Pool{New: func() any { return new([]byte) }}

// copySource is the caller's rows as the text that COPY reads. pgconn reads it in a goroutine of its own, where a panic could
// not be recovered: so the caller's goroutine makes the rows, while pgconn waits for them.
// Source: PostgreSQL, COPY, "Text Format".
type copySource struct {
	conn    *pgx.Conn
	begin   string // goes in front of COPY, in one text
	next    func() ([]any, error)
	ask     chan struct{} // pgconn wants rows
	encoded chan struct{} // there they are, or err; closed when there will be none
	ended   chan struct{} // closed when COPY is over; where the connection died pgconn may ask behind that
	page    *[]byte       // whence buf came
	buf     []byte
	sent    int   // of buf
	err     error // io.EOF at the end
}

// newCopySource returns the source of a COPY on u's connection, with BEGIN in front where u has not begun.
func newCopySource(ctx context.Context, u *unit, next func() ([]any, error)) (*copySource, error) {
	s := &copySource{next: next, ask: make(chan struct{}), encoded: make(chan struct{}), ended: make(chan struct{}), page: copyPages.Get().(*[]byte)}
	s.buf = *s.page
	if u.tx != nil {
		s.conn = connOf(u.tx)
		return s, nil
	}
	if err := u.acquire(ctx); err != nil {
		return nil, err
	}
	s.conn, s.begin = u.conn.Conn(), beginText(u.options)+"; "
	return s, nil
}

// keepPage leaves the memory of the rows to the next COPY. Where the connection died pgconn may be reading it still.
func (s *copySource) keepPage() {
	if *s.page = s.buf[:0]; cap(s.buf) <= 2*copyPage && !s.conn.IsClosed() {
		copyPages.Put(s.page)
	}
}

// load sends the rows, and tells a user's tracer as pgx would.
func (s *copySource) load(ctx context.Context, table string, columns []string) (tag pgconn.CommandTag, err error) {
	name := pgx.Identifier(strings.Split(table, "."))
	if tracer, ok := s.conn.Config().Tracer.(pgx.CopyFromTracer); ok {
		ctx = tracer.TraceCopyFromStart(ctx, s.conn, pgx.TraceCopyFromStartData{TableName: name, ColumnNames: columns})
		defer func() {
			tracer.TraceCopyFromEnd(ctx, s.conn, pgx.TraceCopyFromEndData{CommandTag: tag, Err: err})
		}()
	}
	quoted := make([]string, len(columns))
	for i, column := range columns {
		quoted[i] = pgx.Identifier{column}.Sanitize()
	}
	return s.conn.PgConn().CopyFrom(ctx, s, s.begin+"COPY "+name.Sanitize()+" ("+strings.Join(quoted, ", ")+") FROM STDIN")
}

// serve makes rows whenever pgconn asks, until COPY has ended.
func (s *copySource) serve() {
	for {
		select {
		case <-s.ask:
			s.encodePage()
			s.encoded <- struct{}{}
		case <-s.ended:
			return
		}
	}
}

// failed reports whether the rows ended before their end.
func (s *copySource) failed() bool { return s.err != nil && !errors.Is(s.err, io.EOF) }

func (s *copySource) encodePage() {
	for s.buf, s.sent = s.buf[:0], 0; len(s.buf) < copyPage && s.err == nil; {
		s.err = s.row()
	}
}

// Read implements io.Reader.
func (s *copySource) Read(p []byte) (int, error) {
	if s.sent == len(s.buf) && s.err == nil {
		select {
		case s.ask <- struct{}{}:
			<-s.encoded
		case <-s.ended:
			return 0, errGivenUp
		}
	}
	switch {
	case s.failed():
		return 0, errGivenUp
	case s.sent == len(s.buf):
		return 0, io.EOF
	}
	n := copy(p, s.buf[s.sent:])
	s.sent += n
	return n, nil
}

// row adds one row to the buffer.
func (s *copySource) row() error {
	values, err := s.next()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	for i := 0; i < len(values) && err == nil; i++ {
		if i > 0 {
			s.buf = append(s.buf, '\t')
		}
		err = s.value(values[i])
	}
	s.buf = append(s.buf, '\n')
	return err
}

// value adds one value. What only pgx knows how to write it writes.
func (s *copySource) value(v any) (err error) {
	t, ok := s.own(v)
	if !ok {
		s.buf, err = kit.AppendCopied(s.buf, v)
		return err
	}
	text, err := s.conn.TypeMap().Encode(t.OID, pgtype.TextFormatCode, v, s.buf)
	switch {
	case err != nil:
		return err
	case text == nil:
		s.buf = append(s.buf, `\N`...)
		return nil
	}
	s.buf, err = kit.EscapeCopied(text, len(s.buf))
	return err
}

// own returns the type of what is a value to pgx alone: its ranges and arrays, and what the user registered on the connection.
func (s *copySource) own(v any) (*pgtype.Type, bool) {
	switch v.(type) {
	case nil, string, int64, int, bool, []byte,
		*string, *int64, *int, *int32, *float64, *bool, *time.Time, *[]string,
		**string, **int64, **int, **int32, **float64, **bool, **time.Time: // the commonest need no look
		return nil, false
	case pgtype.ArrayGetter, pgtype.RangeValuer, pgtype.MultirangeGetter, pgtype.CompositeIndexGetter:
		return s.conn.TypeMap().TypeForValue(v)
	}
	if isWire(reflect.TypeOf(v)) {
		return s.conn.TypeMap().TypeForValue(v)
	}
	switch own, ok := structured(s.conn, v); own.(type) {
	case record, document:
		return nil, false
	default:
		if !ok {
			return nil, false
		}
		return s.conn.TypeMap().TypeForValue(v)
	}
}
