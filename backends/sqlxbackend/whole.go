package sqlxbackend

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/sqlstate"
	"github.com/drey-db/drey/internal/sqltext"
)

// whole is a connection of lib/pq that sends each statement whole, with binary_parameters=yes. lib/pq sends bytes as they are then, which
// only a bytea and text take: before a statement with bytes first runs, the server is asked which of its parameters are bytea, and the others
// are sent as text.
type whole struct {
	socketConn
	bytea map[string]string // of texts, a letter for each parameter
}

const isBytea = 'b'

func newWhole(conn driver.Conn, f *frames) *whole {
	return &whole{socketConn: withSocket(conn, f), bytea: map[string]string{}}
}

// ExecContext implements driver.ExecerContext.
func (w *whole) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	typed, err := w.typed(ctx, query, args)
	if err != nil {
		return nil, err
	}
	res, err := w.forwarded.ExecContext(ctx, query, typed)
	return res, w.note(ctx, query, err)
}

// QueryContext implements driver.QueryerContext.
func (w *whole) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	typed, err := w.typed(ctx, query, args)
	if err != nil {
		return nil, err
	}
	rows, err := w.forwarded.QueryContext(ctx, query, typed)
	return rows, w.note(ctx, query, err)
}

// typed returns arguments with the bytes that are for no bytea as text.
func (w *whole) typed(ctx context.Context, query string, args []driver.NamedValue) ([]driver.NamedValue, error) {
	if !slices.ContainsFunc(args, func(a driver.NamedValue) bool { return isBytes(a.Value) }) {
		return args, nil
	}
	letters, asked := w.bytea[query]
	if !asked {
		var err error
		if letters, err = w.ask(ctx, query); err != nil {
			return nil, err
		}
		if len(w.bytea) >= mostSeen {
			clear(w.bytea)
		}
		if len(query) <= longestText {
			w.bytea[query] = letters
		}
	}
	typed := slices.Clone(args)
	for i, a := range args {
		if b, ok := a.Value.([]byte); ok && b != nil && i < len(letters) && letters[i] != isBytea {
			typed[i].Value = string(b)
		}
	}
	return typed, nil
}

func isBytes(v any) bool {
	b, ok := v.([]byte)
	return ok && b != nil
}

// ask returns a letter for each parameter of a statement, "" where it cannot be asked for. It is one trip, in which the server prepares the
// statement and forgets it again: behind a pooler nothing stays.
func (w *whole) ask(ctx context.Context, query string) (string, error) {
	text := preparable(query)
	if text == "" {
		return "", nil
	}
	name := "drey_" + rand.Text()
	rows, err := w.forwarded.QueryContext(ctx, "PREPARE "+name+" AS "+text+"\n; "+
		"SELECT string_agg(CASE 17 WHEN t.oid THEN 'b' WHEN t.typbasetype THEN 'b' ELSE 't' END, '' ORDER BY p.i) "+
		"FROM pg_prepared_statements s CROSS JOIN unnest(s.parameter_types) WITH ORDINALITY AS p(type, i) JOIN pg_type t ON t.oid = p.type "+
		"WHERE s.name = lower('"+name+"'); DEALLOCATE "+name, nil)
	if err != nil {
		return "", err
	}
	var letters string
	for answer := make([]driver.Value, 1); err == nil; {
		if err = rows.Next(answer); err == nil {
			letters, _ = answer[0].(string)
		}
	}
	if closed := rows.Close(); errors.Is(err, io.EOF) {
		err = closed
	}
	return letters, err
}

// preparable returns what PREPARE takes of a statement: it without a semicolon, or what a cursor is for. "" where it takes none of it.
func preparable(query string) string {
	d := sqltext.Of(postgres)
	switch d.Verb(query) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES":
	case "DECLARE":
		_, asked, _ := strings.Cut(query, " CURSOR FOR ")
		query = asked
	default:
		return ""
	}
	scan, end := d.Scan(query), len(query)
	for t, ok := scan.Next(); ok; t, ok = scan.Next() {
		switch {
		case t.Kind == sqltext.Symbol && t.Text == ";":
			end = min(end, len(query)-len(scan.Rest())-1)
		case end < len(query) && !t.Blank():
			return "" // more than one statement, which the server refuses
		}
	}
	return query[:end]
}

// note returns err. What was known of a statement's parameters may be of before the schema changed: it is asked for again.
func (w *whole) note(ctx context.Context, query string, err error) error {
	if err != nil && w.bytea[query] != "" && sqlstate.MayBeOutdated(sqlstate.Classify(ctx, err)) {
		delete(w.bytea, query)
	}
	return err
}
