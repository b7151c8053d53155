package migrate

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// script is what goose would send of a revision.
type script struct {
	statements    []string
	shown         []string // as the file has them: without what stands in variables
	lines         []int    // in the file; 0 where that is not known
	transactional bool
	note          string // what one should know of it
}

// scriptOf has goose send a revision to nobody.
func scriptOf(ctx context.Context, n *node, down bool) (script, error) {
	s, err := recorded(ctx, n, down)
	if err != nil {
		if shell := foreign(n); shell != nil {
			err = shell
		}
		return script{}, fmt.Errorf("migrate: %s cannot be read: %s: mend the file", n.Path, plainly(err))
	}
	if slices.ContainsFunc(s.statements, ofShell) {
		return script{}, foreign(n)
	}
	if slices.Contains(s.statements, "") {
		return script{}, fmt.Errorf("migrate: %s: goose loses the statement behind a StatementBegin and StatementEnd that have comments alone, or nothing, between them: take that pair away", n.Path)
	}
	literally := *n
	literally.content = substitution.ReplaceAll(n.content, []byte("-- variables:$1"))
	s.shown = s.statements
	if !bytes.Equal(literally.content, n.content) {
		as, err := recorded(ctx, &literally, down)
		if err != nil || len(as.statements) != len(s.statements) {
			return script{}, fmt.Errorf("migrate: %s: a variable has a semicolon at its line's end, or between StatementBegin and StatementEnd there is a line of goose's: write no statements into variables", n.Path)
		}
		s.shown = as.statements
	}
	return s, s.locate(&literally)
}

// wayOf is what a file's revision would send, forward or back. Taken back, it is an [*IrreversibleError] where its header says that nothing
// leads back.
func wayOf(ctx context.Context, n *node, down bool) (script, error) {
	if down && n.irreversible != "" {
		return script{}, &IrreversibleError{Revision: n.ID, Reason: n.irreversible}
	}
	s, err := scriptOf(ctx, n, down)
	if err != nil || !down || len(s.statements) > 0 {
		return s, err
	}
	up, err := scriptOf(ctx, n, false)
	if len(up.statements) > 0 {
		s.note = leftBehind
	}
	return s, err
}

// leftBehind is said where a revision is taken back by nothing.
const leftBehind = "its Down has no statements: what its Up did stays"

// substitution is goose's lines that have it put variables into statements.
var substitution = regexp.MustCompile(`(?im)^--[^\S\n]*\+goose[^\S\n]+ENVSUB([^\S\n]+(?:ON|OFF)[^\S\n]*)$`)

func recorded(ctx context.Context, n *node, down bool) (script, error) {
	r := &recorder{}
	err := goosed(context.WithoutCancel(ctx), n, down, r, func(context.Context) error { return nil }, nil)
	return r.script, err
}

// locate finds the lines of statements, and statements that goose ended too early.
func (s *script) locate(n *node) error {
	at := 0
	for _, text := range s.shown {
		begin, line := strings.Index(string(n.content[at:]), text), 0
		if begin >= 0 {
			begin += at
			line, at = 1+bytes.Count(n.content[:begin], []byte("\n")), begin+len(text)
		}
		s.lines = append(s.lines, line)
		if line > 0 && !sqltext.Complete(text) && !marked(n.content[:begin]) {
			return fmt.Errorf("migrate: %s:%d: goose ends the statement at a semicolon at a line's end, and that one stands in quotes or in a comment: "+
				"write -- +goose StatementBegin in front of the statement and -- +goose StatementEnd behind it", n.Path, line)
		}
	}
	return nil
}

// marked reports whether what is in front of a statement ends with StatementBegin.
func marked(before []byte) bool {
	for _, line := range slices.Backward(strings.Split(string(before), "\n")) {
		if mark := annotation(line); mark != "" {
			return mark == "statementbegin"
		}
	}
	return false
}

// gooseWords are what goose says around what is wrong with a file.
var gooseWords = regexp.MustCompile(`(?s)^.*(failed to parse 1_revision\.sql|failed to parse migration|failed to scan migration): (state \d+, direction: \w+: )?|,? ?stateMachine=\d+|;? ?,? see https://\S+`)

// plainly is an error of goose's parser without its own bookkeeping.
func plainly(err error) string {
	return strings.TrimRight(gooseWords.ReplaceAllString(err.Error(), ""), ";, ")
}
