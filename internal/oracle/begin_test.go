package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/drey-db/drey/repo"
)

// begun plays a program up to its last commit, which is that of a Begin here, and answers how what comes of it differs from what came of
// the session's own commit.
func begun(ctx context.Context, g *generator, on playground) string {
	at := lastCommit(g)
	if at < 0 {
		return ""
	}
	opened := -1 // the operation that opens the session which commits last
	for i, o := range g.program[:at] {
		if o.Op == "settings" || o.Op == "reopen" {
			opened = i
		}
	}
	p := newPlayer(ctx, on, g.scene)
	b := &begin{player: p}
	defer b.giveUp()
	if opened < 0 {
		b.open()
	}
	for i, o := range g.program[:at] {
		a := p.play(o)
		if i == opened {
			b.open()
		}
		if first := g.answers[i]; a.Outcome != first.Outcome {
			c := comparison{scene: g.scene, program: g.program, ours: g.answers, theirs: append(slices.Clone(g.answers[:i]), a)}
			return fmt.Sprintf("inside Begin it differs\n%s", c.print(i, "a session", "Begin"))
		}
	}
	if err := b.commit(); err != nil {
		return fmt.Sprintf("Begin's commit: %v", err)
	}
	p.s = p.fresh()
	rows, err := p.rows()
	if first := g.answers[at]; err != nil || !reflect.DeepEqual(g.scene.shown(rows), g.scene.shown(first.Rows)) {
		c := comparison{scene: g.scene, program: g.program, ours: g.answers, theirs: append(slices.Clone(g.answers[:at]), answer{Outcome: "ok", Rows: rows})}
		return fmt.Sprintf("Begin's commit leaves other rows (%v)\n%s", err, c.print(at, "a session", "Begin"))
	}
	return ""
}

// lastCommit returns the last operation when it is a commit that succeeded; else -1.
func lastCommit(g *generator) int {
	for i, o := range slices.Backward(g.program) {
		if o.Op == "commit" && g.answers[i].Outcome == "ok" {
			return i
		}
	}
	return -1
}

// begin is a Begin whose function is a player's operations.
type begin struct {
	*player
	done  chan error // what the function answers
	ended chan error // what Begin does; nil: none is under way
}

var errGivenUp = errors.New("given up")

// open replaces the player's session by that of a Begin.
func (b *begin) open() {
	_ = b.s.Close()
	opened := make(chan *repo.Session)
	b.done, b.ended = make(chan error), make(chan error)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				b.ended <- fmt.Errorf("it panics: %v", p)
			}
		}()
		b.ended <- b.engine.Begin(b.ctx, func(s *repo.Session) error {
			opened <- s
			return <-b.done
		}, repo.WithAutoflush(b.settings.Autoflush), repo.WithExpireOnCommit(b.settings.Expire))
	}()
	b.s = <-opened
}

func (b *begin) end(answer error) error {
	b.done <- answer
	err := <-b.ended
	b.ended = nil
	return err
}

// commit lets Begin commit.
func (b *begin) commit() error { return b.end(nil) }

// giveUp ends a Begin that is under way, or the last session.
func (b *begin) giveUp() {
	if b.ended != nil {
		_ = b.end(errGivenUp)
		return
	}
	_ = b.s.Close()
}
