package repo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
)

// reserve has the database count up keys for new rows.
func (s *Session) reserve(ctx context.Context, r *persistence.Reservation) error {
	u, err := s.unit(ctx)
	if err != nil {
		return err
	}
	p := pipeline{session: s, stmts: r.Stmts, of: reserving{r}}
	if err := p.send(ctx, u, flushEnd{}); err != nil {
		if !errors.Is(err, backends.ErrBusy) {
			s.fail(ctx, err)
		}
		return err
	}
	return nil
}

// reserving is a reservation as a pipeline.
type reserving struct{ *persistence.Reservation }

func (r reserving) Receive(i int, rows backends.Rows, _ backends.Result) (int64, error) {
	return r.Reservation.Receive(i, rows)
}

func (r reserving) Refused(_ int, err error) error { return err }

// execute sends a plan, a stage a trip, and gives the entities what came of it.
func (s *Session) execute(ctx context.Context, plan *persistence.Plan, e flushEnd) error {
	u, err := s.writingUnit(ctx)
	if err != nil {
		plan.Discard()
		return err
	}
	failure := errPanicked
	defer func() {
		if failure != nil {
			plan.Discard()
			s.failUnlessBusy(ctx, failure)
		}
	}()
	if err := s.sendStages(ctx, u, plan, e); err != nil {
		failure = err
		return err
	}
	failure = nil
	if e.commit && s.last {
		s.known.End()
	}
	if plan.Accept(); e.commit {
		s.transactionEnded(true)
	}
	for _, m := range plan.Missing {
		slog.WarnContext(ctx, "rows to be deleted were gone already", "entity", m.Mapping.Name(), "expected", m.Expected, "matched", m.Matched)
	}
	return nil
}

// failUnlessBusy is fail, but where nothing was sent because rows are open.
func (s *Session) failUnlessBusy(ctx context.Context, err error) {
	if !errors.Is(err, backends.ErrBusy) {
		s.fail(ctx, err)
	}
}

// unsent says that err stood in the way of a pipeline, of which nothing was sent: no statement is to blame.
func unsent(err error) bool {
	var refusal *backends.Error
	return errors.As(err, &refusal) && refusal.Code == "" &&
		slices.Contains([]backends.Kind{backends.ErrBusy, ErrTxDone, backends.ErrTxAborted, ErrClosed}, refusal.Kind)
}

// sendStages sends the stages of a plan, and e behind the last.
func (s *Session) sendStages(ctx context.Context, u backends.UnitOfWork, plan *persistence.Plan, e flushEnd) error {
	waits := e.endsSavepoint && plan.Stages[len(plan.Stages)-1].Counts()
	for i, stage := range plan.Stages {
		last := i == len(plan.Stages)-1
		if err := s.sendStage(ctx, u, stage, e.onlyIf(last && !waits)); err != nil {
			return err
		}
		if !last {
			stage.Close()
		}
	}
	if waits {
		return s.control(ctx, e.control)
	}
	return nil
}

// onlyIf returns e, or nothing.
func (e flushEnd) onlyIf(last bool) flushEnd {
	if last {
		return e
	}
	return flushEnd{}
}

func (s *Session) sendStage(ctx context.Context, u backends.UnitOfWork, stage *persistence.Stage, e flushEnd) error {
	if err := stage.Open(); err != nil {
		return translated(err)
	}
	p := pipeline{session: s, stmts: stage.Stmts, secrets: stage.Secrets, of: stage}
	if err := p.send(ctx, u, e); err != nil {
		return err
	}
	for _, r := range stage.Rereads() {
		if err := s.reread(ctx, u, r, e); err != nil {
			return err
		}
	}
	return nil
}

// reread asks which of the rows that were just inserted is whose, in the transaction or, where that is committed, behind it.
func (s *Session) reread(ctx context.Context, u backends.UnitOfWork, r persistence.Reread, e flushEnd) error {
	c := render.Compiled{SQL: r.Stmt.SQL, Args: r.Stmt.Args, Secret: r.Secret}
	var on backends.Runner = u
	if e.commit {
		on = s.engine.pool
	}
	rows, err := s.engine.send(ctx, on, c)
	if err == nil {
		err = r.Receive(rows)
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}
	if err != nil && e.commit {
		return fmt.Errorf("the rows are stored and committed: %w", err)
	}
	return err
}

// pipeline is statements that go in one trip.
type pipeline struct {
	session  *Session
	stmts    []backends.Stmt
	secrets  [][]bool
	of       statements
	ending   flushEnd
	answered int
	refused  bool // the answer behind those was, here: what a backend says of its place is no better
}

// statements is who knows what the statements of a pipeline are about, by their places.
type statements interface {
	Describe(i int) string
	// Receive takes what statement i has answered, and returns how many rows it was about.
	Receive(i int, rows backends.Rows, res backends.Result) (int64, error)
	// Refused is the error where statement i was refused.
	Refused(i int, err error) error
}

// send sends the statements, and e behind them.
func (p *pipeline) send(ctx context.Context, u backends.Runner, e flushEnd) error {
	s := p.session
	s.startTrip(ctx)
	stmts := p.stmts
	if p.ending = e; e.control != "" {
		stmts = append(stmts[:len(stmts):len(stmts)], backends.Stmt{SQL: e.control})
	}
	err := u.Pipeline(ctx, stmts, backends.PipelineOptions{Commit: e.commit}, func(i int, r backends.Rows, res backends.Result) error {
		return p.answer(ctx, i, r, res)
	})
	if err == nil && e.commit {
		s.notifyNext(ctx, "COMMIT", nil)
	}
	return p.blame(ctx, e, err)
}

// answer takes what statement i, or the control statement behind the last one, has answered.
func (p *pipeline) answer(ctx context.Context, i int, r backends.Rows, res backends.Result) error {
	if i == len(p.stmts) {
		p.session.notifyNext(ctx, p.ending.control, nil)
		return nil
	}
	n, err := p.of.Receive(i, r, res)
	if err == nil {
		p.notify(ctx, i, n, nil)
		p.answered++
	}
	p.refused = err != nil
	return err
}

func (p *pipeline) notify(ctx context.Context, i int, n int64, err error) {
	if i > 0 {
		p.session.notifier.sameTrip()
	}
	var secret []bool
	if p.secrets != nil {
		secret = p.secrets[i]
	}
	p.session.notifier.notify(ctx, p.stmts[i].SQL, p.stmts[i].Args, secret, n, err)
}

// notifyNext tells the hooks of a control statement that travels behind others.
func (s *Session) notifyNext(ctx context.Context, text string, err error) {
	s.notifier.sameTrip()
	s.notifier.notify(ctx, text, nil, nil, 0, err)
}

// blame tells the hooks which statement is to blame for err, and names it.
func (p *pipeline) blame(ctx context.Context, e flushEnd, err error) error {
	if err == nil || unsent(err) {
		return err
	}
	var refusal *backends.Error
	blamed := p.answered
	if errors.As(err, &refusal) && refusal.Stmt >= 0 && !p.refused {
		blamed = refusal.Stmt
	}
	switch {
	case blamed < len(p.stmts):
		p.notify(ctx, blamed, 0, err)
		return fmt.Errorf("%s: %w", p.of.Describe(blamed), translated(p.of.Refused(blamed, err)))
	case e.control != "":
		p.session.notifyNext(ctx, e.control, err)
	case e.commit:
		p.session.notifyNext(ctx, "COMMIT", err)
	}
	return translated(err)
}
