package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes that [Code] returns.
const (
	exitOK         = 0
	exitError      = 1
	exitUsage      = 2
	exitDifference = 3
)

// Code returns the exit code that says what became of a command: 0 where err is nil, 1 for an error, 2 where the command was
// used wrongly, 3 where check found a difference.
func Code(err error) int {
	switch {
	case err == nil:
		return exitOK
	case isUsage(err):
		return exitUsage
	case errors.Is(err, errDifference):
		return exitDifference
	}
	return exitError
}

// usageError says that a command was used wrongly.
type usageError struct {
	err     error
	unaided bool // the text says all, and the usage is not printed
}

// Error implements error.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap returns the error behind it.
func (e *usageError) Unwrap() error { return e.err }

func isUsage(err error) bool {
	var usage *usageError
	return errors.As(err, &usage)
}

// wantsUsage reports whether the usage helps with an error.
func wantsUsage(err error) bool {
	var usage *usageError
	return errors.As(err, &usage) && !usage.unaided
}

var errDifference = errors.New("the database is not as the models are: run: drey revision --autogenerate -m \"...\"")

// failure is an error in other words.
type failure struct {
	text string
	err  error
}

// Error implements error.
func (e *failure) Error() string { return e.text }

// Unwrap returns the error in its own words.
func (e *failure) Unwrap() error { return e.err }

// next finds commands that errors tell to run. The library cannot know how its program is called.
var next = regexp.MustCompile(`\bdrey (init|revision|upgrade|downgrade|current|heads|history|branches|show|stamp|check|merge)\b`)

// named is an error that calls commands as this program does, and shows no password.
func (c *call) named(err error) error {
	if err == nil {
		return nil
	}
	return reworded(err, masked(c.commands(err.Error())))
}

// commands is a text with commands called as this program does.
func (c *call) commands(text string) string {
	return next.ReplaceAllString(text, c.cmd.Parent().CommandPath()+" $1")
}

// secret finds passwords in what may be a URL, typed where none is wanted.
var secret = regexp.MustCompile(`(://[^/\s:@"]*:)[^\s"]*@`)

const hidden = "$1***@"

// pattern is how a URL is written, as errors tell: it has no password.
const pattern = "://user:password@host:5432/database"

// masked is a text without passwords.
func masked(text string) string {
	parts := strings.Split(text, pattern)
	for i := range parts {
		parts[i] = secret.ReplaceAllString(parts[i], hidden)
	}
	return strings.Join(parts, pattern)
}

func redacted(err error) error { return reworded(err, masked(err.Error())) }

func reworded(err error, text string) error {
	if text == err.Error() {
		return err
	}
	return &failure{text: text, err: err}
}

// stepsBack is "-1" in the error of a flag that is not there.
var stepsBack = regexp.MustCompile(`shorthand flag: '\d' in (-\d+)$`)

// wrongFlag is the error of a flag that a command does not have.
func wrongFlag(cmd *cobra.Command, err error) error {
	if steps := stepsBack.FindStringSubmatch(err.Error()); steps != nil {
		cmd.SilenceUsage = true
		return unaided("%s takes no steps from where the database is, as %s is: name head, base or a revision, or run: %s downgrade %[2]s",
			cmd.Name(), steps[1], cmd.Parent().CommandPath())
	}
	return &usageError{err: redacted(err)}
}

// usageArgs has wrong arguments be an error of usage.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{err: redacted(err)}
		}
		return nil
	}
}

// noSubcommand refuses a command that is not there.
func noSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no command %q; run: %s --help", args[0], cmd.CommandPath())
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text = fmt.Sprintf("there is no command %q; run: %s %s", args[0], cmd.CommandPath(), near[0])
	}
	cmd.SilenceUsage = true
	return &usageError{err: redacted(errors.New(text))}
}
