package pgxconn

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// rows is a cursor of pgx under the contract. It has read its first row when it is handed out.
type rows struct {
	native    pgx.Rows
	ctx       context.Context
	owner     owner // nil: nobody asks
	err       error
	peeked    bool // the present row of native was not yet asked for
	more      bool // what native.Next said to that
	exhausted bool

	verdict bool // the first column is a guard's, and hidden

	names  []string
	fields []pgconn.FieldDescription
	last   planned // what decoded the row, or the one before
	other  planned // the one before that: an entity and the key of its owner take turns
}

var (
	_ backends.Rows    = (*rows)(nil)
	_ backends.Decoder = (*rows)(nil)
	_ kit.Cutter       = (*rows)(nil)
)

// owner is what holds the connection that rows are read from.
type owner interface {
	// rowsEnded is told once how the rows ended, and may replace the error.
	rowsEnded(err error) error
}

// ended is an owner that is a function.
type ended func(error) error

func (f ended) rowsEnded(err error) error { return f(err) }

// openRows reads on to the first row. On an error the rows are closed and o has been told.
func openRows(ctx context.Context, native pgx.Rows, o owner) (*rows, error) {
	r := &rows{native: native, ctx: ctx, owner: o, peeked: true}
	if r.more = native.Next(); r.more {
		return r, nil
	}
	if native.Err() != nil {
		return nil, r.end()
	}
	r.fields = native.FieldDescriptions()
	return r, nil
}

// Columns implements backends.Rows. pgx keeps the description of rows in its connection, which is somebody else's once they are over.
func (r *rows) Columns() ([]string, error) {
	if r.names == nil {
		if r.exhausted {
			return nil, kit.ErrRowsOver
		}
		fields := r.descriptions()
		r.names = make([]string, len(fields))
		for i := range fields {
			r.names[i] = fields[i].Name
		}
	}
	return r.names, nil
}

func (r *rows) descriptions() []pgconn.FieldDescription {
	if r.fields == nil {
		if r.fields = r.native.FieldDescriptions(); r.verdict {
			r.fields = r.fields[1:]
		}
	}
	return r.fields
}

// values returns the wire bytes of the present row.
func (r *rows) values() [][]byte {
	values := r.native.RawValues()
	if r.verdict && len(values) > 0 {
		values = values[1:]
	}
	return values
}

// Next implements backends.Rows.
func (r *rows) Next() bool {
	if r.exhausted {
		return false
	}
	more := r.more
	if !r.peeked {
		more = r.native.Next()
	}
	if r.peeked = false; !more {
		_ = r.end()
	}
	return more
}

// Scan implements backends.Rows. That a value does not fit is no statement's fault, and rows do not know their place in a pipeline.
func (r *rows) Scan(dest ...any) error {
	if err := r.scan(dest); err != nil {
		return kit.Blame(err, -1)
	}
	return nil
}

func (r *rows) scan(dest []any) error {
	values := r.values()
	if r.exhausted || r.peeked || values == nil {
		return errors.New("scan without a row: call Next first, and only while it answers true")
	}
	if len(dest) != len(values) {
		return &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf(
			"the row has %d columns and Scan got %d destinations", len(values), len(dest))}
	}
	m := r.native.TypeMap()
	for i, d := range dest {
		if d == nil {
			continue
		}
		if v := reflect.ValueOf(d); v.Kind() != reflect.Pointer || v.IsNil() {
			return &backends.Error{Kind: backends.ErrDataException, Column: r.descriptions()[i].Name, Message: "a destination is no pointer to a value"}
		}
		if err := scan(m, &r.descriptions()[i], values[i], d); err != nil {
			return err
		}
	}
	return nil
}

// Decode implements backends.Decoder.
func (r *rows) Decode(l *backends.Layout, base unsafe.Pointer) error {
	if err := r.decode(l, base); err != nil {
		return kit.Blame(err, -1)
	}
	return nil
}

func (r *rows) decode(l *backends.Layout, base unsafe.Pointer) error {
	values := r.values()
	if r.exhausted || r.peeked || values == nil {
		return errors.New("decode without a row: call Next first, and only while it answers true")
	}
	if r.last.layout != l {
		if err := r.turn(l); err != nil {
			return err
		}
	}
	return r.last.plan.decode(r.native.TypeMap(), r.descriptions(), values, base)
}

// planned is a layout with its plan for these rows.
type planned struct {
	layout *backends.Layout
	plan   *plan
}

// turn has the next row decoded by l.
func (r *rows) turn(l *backends.Layout) (err error) {
	if r.last, r.other = r.other, r.last; r.last.layout == l {
		return nil
	}
	r.last.layout = l
	r.last.plan, err = planFor(l, r.descriptions())
	return err
}

// Err implements backends.Rows.
func (r *rows) Err() error { return r.err }

// Close implements backends.Rows. What is left of the rows is read and dropped.
func (r *rows) Close() error {
	if !r.exhausted {
		return r.end()
	}
	return nil
}

// Cut implements kit.Cutter.
func (r *rows) Cut(err error) {
	if r.exhausted {
		return
	}
	if r.end() == nil {
		r.err = err
	}
}

// end closes native and says so, once.
func (r *rows) end() error {
	if r.exhausted {
		return r.err
	}
	r.exhausted = true
	r.native.Close()
	r.err = classifyOn(r.ctx, r.native.Conn(), r.native.Err())
	if r.owner != nil {
		r.err = r.owner.rowsEnded(r.err)
	}
	return r.err
}
