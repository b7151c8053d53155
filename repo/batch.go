package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/statement"
)

// batch is several readings that travel together where the backend can do that.
type batch struct {
	readings []reading
	hows     []loading.How
	texts    []statement.Compiled
	teller   *teller
	told     int  // statements of which the hooks know
	misread  bool // what came was not what a reading expects
}

// add adds q, which is rendered only where it travels with others.
func (b *batch) add(q reading, how loading.How, render func() (statement.Compiled, error)) (err error) {
	b.readings, b.hows = append(b.readings, q), append(b.hows, how)
	if b.teller.pipelines {
		var c statement.Compiled
		c, err = render()
		b.texts = append(b.texts, c)
	}
	return err
}

// each calls do with every reading, until it errs.
func (b *batch) each(do func(q reading, how loading.How) error) error {
	for i, q := range b.readings {
		if err := do(q, b.hows[i]); err != nil {
			return err
		}
	}
	return nil
}

// send sends all readings in one pipeline, and reads what each answers.
func (b *batch) send(ctx context.Context, on backends.Runner) error {
	stmts := make([]backends.Stmt, len(b.texts))
	for i, c := range b.texts {
		stmts[i] = backends.Stmt{SQL: c.SQL, Args: c.Args, Rows: true}
	}
	err := on.Pipeline(ctx, stmts, backends.PipelineOptions{}, func(i int, rows backends.Rows, _ backends.Result) error {
		err := b.readings[i].drain(tell(rows, func(n int64, err error) { b.tell(ctx, n, err) }), b.hows[i])
		b.misread = err != nil
		return err
	})
	if err != nil && !b.misread && b.told < len(b.texts) {
		b.tell(ctx, 0, err)
	}
	return err
}

// tell tells the hooks of the next statement.
func (b *batch) tell(ctx context.Context, rows int64, err error) {
	if b.told > 0 {
		b.teller.rides()
	}
	c := b.texts[b.told]
	b.told++
	b.teller.tell(ctx, c.SQL, c.Args, c.Secret, rows, err)
}
