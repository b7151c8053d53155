package persistence

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// ErrKeyTaken says that a new entity has the key of another one of the session.
var ErrKeyTaken = errors.New("key taken")

// Options are what a plan depends on beside the changes.
type Options struct {
	Dialect   statement.Dialect
	Page      int             // rows of one INSERT at most
	MaxParams int             // parameters of one statement at most
	NextUUID  func() [16]byte // makes keys
}

// Plan is a flush as statements. Make it, send Stmts in order, hand every answer to Receive, and end with Accept when
// everything has succeeded, or with Discard.
type Plan struct {
	Stmts   []backends.Stmt
	Secrets [][]bool  // for each statement, which arguments no log may show
	Counted bool      // the answers must be read before COMMIT: rows may be found gone
	Missing []Missing // rows to be deleted that were not there, once the answers are in

	options Options
	known   *identity.Map
	steps   []step
	filled  map[*identity.Entry][]*mapper.Column // with what the client makes, before sending
	claimed map[identity.Key]bool                // by entities that get a key with this flush
	moved   map[*identity.Entry]bool             // to another key
}

// step is one statement's part after it was sent.
type step interface {
	// receive takes the statement's answer and says how many rows it was about.
	receive(rows backends.Rows, res backends.Result) (int64, error)
	// accept gives the entities what was received.
	accept(known *identity.Map)
	describe() string
}

// New plans set, the changes of known. Keys that the client makes are in the entities from here on.
func New(set changes.Set, known *identity.Map, o Options) (*Plan, error) {
	p := &Plan{
		options: o, known: known, filled: map[*identity.Entry][]*mapper.Column{},
		claimed: map[identity.Key]bool{}, moved: map[*identity.Entry]bool{},
	}
	if err := p.plan(set); err != nil {
		p.Discard()
		return nil, err
	}
	return p, nil
}

func (p *Plan) plan(set changes.Set) error {
	for _, insert := range set.Inserts {
		if err := p.insert(insert); err != nil {
			return err
		}
	}
	if err := p.update(set.Updates); err != nil {
		return err
	}
	for _, del := range set.Deletes {
		if err := p.delete(del); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) add(sql string, args []any, secret []bool, returned []*mapper.Column, s step) error {
	if len(returned) > 0 && !p.options.Dialect.Has(statement.Returning) {
		return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1,
			Message: fmt.Sprintf("%s needs RETURNING, which dialect %q lacks", s.describe(), p.options.Dialect.Name)}
	}
	p.Stmts = append(p.Stmts, backends.Stmt{SQL: sql, Args: args, Rows: len(returned) > 0})
	p.Secrets = append(p.Secrets, secret)
	p.steps = append(p.steps, s)
	return nil
}

// Describe says what statement i does, as in: inserting Hero.
func (p *Plan) Describe(i int) string { return p.steps[i].describe() }

// Receive takes the answer of statement i and says how many rows it was about. Nothing reaches the entities yet.
func (p *Plan) Receive(i int, rows backends.Rows, res backends.Result) (int64, error) {
	return p.steps[i].receive(rows, res)
}

// Accept gives the entities what the database made and notes that their rows are as they are.
func (p *Plan) Accept() {
	for _, s := range p.steps {
		s.accept(p.known)
	}
}

// Discard takes back what the plan filled in. The entities are as they were.
func (p *Plan) Discard() {
	for e, columns := range p.filled {
		for _, c := range columns {
			c.SetZero(e.Base)
		}
	}
}

// values are arguments: columns of the struct at base, and which of them are secret.
func values(columns []*mapper.Column, base unsafe.Pointer) (args []any, secret []bool) {
	for _, c := range columns {
		args = append(args, c.Value(base))
	}
	return args, secrets(columns)
}

// secrets says which columns are secret; nil when none is.
func secrets(columns []*mapper.Column) (secret []bool) {
	for i, c := range columns {
		if c.Secret && secret == nil {
			secret = make([]bool, len(columns))
		}
		if c.Secret {
			secret[i] = true
		}
	}
	return secret
}
