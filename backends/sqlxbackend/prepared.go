package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
	"maps"
	"net/url"
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqlstate"
)

// What a connection keeps.
const (
	mostPrepared = 100     // statements
	mostSeen     = 500     // texts that came once
	longestText  = 1 << 14 // what is longer, the page of a list say, seldom comes again
)

// prepared is a connection of lib/pq that keeps statements prepared which come again. lib/pq prepares each of them for each
// call, which is a round trip. What came once is only remembered by its text: a program that makes texts up costs nothing.
type prepared struct {
	socketConn
	seen   map[string]bool
	stmts  map[string]*preparedStmt
	serial uint64
}

// preparedStmt is a statement of a text, and when it was last used.
type preparedStmt struct {
	driver.Stmt
	used uint64
}

func newPrepared(conn driver.Conn, f *frames) *prepared {
	return &prepared{socketConn: withSocket(conn, f), seen: map[string]bool{}, stmts: map[string]*preparedStmt{}}
}

// binaryParameters is lib/pq's option for statements that are sent whole, in one trip. Else it prepares them, under names that are the same
// in every program: behind a pooler in transaction mode one program's statement answers another's query, without an error.
const binaryParameters = "binary_parameters"

// booleans are what lib/pq takes for one.
var booleans = map[string]bool{
	"1": true, "t": true, "T": true, "true": true, "TRUE": true, "True": true, "yes": true, "on": true,
	"0": false, "f": false, "F": false, "false": false, "FALSE": false, "False": false, "no": false, "off": false,
}

// unprepared is a URL whose connections, of lib/pq, prepare nothing unless it says binary_parameters=no.
func unprepared(u backends.URL) (backends.URL, error) {
	said := u.Query.Get(binaryParameters)
	if said == "" {
		query := url.Values{}
		maps.Copy(query, u.Query)
		query.Set(binaryParameters, "yes")
		u.Query = query
		return u, nil
	}
	if _, ok := booleans[said]; !ok {
		return u, wrongOption("%s is %q: say yes or no", binaryParameters, said)
	}
	return u, nil
}

// wantsPrepared reports whether connections of native are to keep statements, as the URL says by binary_parameters=no.
func wantsPrepared(native driver.Connector, u backends.URL) bool {
	whole, said := booleans[u.Query.Get(binaryParameters)]
	return isPq(native.Driver()) && said && !whole
}

// isPq reports whether native is lib/pq's driver, or a connection of it.
func isPq(native any) bool {
	t := reflect.TypeOf(native)
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t != nil && t.PkgPath() == "github.com/lib/pq"
}

// ExecContext implements driver.ExecerContext.
func (p *prepared) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	stmt, err := p.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	run, ok := stmt.(driver.StmtExecContext)
	if !ok {
		return p.forwarded.ExecContext(ctx, query, args)
	}
	res, err := run.ExecContext(ctx, args)
	return res, p.note(ctx, query, err)
}

// QueryContext implements driver.QueryerContext.
func (p *prepared) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	stmt, err := p.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	run, ok := stmt.(driver.StmtQueryContext)
	if !ok {
		return p.forwarded.QueryContext(ctx, query, args)
	}
	rows, err := run.QueryContext(ctx, args)
	return rows, p.note(ctx, query, err)
}

// statement returns the prepared statement of a text; nil where the text is not kept. It is prepared when the text comes for the
// second time.
func (p *prepared) statement(ctx context.Context, query string, args []driver.NamedValue) (driver.Stmt, error) {
	if len(args) == 0 || len(query) > longestText {
		return nil, nil // without arguments lib/pq prepares nothing
	}
	p.serial++
	if kept, ok := p.stmts[query]; ok {
		kept.used = p.serial
		return kept.Stmt, nil
	}
	if !p.seen[query] {
		p.see(query)
		return nil, nil
	}
	p.makeRoom()
	stmt, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	delete(p.seen, query)
	p.stmts[query] = &preparedStmt{stmt, p.serial}
	return stmt, nil
}

// see remembers a text. When there are too many all are forgotten.
func (p *prepared) see(query string) {
	if len(p.seen) >= mostSeen {
		clear(p.seen)
	}
	p.seen[query] = true
}

// makeRoom closes the statement that was used least recently when there are too many.
func (p *prepared) makeRoom() {
	if len(p.stmts) < mostPrepared {
		return
	}
	var oldest string
	for query, s := range p.stmts {
		if last := p.stmts[oldest]; last == nil || s.used < last.used {
			oldest = query
		}
	}
	p.drop(oldest)
}

// note returns err. A statement that may have been prepared before the schema changed is dropped, and so is one that is gone,
// as after DEALLOCATE or behind a pooler that gave another connection: the next call prepares it anew.
func (p *prepared) note(ctx context.Context, query string, err error) error {
	if err != nil && sqlstate.MayBeOutdated(sqlstate.Classify(ctx, err)) {
		p.drop(query)
		p.see(query)
		return keptError{err}
	}
	return err
}

// keptError is an error of a statement that had been prepared before.
type keptError struct{ error }

// Unwrap returns the driver's error.
func (e keptError) Unwrap() error { return e.error }

func wasKept(err error) bool {
	var kept keptError
	return errors.As(err, &kept)
}

func (p *prepared) drop(query string) {
	if s := p.stmts[query]; s != nil {
		delete(p.stmts, query)
		_ = s.Close() // of a connection that is lost everything is gone
	}
}
