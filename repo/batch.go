package repo

import (
	"context"
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// inquiry is a statement and what becomes of its rows.
type inquiry struct {
	text render.Compiled
	what string                    // that errors name; "" for nothing
	read func(backends.Rows) error // closes them
}

// named is err with the name of what went wrong.
func (q inquiry) named(err error) error {
	if err == nil || q.what == "" {
		return err
	}
	return fmt.Errorf("%s: %w", q.what, err)
}

// inTurn asks one inquiry after the other.
func inTurn(list []inquiry, ask func(render.Compiled) (backends.Rows, error)) error {
	for _, q := range list {
		rows, err := ask(q.text)
		if err == nil {
			err = q.read(rows)
		}
		if err != nil {
			return q.named(err)
		}
	}
	return nil
}

// batch is several inquiries that travel together.
type batch struct {
	list    []inquiry
	teller  *teller
	told    int  // statements of which the hooks know
	misread bool // what came was not what is expected
}

// send sends all in one pipeline, and has the rows of each read.
func (b *batch) send(ctx context.Context, on backends.Runner) error {
	stmts := make([]backends.Stmt, len(b.list))
	for i, q := range b.list {
		stmts[i] = backends.Stmt{SQL: q.text.SQL, Args: q.text.Args, Rows: true}
	}
	err := on.Pipeline(ctx, stmts, backends.PipelineOptions{}, func(i int, rows backends.Rows, _ backends.Result) error {
		err := b.list[i].read(tell(rows, func(n int64, err error) { b.tell(ctx, n, err) }))
		b.misread = err != nil
		return b.list[i].named(err)
	})
	if err == nil || b.misread {
		return err
	}
	if b.told < len(b.list) {
		b.tell(ctx, 0, err)
	}
	return b.blame(err)
}

// blame names the inquiry that the database refused.
func (b *batch) blame(err error) error {
	var refusal *backends.Error
	if errors.As(err, &refusal) && 0 <= refusal.Stmt && refusal.Stmt < len(b.list) {
		return b.list[refusal.Stmt].named(err)
	}
	return err
}

// tell tells the hooks of the next statement.
func (b *batch) tell(ctx context.Context, rows int64, err error) {
	if b.told > 0 {
		b.teller.rides()
	}
	c := b.list[b.told].text
	b.told++
	b.teller.tell(ctx, c.SQL, c.Args, c.Secret, rows, err)
}

// asksAll sends inquiries: in one trip where the backend can, else one after the other.
func (s *Session) asksAll(ctx context.Context, list []inquiry) error {
	if err := s.enter(ctx, ast.SelectKind); err != nil {
		return err
	}
	if len(list) == 1 || !s.teller.pipelines {
		return inTurn(list, func(c render.Compiled) (backends.Rows, error) { return s.ask(ctx, c) })
	}
	s.opening(ctx)
	b := batch{list: list, teller: &s.teller}
	return s.broken(ctx, b.send(ctx, s.runner()))
}

// asksAll is that of a session.
func (b bare) asksAll(ctx context.Context, list []inquiry) error {
	t := b.engine.teller()
	if len(list) == 1 || !t.pipelines {
		return inTurn(list, func(c render.Compiled) (backends.Rows, error) { return b.engine.send(ctx, b.runner, c) })
	}
	together := batch{list: list, teller: t}
	return together.send(ctx, b.runner)
}
