package migrate

import (
	"context"
	"fmt"
)

// Interrupted says how far a revision came that runs without a transaction, and was cut off or is at it now.
type Interrupted struct {
	Down      bool   // while it was taken back
	Done      int    // how many of its statements are carried out
	Statement string // that was begun, and of which nobody knows whether it was carried out, unless it runs now; "" where there is none
	Next      string // the command that goes on
}

// String tells it in words, with the command to run next.
func (i Interrupted) String() string {
	begun := ""
	if i.Statement != "" {
		begun = ", and the next one was begun"
	}
	return fmt.Sprintf("half %s: %s carried out%s; run: %s", direction(i.Down), firstOnes(i.Done), begun, i.Next)
}

// firstOnes are so many statements, with the verb.
func firstOnes(n int) string {
	switch n {
	case 0:
		return "no statement is"
	case 1:
		return "the first statement is"
	}
	return fmt.Sprintf("the first %d statements are", n)
}

// interrupted says how far a revision came; nil where it came to its end.
func (n *node) interrupted(ctx context.Context, records map[string]record) *Interrupted {
	record, there := records[n.ID]
	p := record.progress()
	if !there || p.whole {
		return nil
	}
	i := &Interrupted{Down: p.down, Done: p.done, Next: advance(n.ID, p.down)}
	if !p.running || n.step != nil {
		return i
	}
	if s, err := scriptOf(ctx, n, p.down); err == nil && p.done < len(s.shown) && record.Checksum == s.sum(p.done) {
		i.Statement = s.shown[p.done]
	}
	return i
}

// direction says what becomes of a revision.
func direction(down bool) string {
	if down {
		return "taken back"
	}
	return "applied"
}

// advance is the command that takes a step.
func advance(id string, down bool) string {
	if down {
		return "drey downgrade " + id + "-1"
	}
	return "drey upgrade " + id
}

// Settle says of the statement at which a revision without a transaction was cut off whether it was carried out, which nobody can
// tell who does not look: the next Upgrade or Downgrade goes on behind it, or begins with it. Where no statement of the
// revision was begun, it is an error.
func (m *Migrator) Settle(ctx context.Context, revision string, carriedOut bool) error {
	_, found, err := m.named(ctx, revision)
	if err != nil {
		return err
	}
	return m.exclusively(ctx, func(s *step, r *execution) error {
		for _, n := range found {
			if r.records[n.ID].progress().running {
				s.node = n
				return r.recordInterrupted(carriedOut)
			}
		}
		return invalid("no statement of %s was cut off, so that there is nothing to settle: run: drey current", revision)
	})
}

// recordInterrupted notes of the statement that was begun whether it is done.
func (r *execution) recordInterrupted(carriedOut bool) (err error) {
	was := r.progress()
	r.down = was.down
	if r.node.step != nil {
		return r.edited()
	}
	if r.script, err = scriptOf(r.ctx, r.node, was.down); err != nil {
		return err
	}
	if err := r.unchanged(); err != nil {
		return err
	}
	is := progress{down: was.down, done: was.done}
	if carriedOut {
		is.done++
	}
	return send(r.ctx, r.session.Runner(), r.m.versions.progress(r.node.ID, was, is, r.sum(is)))
}
