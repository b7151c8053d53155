package repo

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/unitofwork"
	"github.com/drey-db/drey/repo/flush"
)

// What one round trip of a bulk write carries at most.
const (
	mostBulkRows  = 10_000
	mostBulkStmts = 1_000
)

// write sends what plan makes of the rows; then tells the session's entities.
func (b bulk) write(ctx context.Context, s *Session, op flush.Operation, plan func(bulk, persistence.Options) (*persistence.Bulk, error), then func(bulk, *Session)) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	if s.config.readOnly {
		return fmt.Errorf("%w: the session is made with WithReadOnly", ErrReadOnly)
	}
	if b.wrong != nil || len(b.rows) == 0 {
		return b.wrong
	}
	options := s.planning(unitofwork.Set{})
	options.Reserved = nil
	p, err := plan(b, options)
	if err != nil {
		return err
	}
	if err := s.carryBulk(ctx, p); err != nil {
		return s.engine.locked(err, s)
	}
	if then(b, s); len(s.afterFlush()) > 0 && !s.notifying {
		s.hooksNotified, s.flushed = true, []flush.Change{{Operation: op, Entity: b.given, Table: b.mapping.Table, Rows: int64(len(b.rows))}}
		if err := s.runAfterFlush(ctx, s.afterFlush()); err != nil {
			return err
		}
	}
	if s.config.autocommit {
		return s.commit(ctx)
	}
	return nil
}

// carryBulk sends p in the transaction, which an error ends.
func (s *Session) carryBulk(ctx context.Context, p *persistence.Bulk) error {
	fresh := s.uow == nil
	u, err := s.writingUnit(ctx)
	if err != nil {
		return err
	}
	failure := errPanicked
	defer func() {
		if failure != nil {
			s.failUnlessBusy(ctx, failure)
		}
	}()
	if copies, ok := s.copies(u, p); ok {
		failure = bulkCopy{s, p, copies, fresh}.send(ctx, u)
	} else {
		failure = s.sendPages(ctx, u, p)
	}
	return failure
}

// sendPages sends the statements of p, as many in a trip as a bulk write may.
func (s *Session) sendPages(ctx context.Context, u backends.UnitOfWork, p *persistence.Bulk) error {
	var pages []persistence.Page
	rows := 0
	for page := range p.Pages() {
		if page.Err != nil {
			return fmt.Errorf("%s: %w", p.Describe(), p.Refused(page.Rows, page.Err))
		}
		pages = append(pages, page)
		if rows += len(page.Rows); rows < mostBulkRows && len(pages) < mostBulkStmts {
			continue
		}
		if err := s.sendSome(ctx, u, p, pages); err != nil {
			return err
		}
		pages, rows = pages[:0], 0
	}
	if len(pages) == 0 {
		return nil
	}
	return s.sendSome(ctx, u, p, pages)
}

func (s *Session) sendSome(ctx context.Context, u backends.UnitOfWork, p *persistence.Bulk, pages []persistence.Page) error {
	sent := pipeline{session: s, of: bulkPages{p, pages}}
	for _, page := range pages {
		sent.stmts, sent.secrets = append(sent.stmts, page.Stmt), append(sent.secrets, page.Secret)
	}
	return sent.send(ctx, u, flushEnd{})
}

// bulkPages is pages of a bulk write as a pipeline.
type bulkPages struct {
	*persistence.Bulk
	pages []persistence.Page
}

func (b bulkPages) Describe(int) string { return b.Bulk.Describe() }

func (b bulkPages) Receive(i int, _ backends.Rows, res backends.Result) (int64, error) {
	return res.RowsAffected, b.Check(b.pages[i], res.RowsAffected)
}

func (b bulkPages) Refused(i int, err error) error { return b.Bulk.Refused(b.pages[i].Rows, err) }

func isPrototype(entity any) bool {
	_, ok := prototype.TableOf(entity)
	return ok
}

// named returns the columns of the rows' table that nodes name.
func (b bulk) named(nodes []builder.Sqlizer) (columns []*mapper.Column, err error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	stmt := builder.SelectColumns(nodes...).Statement()
	for _, n := range stmt.Selected() {
		c := ast.ColumnOf(n)
		if c == nil || c.Table.Mapping != b.mapping || c.Table.Alias != "" {
			return nil, invalid("%s is no column of %s: give builder.Col(&prototype.Field)", c.Called(), b.mapping.Name())
		}
		columns = append(columns, c.Column)
	}
	return columns, nil
}

// writable returns named, for columns that an UPDATE of many rows can set.
func (b bulk) writable(nodes []builder.Sqlizer) ([]*mapper.Column, error) {
	columns, err := b.named(nodes)
	for _, c := range columns {
		if c.PrimaryKey || c.Version || c.ReadOnly || c.InsertOnly() {
			return nil, invalid("%s.%s is not set in bulk: rows are found by key, versions count, and what is read only or createonly stays", b.mapping.Name(), c.Field)
		}
	}
	return columns, err
}

// updating returns what UpdateAll writes of a row: columns, or without any all that it may.
func updating(columns []*mapper.Column) func(*mapper.Column, unsafe.Pointer) bool {
	if len(columns) == 0 {
		return persistence.Updates
	}
	return func(c *mapper.Column, _ unsafe.Pointer) bool { return slices.Contains(columns, c) }
}

func (b bulk) inserted(s *Session) { s.known.InvalidateLists(b.mapping) }

// known calls fn with what the session has of each row.
func (b bulk) known(s *Session, fn func(e *identity.Entry)) {
	for _, row := range b.rows {
		if e := s.known.At(identity.KeyOf(b.mapping, row)); e != nil && e.State == identity.Persistent {
			fn(e)
		}
	}
}

func (b bulk) expireLists(s *Session) {
	b.known(s, (*identity.Entry).Invalidate)
	s.known.InvalidateOthers(b.mapping)
	s.known.InvalidateLists(b.mapping)
}

// updated is expireLists, and gives entities the versions that their rows got, by which the next flush finds them.
func (b bulk) updated(s *Session) {
	b.expireLists(s)
	v := b.mapping.Version
	if v == nil {
		return
	}
	for _, row := range b.rows {
		if e := s.known.At(identity.KeyOf(b.mapping, row)); e != nil && e.State == identity.Persistent {
			e.Receive(persistence.NextVersion(b.mapping, row), mapper.SetOf([]*mapper.Column{v}), false)
		}
	}
}

func (b bulk) deleted(s *Session) {
	b.known(s, s.known.Delete)
	s.known.InvalidateOthers(b.mapping)
	s.known.InvalidateLists(b.mapping)
	s.expireReferring(b.mapping)
}
