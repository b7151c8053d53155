package migrate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/schema"
)

// refusal is a mistake of the caller's, an [backends.ErrInvalidRequest].
type refusal struct{ error }

// Unwrap implements errors.Is.
func (r refusal) Unwrap() []error { return []error{r.error, backends.ErrInvalidRequest} }

func invalid(format string, args ...any) error {
	return refusal{fmt.Errorf("migrate: "+format, args...)}
}

// EditedError says that the file of an applied revision is not what was applied, or that of one which was cut off not what is done of it.
type EditedError struct {
	Revision, Path string

	current string // the revision that the database is at, which follows it or is it
	before  string // one that the file says to go before it, and is not applied; "" where all are
	done    int    // statements that ran of one that was cut off
	next    string // the command that goes on with one that was cut off; "" of one that is applied
}

// Error names the next move.
func (e *EditedError) Error() string {
	switch {
	case e.next != "" && e.Path == "":
		return fmt.Sprintf("migrate: revision %s was cut off while it was a file, when %s carried out, and is code now: put the file back, and the GoStep away, and run: %s",
			e.Revision, firstOnes(e.done), e.next)
	case e.next != "":
		return fmt.Sprintf("migrate: revision %s was cut off when %s carried out, and %s has others there now: put those back as they were, mend what follows them, and run: %s",
			e.Revision, firstOnes(e.done), e.Path, e.next)
	case e.before != "":
		return fmt.Sprintf("migrate: %s was edited after revision %s was applied: it follows %s now, which is not applied, and would never be: "+
			"take the edit back (git checkout -- %s), and have %s follow what is applied, in its line \"drey: parents\"", e.Path, e.Revision, e.before, e.Path, e.before)
	}
	return fmt.Sprintf("migrate: %s was edited after revision %s was applied: take the edit back (git checkout -- %s) and write a new revision; "+
		"if the database is as the file says now, run: drey stamp %s", e.Path, e.Revision, e.Path, e.current)
}

// MissingError says that a revision is applied, or a half of it, and its file is gone.
type MissingError struct {
	Revision string

	built bool      // the program's files are built into it
	cut   *progress // how far it came where it was cut off
}

// Error names the next move.
func (e *MissingError) Error() string {
	from := "get the branch of the code that has it"
	if e.built {
		from = "where the file is there, build this program again; else " + from
	}
	stands := "is applied"
	if e.cut != nil {
		stands = "was cut off while it was " + direction(e.cut.down) + ", when " + firstOnes(e.cut.done) + " carried out"
		from += ", and run: " + advance(e.Revision, e.cut.down)
	}
	return fmt.Sprintf("migrate: revision %s %s, and there is no file of it: %s; "+
		"to have the database forget it, run: drey stamp <the revision that the database is at>", e.Revision, stands, from)
}

// HeadsError says that there is more than one head where one is needed.
type HeadsError struct{ Heads []Revision }

// Error names the next move.
func (e *HeadsError) Error() string {
	names := make([]string, len(e.Heads))
	for i, h := range e.Heads {
		names[i] = h.String()
	}
	return fmt.Sprintf("migrate: there are %d heads, %s: join them with: drey merge -m \"...\", or name one of them, or \"heads\" for all",
		len(e.Heads), strings.Join(names, " and "))
}

// NotAtHeadError says that the database is not where the revisions end.
type NotAtHeadError struct{ Have, Want []string }

// Error names the next move.
func (e *NotAtHeadError) Error() string {
	return fmt.Sprintf("migrate: the database is at %s and the revisions end at %s: run: drey upgrade heads", listed(e.Have), listed(e.Want))
}

// IrreversibleError says that a revision cannot be taken back.
type IrreversibleError struct{ Revision, Reason string }

// Error names the next move.
func (e *IrreversibleError) Error() string {
	return fmt.Sprintf("migrate: revision %s cannot be taken back: %s. Write its Down, or go forward with: drey revision -m \"...\"", e.Revision, e.Reason)
}

// DestructiveError says that changes can lose rows or values, and that [NewRevision.Allow] does not name them.
type DestructiveError struct {
	Changes []schema.Change

	unknown []string // of Allow: names of nothing that changes
}

// Error names the next move.
func (e *DestructiveError) Error() string {
	var text strings.Builder
	text.WriteString("migrate: rows or values can be lost:")
	for _, c := range e.Changes {
		text.WriteString("\n  " + c.String())
	}
	text.WriteString("\nIf that is meant, run: drey revision --autogenerate -m \"...\"")
	for _, c := range e.Changes {
		text.WriteString(" --allow " + c.Subject())
	}
	for _, name := range e.unknown {
		text.WriteString("\nNothing that changes is called " + name + ", which --allow names")
	}
	text.WriteString("\nIf something was renamed, say so: --rename old:new, or was=old in the tag")
	return text.String()
}

// LockedError says that a lock was not given in time.
type LockedError struct {
	Holder string // who has it, as far as the database tells
	Waited time.Duration

	err      error // what the database answered; nil where it was asked whether the lock is free
	revision string
	next     string // the command that goes on
}

// Unwrap returns the database's refusal.
func (e *LockedError) Unwrap() error { return e.err }

// Error names the next move.
func (e *LockedError) Error() string {
	holder := e.Holder
	if holder == "" {
		holder = "another connection"
	}
	to, next := "", "drey upgrade"
	if e.revision != "" {
		to, next = " to revision "+e.revision, e.next
	}
	return fmt.Sprintf("migrate: a lock was not given%s within %s, %s has it; nothing was changed by this step: wait for it or end it, then run: %s",
		to, e.Waited.Round(time.Millisecond), holder, next)
}

// lostError says that the connection was lost while a step waited for its turn, of which nothing is known then. What repo says of the
// connection is for those who took it.
type lostError struct {
	text string
	err  error
}

// Error names the next move.
func (e *lostError) Error() string { return e.text }

// Unwrap returns how the connection was lost.
func (e *lostError) Unwrap() error { return e.err }

// StepError says that a revision failed. Its transaction is rolled back.
type StepError struct {
	Revision, Path, Statement string
	Line                      int // of Statement in the file; 0: none is to blame
	Err                       error

	kept string // what stays, of a revision without a transaction
	down bool   // it was being taken back
}

// Error names the next move.
func (e *StepError) Error() string {
	at := e.Path
	if at == "" {
		at = "code"
	}
	if e.Line > 0 {
		at = fmt.Sprintf("%s:%d", e.Path, e.Line)
	}
	then := "it is rolled back. " + e.mend() + "run: drey upgrade"
	if e.isThere() {
		then += "; or, where the database has all of this revision already, run: drey stamp " + e.Revision
	}
	if e.down {
		then = "it is rolled back, and still applied. Mend what stands in the way, then run the downgrade again"
		if e.ended() {
			then = "it is rolled back, and still applied. Run the downgrade again"
		}
	}
	if e.kept != "" {
		then = e.kept
	}
	return fmt.Sprintf("migrate: revision %s failed at %s: %v; %s", e.Revision, at, e.Err, then)
}

// ended reports whether nothing is wrong with the revision: the caller's context ended.
func (e *StepError) ended() bool {
	return errors.Is(e.Err, context.Canceled) || errors.Is(e.Err, context.DeadlineExceeded)
}

// mend begins a sentence that names a command.
func (e *StepError) mend() string {
	if e.ended() {
		return "To go on, "
	}
	return "Mend it, then "
}

// isThere reports whether the database has already what the statement makes.
func (e *StepError) isThere() bool {
	var refusal *backends.Error
	if !errors.As(e.Err, &refusal) {
		return false
	}
	switch refusal.Code {
	case "42P07", "42701", "42710", "42P06": // a relation, a column, another object, a schema
		return true
	}
	return refusal.Code == "1" && (strings.Contains(refusal.Message, "already exists") || strings.Contains(refusal.Message, "duplicate column name"))
}

// Unwrap returns the refusal, so that errors.As finds the *backends.Error.
func (e *StepError) Unwrap() error { return e.Err }

func listed(ids []string) string {
	if len(ids) == 0 {
		return "base"
	}
	return strings.Join(ids, ", ")
}
