package persistence

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/unitofwork"
)

// ErrKeyTaken says that a new entity has the key of another one of the session.
var ErrKeyTaken = errors.New("key taken")

// KeyTakenError is ErrKeyTaken with who has the key; nil where two entities of one flush get it.
type KeyTakenError struct {
	By  *identity.Entry
	why string
}

// Error says whose key it is, and what to do.
func (e *KeyTakenError) Error() string { return ErrKeyTaken.Error() + ": " + e.why }

// Unwrap is ErrKeyTaken.
func (e *KeyTakenError) Unwrap() error { return ErrKeyTaken }

// Options are what a plan depends on beside the changes.
type Options struct {
	Dialect   render.Dialect
	Page      int             // rows of one INSERT at most
	MaxParams int             // parameters of one statement at most
	NextUUID  func() [16]byte // makes keys
	Now       func() time.Time
	Reserved  *Reservation // keys for new rows; nil: their INSERTs count them up
	Uncounted *Uncounted   // mappings whose keys no sequence counts; nil: nothing is remembered
}

// Plan is a flush as statements. Make it, carry out its Stages one after the other, and end with Accept when everything
// has succeeded, or with Discard.
type Plan struct {
	Stages  []*Stage
	Missing []Missing // rows to be deleted that were not there, once the answers are in

	options Options
	known   *identity.Map
	set     unitofwork.Set
	kept    []*identity.Entry           // entities that the plan has put something into
	missing map[unsafe.Pointer]*missing // by the structs whose values are not all known
	room    []missing                   // where the next ones stand
	rows    map[*mapper.Mapping]int     // how many of their rows get keys from the database
	written int                         // how many rows the set inserts or updates
	tied    bool                        // some row needs what another one makes
	saved   map[*identity.Entry]bool    // by the steps so far; nothing is noted unless tied
	claimed map[identity.Key]bool       // by entities that get a key with this flush
	moved   map[*identity.Entry]bool    // to another key

	now time.Time // when the flush deletes; zero until it does

	first Stage // most plans have one stage, of one row
	few   struct {
		stages  [1]*Stage
		entries [1]*identity.Entry
	}
}

// New plans set, the changes of known. Keys that the client makes, and foreign keys that are known, are in the entities
// from here on.
func New(set unitofwork.Set, known *identity.Map, o Options) (*Plan, error) {
	p := &Plan{options: o, known: known, set: set, tied: o.Reserved != nil || slices.ContainsFunc(set.Steps, tied)}
	for i := range set.Steps {
		if v := set.Steps[i].Verb; v == unitofwork.Inserts || v == unitofwork.Updates {
			p.written += len(set.Steps[i].Rows)
		}
	}
	p.next()
	p.take(o.Reserved)
	for i := range set.Steps {
		if err := p.plan(&set.Steps[i]); err != nil {
			p.Discard()
			return nil, err
		}
	}
	return p, nil
}

// tied reports whether a row of s needs what another one makes.
func tied(s unitofwork.Step) bool {
	return len(s.Pairs) > 0 || slices.ContainsFunc(s.Rows, func(r unitofwork.Row) bool { return len(r.Fills) > 0 || r.Late })
}

// noteSaved notes that the steps so far have saved an entity.
func (p *Plan) noteSaved(e *identity.Entry) {
	if p.tied {
		put(&p.saved, e, p.written)
	}
}

// put adds to a set that is made for so many when it is first needed: most flushes need few of them.
func put[K comparable](set *map[K]bool, k K, room int) {
	if *set == nil {
		*set = make(map[K]bool, room)
	}
	(*set)[k] = true
}

func (p *Plan) plan(s *unitofwork.Step) error {
	switch s.Verb {
	case unitofwork.Inserts, unitofwork.Updates:
		return p.save(s)
	case unitofwork.Deletes:
		return p.delete(s.Mapping, p.entriesOf(s.Rows))
	case unitofwork.Links:
		return p.link(s.Relation, s.Pairs)
	case unitofwork.Unlinks:
		return p.unlink(s.Relation, s.Pairs)
	case unitofwork.UnlinksAll:
		return p.writeUnread(deletesAssociations(s.Relation), p.entriesOf(s.Rows))
	case unitofwork.Nullifies:
		return p.writeUnread(nullifiesChildren(s.Relation), p.entriesOf(s.Rows))
	}
	return nil
}

// entriesOf returns the entries of rows, for good.
func (p *Plan) entriesOf(rows []unitofwork.Row) []*identity.Entry {
	if len(rows) == 1 && p.few.entries[0] == nil {
		p.few.entries[0] = rows[0].Entry
		return p.few.entries[:]
	}
	entries := make([]*identity.Entry, len(rows))
	for i, r := range rows {
		entries[i] = r.Entry
	}
	return entries
}

// save plans rows that are inserted or updated, in a new stage when they need what the present one makes.
func (p *Plan) save(s *unitofwork.Step) error {
	add := p.update
	if s.Verb == unitofwork.Inserts {
		add = p.insert
	}
	if !p.tied {
		return add(s.Mapping, s.Rows)
	}
	if slices.ContainsFunc(s.Rows, func(r unitofwork.Row) bool { return p.needs(&r) }) {
		p.next()
	}
	for rest := s.Rows; len(rest) > 0; {
		n := p.ready(s.Verb, rest)
		if n == 0 {
			p.next()
			continue
		}
		if err := add(s.Mapping, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// add adds a statement to the present stage.
func (p *Plan) add(sql string, args []any, secret []bool, returned []*mapper.Column, s step) error {
	if len(returned) > 0 && !p.options.Dialect.Has(render.Returning) {
		return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1,
			Message: fmt.Sprintf("%s needs RETURNING, which dialect %q lacks", s.describe(), p.options.Dialect.Name)}
	}
	at := p.stage()
	at.reserve()
	at.Stmts = append(at.Stmts, backends.Stmt{SQL: sql, Args: args, Rows: len(returned) > 0, Expect: s.expected()})
	at.Secrets = append(at.Secrets, secret)
	at.steps = append(at.steps, s)
	return nil
}

// Accept gives the entities what the database made and notes that their rows are as they are.
func (p *Plan) Accept() {
	for _, stage := range p.Stages {
		for _, s := range stage.steps {
			s.accept(p.known)
		}
	}
	p.known.Displace()
	p.set.Accept()
}

// moment returns when the flush deletes rows softly: one moment for all of them.
func (p *Plan) moment() time.Time {
	if p.now.IsZero() {
		p.now = p.options.Now().UTC().Truncate(time.Microsecond)
	}
	return p.now
}

// Discard takes back what the plan put into the entities. They are as they were.
func (p *Plan) Discard() {
	for _, e := range p.kept {
		e.Unfill()
	}
}

// recordUndo keeps what a column of an entity holds before the plan puts something there.
func (p *Plan) recordUndo(e *identity.Entry, c *mapper.Column) {
	if e.Keep(c) {
		p.kept = append(p.kept, e)
	}
}

// values returns arguments: columns of the struct at base, all of them known, and which of them are secret.
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
