package sqlxbackend

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// pipePage is how many statements one trip carries. A longer pipeline goes in pages, so that memory stays bounded and
// neither side waits with full buffers; BEGIN then rides in the first and COMMIT in the last.
const pipePage = 2_000

// pipes is a transaction on a connection that the Driver knows: BEGIN rides on the first statement, COMMIT on the last.
type pipes struct {
	conn    *connection
	options backends.TxOptions
	open    bool // BEGIN was sent
}

var _ transaction = (*pipes)(nil)

func (p *pipes) exec(ctx context.Context, s backends.Stmt) (res backends.Result, err error) {
	if p.open {
		return exec(ctx, p.conn, p.conn.answers(), s)
	}
	s.Rows = false
	b := &batch{before: p.opening(), stmts: []backends.Stmt{s}, each: func(_ int, _ backends.Rows, answer backends.Result) error {
		res = answer
		return nil
	}}
	return res, b.send(ctx, p.conn)
}

func (p *pipes) query(ctx context.Context, s backends.Stmt, ended func(error) error) (backends.Rows, error) {
	return stream(ctx, p.conn, p.opening(), s, ended)
}

func (p *pipes) pipeline(ctx context.Context, stmts []backends.Stmt, commit bool, each backends.Each) error {
	if commit && !p.open && len(stmts) <= pipePage && kit.Implicit(stmts) {
		return p.whole(ctx, stmts, each)
	}
	for first, length := 0, 0; first < len(stmts); first += length {
		length = pageOf(stmts[first:])
		page := stmts[first : first+length]
		b := &batch{before: p.opening(), stmts: page, first: first, each: each}
		if commit && first+len(page) == len(stmts) {
			b.after = []backends.Stmt{{SQL: "commit"}}
			return p.ending(ctx, b)
		}
		if err := b.send(ctx, p.conn); err != nil {
			return err
		}
	}
	return nil
}

// whole sends a transaction in one trip; once more where the server refused it before anybody heard an answer, for a
// statement that was prepared before the schema changed.
func (p *pipes) whole(ctx context.Context, stmts []backends.Stmt, each backends.Each) error {
	heard := false
	b := &batch{before: p.setting(), stmts: stmts}
	if each != nil {
		b.each = func(i int, r backends.Rows, res backends.Result) error {
			heard = true
			return each(i, r, res)
		}
	}
	err := p.ending(ctx, b)
	if !heard && !p.open && refused(err) && p.conn.again(ctx, err) {
		return p.ending(ctx, b)
	}
	return err
}

// pageOf returns how many of stmts go in one trip: what follows ROLLBACK TO may not be prepared before the way back was taken.
func pageOf(stmts []backends.Stmt) int {
	if kit.Verb(stmts[0].SQL) == "ROLLBACK" {
		return 1
	}
	return min(pipePage, len(stmts))
}

// ending sends the batch that commits, and says what its error means.
func (p *pipes) ending(ctx context.Context, b *batch) error {
	err := b.send(ctx, p.conn)
	switch {
	case errors.Is(err, kit.ErrCommitApart):
		return p.apart(ctx, b)
	case b.own != nil && errors.Is(err, b.own):
		return kit.CommittedUnread(err)
	case err == nil || p.conn.final(err):
		return err
	}
	return p.conn.commitFailed(err)
}

// apart sends the batch, and COMMIT when its rows were counted.
func (p *pipes) apart(ctx context.Context, b *batch) error {
	if b.after = nil; !p.open {
		b.before = p.opening()
	}
	if err := b.send(ctx, p.conn); err != nil {
		return err
	}
	return p.commit(ctx)
}

func (p *pipes) commit(ctx context.Context) error {
	if !p.open {
		return nil
	}
	lost := !p.conn.alive() // then nobody hears COMMIT, and its fate is known
	_, err := p.conn.ExecContext(ctx, "commit")
	if err = p.conn.pool.dialect.explain(ctx, err); err != nil && lost {
		err = kit.Unsent(err)
	}
	return p.conn.commitFailed(err)
}

func (p *pipes) rollback(ctx context.Context) error {
	if !p.open {
		return nil
	}
	_, err := p.conn.ExecContext(ctx, "rollback")
	return p.conn.pool.dialect.explain(ctx, err)
}

// opening returns the BEGIN that rides in front; nothing when it was sent.
func (p *pipes) opening() []backends.Stmt {
	if p.open {
		return nil
	}
	p.open = true
	list := strings.Join(append([]string{"begin"}, modes(p.options)...), " ")
	return []backends.Stmt{{SQL: list}}
}

// setting returns what an implicit transaction says first in place of BEGIN's modes.
func (p *pipes) setting() []backends.Stmt {
	list := modes(p.options)
	if len(list) == 0 {
		return nil
	}
	return []backends.Stmt{{SQL: "set transaction " + strings.Join(list, ", ")}}
}

// batch is one trip: statements, with what goes before and behind them.
type batch struct {
	before, stmts, after []backends.Stmt
	first                int // the index of stmts[0] in the caller's list
	each                 backends.Each
	own                  error // what each answered
}

func (b *batch) send(ctx context.Context, conn *connection) error {
	handled, err := conn.pipeline(ctx, slices.Concat(b.before, b.stmts, b.after), func(i int, r backends.Rows, res backends.Result) error {
		if i -= len(b.before); b.each == nil || i < 0 || i >= len(b.stmts) {
			return nil
		}
		b.own = b.each(b.first+i, r, res)
		return b.own
	})
	switch {
	case !handled:
		return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: "the Driver no longer knows a connection that it knew"}
	case err == nil, b.own != nil && errors.Is(err, b.own), errors.Is(err, kit.ErrCommitApart):
		return err
	}
	return b.blame(conn.pool.dialect.classify(ctx, err))
}

// blame moves the index that err blames from this trip's statements to the caller's.
func (b *batch) blame(err error) error {
	var e *backends.Error
	if !errors.As(err, &e) {
		return err
	}
	if i := e.Stmt - len(b.before); i >= 0 && i < len(b.stmts) {
		return kit.Blame(err, b.first+i)
	}
	return kit.Blame(err, -1)
}
