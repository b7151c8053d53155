package pgxconn

import (
	"database/sql/driver"
	"encoding/json"
	"math"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqltext"
)

// arguments gives args the form in which every backend binds them. What only pgx knows how to bind goes through as it is:
// pgtype's own ranges, arrays and composites, and types that the user registered on the connection.
func arguments(conn *pgx.Conn, args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	bound := make([]any, len(args))
	for i, arg := range args {
		v, err := argument(conn, arg)
		if err != nil {
			return nil, err
		}
		bound[i] = v
	}
	makeRoom(bound)
	return bound, nil
}

// argumentsOf returns arguments of a statement. Where pgx does not ask for its parameters first they are counted: the server
// calls another number a broken protocol.
func argumentsOf(conn *pgx.Conn, s backends.Stmt) ([]any, error) {
	if modeOf(conn) == pgx.QueryExecModeExec {
		if n, _ := sqltext.Postgres.Arguments(s.SQL); n != len(s.Args) {
			return nil, kit.Miscounted(len(s.Args), n)
		}
	}
	return arguments(conn, s.Args)
}

func argument(conn *pgx.Conn, arg any) (any, error) {
	switch arg.(type) {
	case nil, string, int64, []byte, time.Time, *kit.Column, driver.Valuer: // the commonest need no look
	case pgtype.ArrayGetter, pgtype.RangeValuer, pgtype.MultirangeGetter, pgtype.CompositeIndexGetter:
		return arg, nil
	default:
		if v, ok := structured(conn, arg); ok {
			if doc, only := v.(document); only {
				return v, doc.err
			}
			return v, nil
		}
	}
	v, err := kit.Argument(arg)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case string:
		return v, kit.Storable(v)
	case *kit.Column:
		return list(conn, v)
	case int64:
		if asks(conn) {
			return whole{v: v}, nil
		}
	case bool:
		if asks(conn) {
			return truth{v: v}, nil
		}
	case float64:
		if asks(conn) || v != math.Trunc(v) {
			return number{v: v}, nil
		}
	case []byte:
		if asks(conn) && v != nil {
			return octets{v: v}, nil
		}
	case time.Time:
		if kit.IsFar(v) {
			return kit.TimeText(v), nil
		}
		if asks(conn) {
			return moment{v: v}, nil
		}
	}
	return v, nil
}

// asks reports whether the server tells the types of parameters before they are sent.
func asks(conn *pgx.Conn) bool {
	mode := modeOf(conn)
	return mode != pgx.QueryExecModeExec && mode != pgx.QueryExecModeSimpleProtocol
}

// list returns an array as conn sends it. What is none is told here: pgx would hide why.
func list(conn *pgx.Conn, c *kit.Column) (any, error) {
	if oneText(conn) {
		return storableLiteral(c)
	}
	if c.Nested() {
		if err := c.Rectangular(); err != nil {
			return nil, err
		}
	}
	return newArray(conn, c), nil
}

// storableLiteral returns an array for the simple protocol, which makes one text of everything.
func storableLiteral(c *kit.Column) (any, error) {
	text, err := c.Literal()
	if err == nil {
		err = kit.Storable(text)
	}
	return text, err
}

// structured binds structs and maps, which may be JSON, a composite, or something that the user registered.
func structured(conn *pgx.Conn, arg any) (any, bool) {
	rv := reflect.ValueOf(arg)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	if rv.Kind() != reflect.Struct && (rv.Kind() != reflect.Map || rv.IsNil()) {
		return nil, false
	}
	if rv.Type() == reflect.TypeFor[time.Time]() { // pgx would take its own clock for a timestamp
		return nil, false
	}
	if _, own := rv.Interface().(driver.Valuer); own { // what it gives means the same alone, in a list and in COPY; pgx's own encoding may not
		return nil, false
	}
	if rv.Type().PkgPath() == "net/netip" { // where pgx does not ask for its parameters first, it takes all for inet
		return nil, false
	}
	if conn != nil {
		if _, registered := conn.TypeMap().TypeForValue(arg); registered {
			return arg, true
		}
	}
	if kit.Binds(rv.Type()) != kit.Document {
		return nil, false
	}
	if !rv.CanAddr() { // encoding/json finds methods on pointers by the address alone
		place := reflect.New(rv.Type())
		place.Elem().Set(rv)
		arg, rv = place.Interface(), place.Elem()
	}
	if rv.Kind() == reflect.Struct {
		return record{arg, rv}, true
	}
	return newDocument(arg), true
}

// document is JSON wherever text is taken.
type document struct {
	text []byte
	err  error // why there is none
}

var _ pgtype.TextValuer = document{}

func newDocument(value any) (d document) {
	if d.text, d.err = json.Marshal(value); d.err != nil {
		d.err = kit.NotJSON("a "+kit.Unwrapped(reflect.TypeOf(value)).String(), d.err)
	}
	return d
}

func (d document) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: string(d.text), Valid: true}, d.err
}

// MarshalJSON returns for COPY, which binds jsonb by its bytes.
func (d document) MarshalJSON() ([]byte, error) { return d.text, d.err }

// record is a struct: a composite where the parameter is one, else a document, which is made when it is asked for.
type record struct {
	value  any
	fields reflect.Value
}

var (
	_ pgtype.CompositeIndexGetter = record{}
	_ pgtype.TextValuer           = record{}
)

func (r record) IsNull() bool    { return false }
func (r record) Index(i int) any { return r.fields.Field(i).Interface() }

func (r record) TextValue() (pgtype.Text, error) { return newDocument(r.value).TextValue() }

// MarshalJSON returns as document's.
func (r record) MarshalJSON() ([]byte, error) { return newDocument(r.value).MarshalJSON() }
