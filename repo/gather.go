package repo

import (
	"context"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/statement"
)

// Gather runs several reads and answers when all have: in one round trip where the database's driver can send statements
// together (native pgx, pgxstdlib), else one after the other. Each read does what [All] does, in the order given; relationships
// are loaded afterwards. After an error none of the destinations is changed.
func Gather(ctx context.Context, r Reader, reads ...Read) error {
	list, accepts := make([]reading, len(reads)), make([]func(), len(reads))
	for i, read := range reads {
		if read.open == nil {
			return at("gather", invalid("a Read is empty: make it with Into"))
		}
		var err error
		if list[i], accepts[i], err = read.open(); err != nil {
			return at("gather", err)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if err := r.gather(ctx, list); err != nil {
		return at("gather", err)
	}
	for _, accept := range accepts {
		accept()
	}
	return nil
}

// Read is one read of a [Gather]. It may be used again.
type Read struct {
	open func() (q reading, accept func(), err error)
}

// Into is All of a query into dest, which holds every row afterwards, and is empty, not nil, without any.
func Into[R any](dest *[]R, q builder.Query[R]) Read {
	return Read{func() (reading, func(), error) {
		if dest == nil {
			return reading{}, nil, invalid("Into(nil): give it the address of a slice")
		}
		rows := []R{}
		read, err := readingOf(q.Statement(), func(row R) bool {
			rows = append(rows, row)
			return true
		})
		return read, func() { *dest = rows }, err
	}}
}

func (s *Session) gather(ctx context.Context, list []reading) error {
	ctx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	b := batch{teller: &s.teller}
	for _, q := range list {
		if q, err = s.leaving(q).eagerly(); err != nil {
			return err
		}
		s.wrote(q.stmt)
		if err := b.add(q, s.how(ctx), func() (statement.Compiled, error) { return s.text(ctx, q) }); err != nil {
			return err
		}
	}
	if !s.teller.pipelines {
		return b.each(func(q reading, _ loading.How) error { return s.readAll(ctx, q) })
	}
	s.opening(ctx)
	if err := s.broken(ctx, b.send(ctx, s.runner())); err != nil {
		return err
	}
	return b.each(func(q reading, how loading.How) error { return q.follow(s.loader(ctx, q.how(how))) })
}

func (e *Engine) gather(ctx context.Context, list []reading) error { return e.bare().gather(ctx, list) }

func (b bare) gather(ctx context.Context, list []reading) error {
	batch := batch{teller: b.engine.teller()}
	for _, q := range list {
		q, err := q.eagerly()
		if err != nil {
			return err
		}
		compile := func() (statement.Compiled, error) { return b.text(ctx, q) }
		if err := batch.add(q, b.how(ctx, q), compile); err != nil {
			return err
		}
	}
	if !batch.teller.pipelines {
		return batch.each(func(q reading, _ loading.How) error { return b.readAll(ctx, q) })
	}
	if err := batch.send(ctx, b.runner); err != nil {
		return err
	}
	return batch.each(func(q reading, how loading.How) error { return q.follow(b.loader(ctx, q.how(how))) })
}
