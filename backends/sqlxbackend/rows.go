package sqlxbackend

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// rows is a cursor of database/sql under the contract.
type rows struct {
	ctx         context.Context
	native      *sql.Rows
	dialect     dialect
	ended       func(error) error // told once how the rows ended; may be nil
	unwatch     func()            // called once when they have; may be nil
	steps       *stepping         // how the second row and those behind it are reached; nil: as any
	err         error
	count       int64 // rows so far
	scanning    bool  // database/sql holds its lock
	typesNeeded bool  // a cell needed the name of its column's type meanwhile
	present     bool  // Next answered true
	exhausted   bool

	names    []string
	scanners []columnScanner  // one a column, once Scan was called
	dest     []any            // what database/sql writes to: the caller's destinations, or cells
	later    []*columnScanner // the cells of this row that are read once database/sql has scanned
}

var (
	_ backends.Rows = (*rows)(nil)
	_ kit.Cutter    = (*rows)(nil)
)

// Columns implements backends.Rows.
func (r *rows) Columns() ([]string, error) {
	if r.names == nil {
		if r.exhausted {
			return nil, kit.ErrRowsOver
		}
		names, err := r.native.Columns()
		if err != nil {
			return nil, r.dialect.classify(r.ctx, err)
		}
		r.names = names
	}
	return r.names, nil
}

// Next implements backends.Rows.
func (r *rows) Next() bool {
	if r.exhausted {
		return false
	}
	if r.present = r.next(); !r.present {
		_ = r.end()
		return false
	}
	r.count++
	return true
}

// next moves native. The first row is there already.
func (r *rows) next() bool {
	if r.steps == nil || r.count == 0 {
		return r.native.Next()
	}
	return r.steps.step(r.native)
}

// Err implements backends.Rows.
func (r *rows) Err() error { return r.err }

// Close implements backends.Rows. What is left of the rows is dropped.
func (r *rows) Close() error {
	if r.exhausted {
		return nil
	}
	return r.end()
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
	r.exhausted, r.present = true, false
	closing := r.close()
	r.err = r.dialect.answered(r.ctx, closing)
	if r.ended != nil {
		r.err = r.ended(r.err)
	}
	return r.err
}

// close closes native and returns how it ended.
func (r *rows) close() (err error) {
	if r.steps != nil {
		r.steps.end()
	}
	if r.steps == nil || !r.steps.departed {
		err = r.native.Close()
	}
	if r.unwatch != nil {
		r.unwatch()
	}
	if r.steps != nil && r.steps.ended {
		return r.ctx.Err()
	}
	if failed := r.native.Err(); failed != nil {
		return failed
	}
	return err
}

// Scan implements backends.Rows. That a value does not fit is no statement's fault, and rows do not know their place in a pipeline.
func (r *rows) Scan(dest ...any) error {
	if err := r.scan(dest); err != nil {
		return kit.Blame(err, -1)
	}
	return nil
}

// scan is Scan. What database/sql does right it does; the rest goes through a cell.
func (r *rows) scan(dest []any) error {
	if !r.present {
		return errors.New("scan without a row: call Next first, and only while it answers true")
	}
	if err := r.setDestinations(dest); err != nil {
		return err
	}
	if err := r.scanRow(); err != nil {
		if r.ctx.Err() != nil {
			return kit.ContextError(r.ctx, err)
		}
		if err = r.scanColumns(dest); err != nil {
			return r.refused(err)
		}
	}
	return r.readLater()
}

// refused is err of a value that does not fit, without the words of database/sql, which repeat the value.
func (r *rows) refused(err error) error {
	var refusal *backends.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return r.dialect.classify(r.ctx, err)
}

// readLater reads what waited until database/sql had scanned the row.
func (r *rows) readLater() error {
	for _, c := range r.later {
		src := c.src
		c.src = nil
		if err := c.scan(src); err != nil {
			return r.refused(err)
		}
	}
	return nil
}

// scanRow has database/sql write the row. A cell cannot ask for the types of columns while database/sql scans: it reads under a lock, and
// a context that ends just then waits to write under it, which lets no second reader in, so all three would wait for ever. The row is
// scanned again once the types are known.
func (r *rows) scanRow() error {
	err := r.scanNative()
	if r.typesNeeded {
		r.learnTypes()
		err = r.scanNative()
	}
	return err
}

func (r *rows) scanNative() error {
	r.scanning, r.typesNeeded, r.later = true, false, r.later[:0]
	defer func() { r.scanning = false }()
	return r.native.Scan(r.dest...)
}

// learnTypes gives every column the database's name of its type.
func (r *rows) learnTypes() {
	types, err := r.native.ColumnTypes()
	for i := range r.scanners {
		if r.scanners[i].kind = "?"; err == nil && types[i].DatabaseTypeName() != "" {
			r.scanners[i].kind = types[i].DatabaseTypeName()
		}
	}
}

// setDestinations sets where each column goes.
func (r *rows) setDestinations(dest []any) error {
	if r.scanners == nil {
		names, err := r.Columns()
		if err != nil {
			return err
		}
		r.scanners, r.dest = make([]columnScanner, len(names)), make([]any, len(names))
		for i := range r.scanners {
			r.scanners[i].column = column{rows: r, index: i}
		}
	}
	if len(dest) != len(r.scanners) {
		return &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf(
			"the row has %d columns and Scan got %d destinations", len(r.scanners), len(dest))}
	}
	for i, d := range dest {
		c := &r.scanners[i]
		if v := reflect.ValueOf(d); d != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
			return c.misfit("a destination is no pointer to a value", nil)
		}
		if t := reflect.TypeOf(d); t != c.destType || t == nil {
			c.destType, c.direct, c.later = t, c.readsItself(d), t != nil && callsMethods(t.Elem())
		}
		if r.dest[i] = d; !c.direct {
			c.dest, r.dest[i] = d, c
		}
	}
	return nil
}

// scanColumns scans every column through its cell: after an error of database/sql, whose words repeat the value, and which
// refuses some values that fit.
func (r *rows) scanColumns(dest []any) error {
	for i := range r.scanners {
		r.scanners[i].dest, r.dest[i] = dest[i], &r.scanners[i]
	}
	return r.scanRow()
}
