package kit

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/drey-db/drey/backends"
)

// ErrRowsOver is what rows answer that are asked for their columns too late.
var ErrRowsOver = errors.New("columns of rows that are over: ask for them before the rows are closed or read to their end")

// ErrCommitApart is what a Driver of sqlxbackend answers to a pipeline with COMMIT at its end, of which it has sent nothing: rows must be counted
// before COMMIT goes (backends.Stmt.Expect), and the server cannot do that for these statements.
var ErrCommitApart = errors.New("the server cannot count the rows of these statements: send COMMIT when they have been counted")

// Stale is the refusal of a statement that matched another number of rows than Stmt.Expect.
func Stale(expected, matched int64) error {
	return &backends.Error{Kind: backends.ErrStale, Matched: matched, Message: "expected " + strconv.FormatInt(expected, 10) + ", matched " + strconv.FormatInt(matched, 10)}
}

// unknown is an ErrCommitUnknown that says what is known, and what was met.
func unknown(message string, cause error) error {
	var met *backends.Error
	if errors.As(cause, &met) { // the driver's own words may tell secrets
		message += ": " + met.Error()
	}
	return &backends.Error{Kind: backends.ErrCommitUnknown, Stmt: -1, Err: cause, Message: message}
}

// CommitUnknown is the refusal of a unit of work whose COMMIT left and was not answered; cause says why. One that proves that nothing
// left, as [Unsent] does, comes back as it is.
func CommitUnknown(cause error) error {
	if isUnsent(cause) {
		return cause
	}
	return unknown("the connection was lost, or the wait given up, after COMMIT was sent: look whether the work is there before doing it again", cause)
}

// StatementUnknown is the refusal of a statement that commits itself, was sent and was not answered; cause says why. One that proves
// that nothing was sent comes back as it is.
func StatementUnknown(cause error) error {
	if isUnsent(cause) {
		return cause
	}
	return unknown("the connection was lost, or the wait given up, after a statement was sent that commits itself: look whether its work is there before doing it again", cause)
}

// CommittedUnread is the refusal of a pipeline that committed, and whose listener then refused an answer; cause is its
// error, in whose words it says why. It is an ErrCommitUnknown: whoever sees it must not do the work again.
func CommittedUnread(cause error) error {
	return &backends.Error{Kind: backends.ErrCommitUnknown, Stmt: -1, Err: cause, Message: "it was committed, but its answers were refused: " + cause.Error()}
}

// NothingWritten is err, with which something ended that cannot have written: whether it was committed does not matter, and an ErrCommitUnknown
// is what was met in the place of the answer.
func NothingWritten(err error) error {
	var e *backends.Error
	if errors.As(err, &e) && e.Kind == backends.ErrCommitUnknown && e.Err != nil {
		return e.Err
	}
	return err
}

// Blame says that statement i of a pipeline, or none (-1), is to blame for err. Errors that are not a *[backends.Error] stay as
// they are.
func Blame(err error, i int) error {
	if err == nil {
		return nil
	}
	var e *backends.Error
	if !errors.As(err, &e) {
		return err
	}
	blamed := *e
	blamed.Stmt = i
	return &blamed
}

// Miscounted is the refusal of a statement with so many arguments for so many placeholders.
func Miscounted(arguments, placeholders int) error {
	return &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf("there are %d arguments for %d placeholders", arguments, placeholders)}
}
