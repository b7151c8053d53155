package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
)

// bulkCopy is a bulk write by COPY.
type bulkCopy struct {
	session *Session
	bulk    *persistence.Bulk
	copies  []persistence.Copy
	fresh   bool // the transaction has done nothing before
}

// copies returns the bulk loads that do what p does, where the backend has them and the table takes them.
func (s *Session) copies(u backends.UnitOfWork, p *persistence.Bulk) ([]persistence.Copy, bool) {
	if _, ok := u.(backends.Copier); !ok || !s.engine.pool.Capabilities().Copy || !render.Dialect(s.engine.base).Has(render.Copy) {
		return nil, false
	}
	if taken, known := s.config.space.copied.Load(p.Table()); known && !taken.(bool) {
		return nil, false
	}
	return p.Copies()
}

// savepointCopy is what is rolled back to where a table takes no COPY.
const savepointCopy = "drey_copy"

// send loads the rows, by INSERT where the table turns out to take no COPY: row-level security forbids it, and some views. What the table
// takes is remembered. Nothing of a transaction that had done nothing is lost when that is begun anew; any other has a savepoint for the
// first COPY of a table.
func (c bulkCopy) send(ctx context.Context, u backends.UnitOfWork) error {
	s, table := c.session, c.bulk.Table()
	_, known := s.config.space.copied.Load(table)
	if guarded := !c.fresh && !known; guarded {
		if err := s.control(ctx, "SAVEPOINT "+savepointCopy); err != nil {
			return err
		}
	}
	err := c.copyAll(ctx, u.(backends.Copier))
	if err == nil || !takesNoCopy(err) {
		if err == nil && !known {
			s.config.space.copied.Store(table, true)
		}
		return err
	}
	s.config.space.copied.Store(table, false)
	switch {
	case c.fresh:
		_ = s.rollback(ctx) // COPY's refusal is what matters
		if u, err = s.writingUnit(ctx); err != nil {
			return err
		}
	case known:
		return err // the next transaction knows
	default:
		if err := s.controlAll(ctx, "ROLLBACK TO SAVEPOINT "+savepointCopy, "RELEASE SAVEPOINT "+savepointCopy); err != nil {
			return err
		}
	}
	return s.sendPages(ctx, u, c.bulk)
}

// takesNoCopy reports whether COPY was refused for what it is: not supported, not permitted, or not for this kind of table.
func takesNoCopy(err error) bool {
	var e *backends.Error
	return errors.As(err, &e) && slices.Contains([]string{"0A000", "42501", "42809"}, e.Code)
}

func (c bulkCopy) copyAll(ctx context.Context, on backends.Copier) error {
	s := c.session
	for _, shape := range c.copies {
		s.startTrip(ctx)
		n, err := on.CopyFrom(ctx, shape.Table, shape.Columns, shape.Next)
		s.notifier.notify(ctx, "COPY "+shape.Table+" ("+strings.Join(shape.Columns, ", ")+") FROM STDIN", nil, nil, n, err)
		if err == nil {
			err = persistence.Arrived(shape.Rows, n)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.bulk.Describe(), c.bulk.Refused(shape.Rows, err))
		}
	}
	return nil
}
