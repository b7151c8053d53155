package persistence

import (
	"fmt"
	"iter"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// Bulk is a write of many rows of one table, given as structs that no session need know. The structs are only read, and
// must not change until everything was sent.
type Bulk struct {
	mapping *mapper.Mapping
	options Options
	doing   string
	counted bool // every row must be met
	inserts bool // nothing but rows that are new
	stores  bool // every row must arrive
	sets    bool // columns of rows that are there
	byKey   bool // an upsert, whose conflict is one of the key
	groups  []group
	pages   func(g group) iter.Seq[Page]
}

// group is rows that go together.
type group struct {
	likeness
	rows []unsafe.Pointer
}

// likeness is what rows have in common that go together.
type likeness struct {
	columns mapper.Set // that the database makes of new rows; that are set in others
	unset   mapper.Set // that upserts write into new rows alone, as the rows bring no values
}

// Page is one statement of a Bulk and the rows that it is about.
type Page struct {
	Stmt   backends.Stmt
	Secret []bool
	Rows   []unsafe.Pointer
	Err    error // of a value that cannot be sent
}

// newBulk groups rows by shape; groups stand in the order in which their first rows came.
func newBulk(m *mapper.Mapping, rows []unsafe.Pointer, o Options, doing string, shape func(row unsafe.Pointer) likeness) *Bulk {
	b := &Bulk{mapping: m, options: o, doing: doing}
	places, at := map[likeness]int{}, 0
	for i, row := range rows {
		like, met := shape(row), false
		if i > 0 && b.groups[at].likeness == like {
			b.groups[at].rows = append(b.groups[at].rows, row)
			continue
		}
		at, met = places[like]
		if !met {
			at = len(b.groups)
			places[like] = at
			b.groups = append(b.groups, group{likeness: like})
		}
		b.groups[at].rows = append(b.groups[at].rows, row)
	}
	return b
}

// Describe says what is done, as in: inserting Hero.
func (b *Bulk) Describe() string { return b.doing + " " + b.mapping.Name() }

// Pages returns the statements to send, made one by one as they are asked for.
func (b *Bulk) Pages() iter.Seq[Page] {
	return func(yield func(Page) bool) {
		for _, g := range b.groups {
			for page := range b.pages(g) {
				if !yield(page) {
					return
				}
			}
		}
	}
}

// Table returns the table that is written.
func (b *Bulk) Table() string { return b.options.Dialect.Tables.Of(b.mapping.Table) }

// Arrived errs unless as many rows were stored as there are: a trigger or a rule may swallow some.
func Arrived(rows []unsafe.Pointer, stored int64) error {
	if stored == int64(len(rows)) {
		return nil
	}
	return fmt.Errorf("%d of %d rows arrived: a trigger or a rule keeps others back, or several of them are one row", stored, len(rows))
}

// Check errs when a page met fewer rows, or more, than it must.
func (b *Bulk) Check(p Page, matched int64) error {
	if b.stores {
		return Arrived(p.Rows, matched)
	}
	if !b.counted || matched == int64(len(p.Rows)) {
		return nil
	}
	return stale(b.mapping, p.Rows, len(p.Rows), matched)
}

// Refused is err, which a statement about rows was refused with, with the column named that a value did not fit.
func (b *Bulk) Refused(rows []unsafe.Pointer, err error) error {
	return subject{mapping: b.mapping, columns: b.sent(), rows: rows, dialect: b.options.Dialect, byKey: b.byKey}.explained(err)
}

// sent returns the columns of which values of the rows are sent.
func (b *Bulk) sent() (columns []*mapper.Column) {
	if !b.sets {
		return b.mapping.Columns
	}
	set := mapper.SetOf(keyAndVersion(b.mapping))
	for _, g := range b.groups {
		set = set.Union(g.columns)
	}
	return b.mapping.ColumnsIn(set)
}

// RefusedUpsert is err, which the upsert of a struct was refused with, with the column named that a value did not fit. byKey says that its conflict
// is one of the key.
func RefusedUpsert(d render.Dialect, m *mapper.Mapping, row unsafe.Pointer, byKey bool, err error) error {
	return subject{mapping: m, columns: m.Columns, rows: []unsafe.Pointer{row}, dialect: d, byKey: byKey}.explained(err)
}

// paged cuts the rows of a group into pages of at most size.
func paged(g group, size int, rowsAlone []bool, page func(rows []unsafe.Pointer) Page) iter.Seq[Page] {
	return func(yield func(Page) bool) {
		for from, to := range runs(len(g.rows), size, rowsAlone) {
			if !yield(page(g.rows[from:to])) {
				return
			}
		}
	}
}

// unnested returns pages of rows that travel as arrays of columns, one by one where they cannot.
func (b *Bulk) unnested(g group, columns []*mapper.Column, page func(rows []unsafe.Pointer) Page) iter.Seq[Page] {
	if !unnests(b.options.Dialect, b.mapping.Table, columns) {
		return paged(g, 1, nil, page)
	}
	return paged(g, b.options.Page, ungroupable(columns, g.rows, nil), page)
}

// pageOf returns a page whose arguments are arrays.
func (a *arrays) pageOf(sql string, rows []unsafe.Pointer) Page {
	return Page{Stmt: backends.Stmt{SQL: sql, Args: a.args}, Secret: secrets(a.columns), Rows: rows, Err: a.err}
}

// pageOf returns a page whose arguments stand row by row.
func pageOf(sql string, args []any, secret []bool, rows []unsafe.Pointer) Page {
	return Page{Stmt: backends.Stmt{SQL: sql, Args: args}, Secret: secret, Rows: rows}
}

// stored returns arguments, columns of the struct at base, and which of them are secret.
func stored(columns []*mapper.Column, base unsafe.Pointer) (args []any, secret []bool) {
	for _, c := range columns {
		args = append(args, c.Value(base))
	}
	return args, secrets(columns)
}

// DeleteBulk deletes rows by key and, where the table has a version, by that.
func DeleteBulk(m *mapper.Mapping, rows []unsafe.Pointer, o Options) *Bulk {
	b := newBulk(m, rows, o, "deleting", func(unsafe.Pointer) likeness { return likeness{} })
	b.counted = m.Version != nil
	where := keyAndVersion(m)
	b.pages = func(g group) iter.Seq[Page] {
		return b.unnested(g, where, func(rows []unsafe.Pointer) Page {
			if len(rows) == 1 {
				args, secret := stored(where, rows[0])
				return pageOf(deleteText(o.Dialect, m, where), args, secret, rows)
			}
			a := arrays{table: m.Table}
			a.addRows(where, rows)
			return a.pageOf(a.deleteText(o.Dialect), rows)
		})
	}
	return b
}

// keyAndVersion returns the columns by which rows are found that must be as they were.
func keyAndVersion(m *mapper.Mapping) []*mapper.Column {
	if m.Version == nil {
		return m.Key
	}
	return append(m.Key[:len(m.Key):len(m.Key)], m.Version)
}

// onUpdate returns the columns that every UPDATE sets to what their tags say, but those in set.
func onUpdate(m *mapper.Mapping, set mapper.Set) (columns []*mapper.Column) {
	for i, c := range m.Columns {
		if c.OnUpdate != "" && !set.Has(i) {
			columns = append(columns, c)
		}
	}
	return columns
}

// checkUpserts returns an error unless the dialect knows ON CONFLICT.
func (o Options) checkUpserts() error {
	if o.Dialect.Has(render.Upserts) {
		return nil
	}
	return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: "ON CONFLICT, which dialect " + o.Dialect.Name + " lacks"}
}
