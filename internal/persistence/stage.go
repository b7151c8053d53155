package persistence

import (
	"errors"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Stage is the part of a plan that goes in one pipeline: its statements need nothing that another one of them makes. Open
// it, send Stmts in order, hand every answer to Receive, and Close it before the next one is opened.
type Stage struct {
	Stmts   []backends.Stmt
	Secrets [][]bool // for each statement, which arguments no log may show

	plan   *Plan
	steps  []step
	fills  []pendingFill     // with what an earlier stage makes
	claims []*identity.Entry // of keys that an earlier stage makes

	few struct { // room for one statement
		stmts   [1]backends.Stmt
		secrets [1][]bool
		steps   [1]step
	}
}

// step is one statement's part after it was sent.
type step interface {
	describe() string
	// expected is how many rows must match; 0: any number.
	expected() int64
	// receive takes the statement's answer and says how many rows it was about.
	receive(rows backends.Rows, res backends.Result) (int64, error)
	// deal puts into the structs what later stages may need.
	deal()
	// accept gives the entities what was received.
	accept(known *identity.Map)
	// stale is the error of another number of rows than expected.
	stale(matched int64) error
}

// next begins a stage.
func (p *Plan) next() {
	if p.Stages != nil {
		p.Stages = append(p.Stages, &Stage{plan: p})
		return
	}
	p.first.plan, p.few.stages[0] = p, &p.first
	p.Stages = p.few.stages[:]
}

// reserve makes room for the first statement.
func (s *Stage) reserve() {
	if s.Stmts == nil {
		s.Stmts, s.Secrets, s.steps = s.few.stmts[:0], s.few.secrets[:0], s.few.steps[:0]
	}
}

// stage returns the present one.
func (p *Plan) stage() *Stage { return p.Stages[len(p.Stages)-1] }

// Open puts what the stages before have made into the entities and arguments that wait for it.
func (s *Stage) Open() error {
	for _, f := range s.fills {
		if err := f.apply(); err != nil {
			return err
		}
	}
	for _, e := range s.claims {
		if err := s.plan.claimNew(e); err != nil {
			return err
		}
	}
	for _, stmt := range s.Stmts {
		for i, arg := range stmt.Args {
			switch o := arg.(type) {
			case deferredValue:
				stmt.Args[i] = o.column.Value(o.base)
			case deferredColumn:
				stmt.Args[i] = columnOf(o.column, o.rows)
			}
		}
	}
	return nil
}

// Describe says what statement i does, as in: inserting Hero.
func (s *Stage) Describe(i int) string { return s.steps[i].describe() }

// Receive takes the answer of statement i and says how many rows it was about. Nothing reaches the entities yet.
func (s *Stage) Receive(i int, rows backends.Rows, res backends.Result) (int64, error) {
	return s.steps[i].receive(rows, res)
}

// Counts reports whether the client counts the rows that a statement matches.
func (s *Stage) Counts() bool {
	return slices.ContainsFunc(s.steps, func(one step) bool { return one.expected() > 0 })
}

// Refused is err, which statement i was refused with, as a *StaleError where rows were missing, and with the column named
// that a value did not fit.
func (s *Stage) Refused(i int, err error) error {
	var refusal *backends.Error
	if errors.Is(err, backends.ErrStale) && errors.As(err, &refusal) && s.steps[i].expected() > 0 {
		return s.steps[i].stale(refusal.Matched)
	}
	if s.Stmts[i].Rows {
		err = withoutReturning(err)
	}
	if step, ok := s.steps[i].(interface{ subject() subject }); ok {
		written := step.subject()
		return s.plan.givenUp(written, written.explained(err))
	}
	if step, ok := s.steps[i].(interface{ refused(error) error }); ok {
		return step.refused(err)
	}
	return err
}

// Close deals what was received, for the stages behind this one. Discard takes it back.
func (s *Stage) Close() {
	for _, step := range s.steps {
		step.deal()
	}
}

// plain is what steps have in common that make nothing and count nothing.
type plain struct{ what string }

func (s plain) describe() string     { return s.what }
func (s plain) expected() int64      { return 0 }
func (s plain) deal()                {}
func (s plain) accept(*identity.Map) {}
func (s plain) stale(int64) error    { return nil }

func (s plain) receive(_ backends.Rows, res backends.Result) (int64, error) {
	return res.RowsAffected, nil
}

// assign puts columns of row, which were received for an entity, into it.
func (p *Plan) assign(e *identity.Entry, row unsafe.Pointer, columns []*mapper.Column) {
	for _, c := range columns {
		p.recordUndo(e, c)
		c.Copy(e.Base, row)
	}
}
