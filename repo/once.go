package repo

import (
	"context"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// once is the row that says that a unit of work was done.
type once struct {
	row     any
	given   reflect.Value // the row as it was given
	mapping *mapper.Mapping
}

// Once has [Engine.Begin] do its work at most once for a row, a new entity whose key names the work: an idempotency key, such as the
// number of a request or of a message. The row is inserted before the function runs, in one more round trip (two where
// the database makes values of it, which are read back), and committed with its work. Where it is there already the work was done: Begin answers nil, the function is not run, and the entity has what the
// row has; one that a filter of [WithFilter] leaves out is [ErrUniqueViolation]. Whoever comes while another is at it waits for the outcome. The entity is in the session, so the function may leave
// in it what was made.
//
// With [WithRetry] a commit of unknown fate is run again too, and the row reports whether there is anything to do. The function must not
// commit by itself; one that rolled back, deletes the row or changes its key and answers nil is refused, as its work would be committed without
// its name. One row names the work, so a second Once is refused. Rows of work that nobody will ask for again are yours to delete.
func Once(row any) BeginOption {
	return beginOption(func(c *config) error {
		m, err := trackedMapping(row)
		if err != nil {
			return err
		}
		p := reflect.ValueOf(row).UnsafePointer()
		key := bulk{mapping: m, rows: []unsafe.Pointer{p}}
		zero := !slices.ContainsFunc(m.Key, func(c *mapper.Column) bool { return c.NoIdentity || !c.IsZero(p) })
		if zero || key.keyed() != nil {
			return invalid("Once: the %s has no key: set the one that names the work", m.Name())
		}
		for _, c := range m.Key {
			if !c.IsInteger() && c.IsZero(p) {
				return invalid("Once: %s.%s is empty, and part of the key: set it, or all work without one would be the same", m.Name(), c.Field)
			}
		}
		if c.once != nil {
			return invalid("Once: the work has a name already, a %s: one row names it, so have its key hold both", c.once.mapping.Name())
		}
		given := reflect.New(m.Type).Elem()
		given.Set(reflect.ValueOf(row).Elem())
		c.once = &once{row: row, given: given, mapping: m}
		return nil
	})
}

// claim inserts the row of [Once]; there: somebody did before, and the work is done.
func (s *Session) claim(ctx context.Context) (there bool, err error) {
	o := s.config.once
	reflect.ValueOf(o.row).Elem().Set(o.given)
	s.fillClientMade(o.mapping, reflect.ValueOf(o.row).UnsafePointer())
	made := o.leavesToDatabase()
	inserted, err := s.insertOnce(ctx, o)
	if err == nil {
		err = s.Attach(o.row)
	}
	if err == nil && inserted && made {
		err = s.Refresh(ctx, o.row)
	}
	if err != nil || inserted {
		return false, at("once", err)
	}
	if err = s.visible(ctx, o); err == nil {
		err = s.Refresh(ctx, o.row)
	}
	if err != nil {
		return true, at("once", err)
	}
	return true, s.Expunge(o.row)
}

// leavesToDatabase reports whether the database makes values of the row.
func (o *once) leavesToDatabase() bool {
	p := reflect.ValueOf(o.row).UnsafePointer()
	return slices.ContainsFunc(o.mapping.Columns, func(c *mapper.Column) bool { return !c.PrimaryKey && (c.ReadOnly || c.Omitted(p)) })
}

// named refuses work that would be committed without the row of [Once]; ended is how many transactions had ended before it.
func (s *Session) named(ended int) error {
	o := s.config.once
	if o == nil {
		return nil
	}
	s.using.Lock() // a stray goroutine may be in a call
	defer s.unlock()
	if s.failed != nil {
		return nil // nothing can be committed, and Commit answers why
	}
	given, now := o.given.Addr().UnsafePointer(), reflect.ValueOf(o.row).UnsafePointer()
	for _, c := range o.mapping.Key {
		if !c.Equal(given, now) {
			return o.unnamed("changed its key")
		}
	}
	entry := s.known.FindAt(o.mapping, now)
	switch {
	case s.ended != ended && !s.durable:
		return o.unnamed("rolled back")
	case entry != nil && (entry.ToDelete || entry.State == identity.Deleted):
		return o.unnamed("deleted it")
	}
	return nil
}

func (o *once) unnamed(how string) error {
	return at("once", invalid("the %s names the work, and the function %s: its work would be committed without that row, and done again; return an error, or leave the row as it is",
		o.mapping.Name(), how))
}

func (s *Session) insertOnce(ctx context.Context, o *once) (inserted bool, err error) {
	stmt, err := o.insert()
	if err != nil {
		return false, err
	}
	if ctx, err = s.beginCall(ctx); err != nil {
		return false, err
	}
	defer s.endCall()
	c, err := s.prepareStatement(ctx, stmt, false)
	if err != nil {
		return false, err
	}
	res, err := s.run(ctx, c)
	return res.RowsAffected > 0, refusedBy(s.config, stmt, err)
}

// visible errs when a filter leaves out the row that is there.
func (s *Session) visible(ctx context.Context, o *once) error {
	if !s.config.hasFilter(o.mapping) {
		return nil
	}
	t, err := prototype.TableFor(o.mapping.Type, "")
	if err != nil {
		return err
	}
	rows := ast.Select()
	for _, c := range o.mapping.Key {
		rows = rows.With(ast.ColumnPart, t.Column(c)).With(ast.WherePart, ast.CompareValue(t.Column(c), ast.OpEq, c.Value(reflect.ValueOf(o.row).UnsafePointer())))
	}
	found, err := exists[builder.Row](ctx, s, rows)
	if err == nil && !found {
		err = hidden(o.mapping)
	}
	return err
}

// insert returns INSERT .. ON CONFLICT (key) DO NOTHING.
func (o *once) insert() (stmt ast.Statement, err error) {
	t, err := prototype.TableFor(o.mapping.Type, "")
	if err != nil {
		return stmt, err
	}
	var key []*ast.Node
	for _, c := range o.mapping.Key {
		key = append(key, t.Column(c))
	}
	return ast.Insert(t).With(ast.RowPart, ast.Row(t, o.row)).With(ast.ConflictPart, ast.Conflict(ast.Terms(key), nil, ast.OpDoNothing, nil)), nil
}
