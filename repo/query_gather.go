package repo

import (
	"context"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
)

// Gather runs several reads and returns when all have: in one round trip where the database's driver can send statements
// together (native pgx, pgxstdlib), else one after the other. Each read does what [All] does, in the order given; relationships
// are loaded afterwards, in one more trip for each level of them. After an error none of the destinations is changed.
func Gather(ctx context.Context, r Reader, reads ...Read) error {
	if ctx == nil {
		return at("gather", kit.NilContext())
	}
	list, pending := make([]reading, len(reads)), make([]pendingRead, len(reads))
	for i, read := range reads {
		if read.query == nil {
			return at("gather", invalid("a Read is empty: make it with Into"))
		}
		var err error
		if list[i], pending[i], err = read.query.start(); err != nil {
			return at("gather", err)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if err := readerOrInvalid(r).gather(ctx, list); err != nil {
		return at("gather", err)
	}
	for _, p := range pending {
		p.accept()
	}
	return nil
}

// Read is one read of a [Gather]. It may be used again.
type Read struct {
	query gatherable
}

// gatherable is a query and the slice that its rows go into.
type gatherable interface {
	// start returns what is to be read, and the rows that this run of it collects.
	start() (reading, pendingRead, error)
}

// pendingRead is a run of a query whose rows the destination does not have yet.
type pendingRead interface {
	// accept gives the destination its rows.
	accept()
}

// Into returns All of a query into dest, which holds every row afterwards, and is empty, not nil, without any.
func Into[R any](dest *[]R, q builder.Query[R]) Read { return Read{queryInto[R]{dest, q}} }

type queryInto[R any] struct {
	dest  *[]R
	query builder.Query[R]
}

func (i queryInto[R]) start() (reading, pendingRead, error) {
	if i.dest == nil {
		return reading{}, nil, invalid("Into(nil): give it the address of a slice")
	}
	rows := &pendingRows[R]{rows: []R{}, dest: i.dest}
	q, err := readingOf(statementOf(i.query), rows.take)
	return q, rows, err
}

// pendingRows are the rows of a [pendingRead].
type pendingRows[R any] struct {
	rows []R
	dest *[]R
}

func (p *pendingRows[R]) take(row R) bool {
	p.rows = append(p.rows, row)
	return true
}

func (p *pendingRows[R]) accept() { *p.dest = p.rows }

func (s *Session) gather(ctx context.Context, list []reading) error {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return err
	}
	defer s.endCall()
	if err := s.checkReads(ctx, list); err != nil {
		return err
	}
	for i, q := range list {
		list[i] = s.countRows(s.asDelete(q))
	}
	if err := gatherFrom(ctx, s, list); err != nil {
		return err
	}
	var written []*observedWrite
	for _, q := range list {
		written = append(written, q.write)
	}
	return s.notifyWrites(ctx, written...)
}

// checkReads errs when one of the reads cannot be sent, before another one flushes anything.
func (s *Session) checkReads(ctx context.Context, list []reading) error {
	for _, q := range list {
		if _, err := s.engine.filtered(ctx, s.config, q.stmt); err != nil {
			return err
		}
	}
	return nil
}
