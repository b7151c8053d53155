package migrate

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
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

	sums []string // checksums of the first statements, by how many: as far as they were asked for
	hash hash.Hash
}

// sum is the checksum of the first statements, whose ends are part of it.
func (s *script) sum(first int) string {
	if s.hash == nil {
		s.hash, s.sums = sha256.New(), []string{sumOf(nil)}
	}
	for i := len(s.sums) - 1; i < min(first, len(s.statements)); i++ {
		if i > 0 {
			_, _ = io.WriteString(s.hash, statementEnd) // never fails
		}
		_, _ = io.WriteString(s.hash, s.statements[i])
		s.sums = append(s.sums, hex.EncodeToString(s.hash.Sum(nil)))
	}
	return s.sums[min(first, len(s.statements))]
}

// scriptOf has goose send a revision to nobody.
func scriptOf(ctx context.Context, n *node, down bool) (script, error) {
	s, err := recorded(ctx, n, down)
	if err != nil {
		if found := cmp.Or(tooLong(n), foreign(n)); found != nil {
			return script{}, found
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

// longestLine is what goose reads at most of a line.
const longestLine = 4 << 20

// tooLong finds a line that goose does not read; nil where there is none.
func tooLong(n *node) error {
	line := 0
	for text := range bytes.SplitSeq(n.content, []byte("\n")) {
		if line++; len(text) >= longestLine {
			return fmt.Errorf("migrate: %s:%d: the line has %d bytes, and goose reads lines of less than %d: divide it", n.Path, line, len(text), longestLine)
		}
	}
	return nil
}

// scriptFor is what a revision would send, forward or back; nothing of one that is code. Taken back, it is an [*IrreversibleError] where its header says that nothing
// leads back.
func scriptFor(ctx context.Context, n *node, down bool) (script, error) {
	if down && n.irreversible != "" {
		return script{}, &IrreversibleError{Revision: n.ID, Reason: n.irreversible}
	}
	if n.step != nil {
		return script{transactional: true}, nil
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

// allowed are the words that end no transaction; a COPY of the client's rows is refused as it runs.
var allowed = []string{sqltext.Savepoint, sqltext.RollbackTo, sqltext.CopyIn, sqltext.CopyOut}

// locate finds the lines of statements, and statements that goose ended too early.
func (s *script) locate(n *node) error {
	rest, line := string(n.content), 1 // line is that of rest
	for _, text := range s.shown {
		before, behind, found := strings.Cut(rest, text)
		if !found {
			s.lines = append(s.lines, 0)
			continue
		}
		line += strings.Count(before, "\n")
		s.lines = append(s.lines, line)
		if command := sqltext.Template.Control(text); command != "" && !slices.Contains(allowed, command) {
			if command == "END" {
				return fmt.Errorf("migrate: %s:%d: END alone is the end of a trigger or of a function whose body goose cut at its semicolons: "+
					"write -- +goose StatementBegin in front of the whole and -- +goose StatementEnd behind it", n.Path, line)
			}
			return fmt.Errorf("migrate: %s:%d: %s would begin or end a transaction, and each revision runs in one of its own: take it away; "+
				"what must be in none says -- +goose NO TRANSACTION", n.Path, line, command)
		}
		if !sqltext.Complete(text) && !marked(before) {
			return fmt.Errorf("migrate: %s:%d: goose ends the statement at a semicolon at a line's end, and that one stands in quotes or in a comment: "+
				"write -- +goose StatementBegin in front of the statement and -- +goose StatementEnd behind it", n.Path, line)
		}
		rest, line = behind, line+strings.Count(text, "\n")
	}
	return nil
}

// marked reports whether what is between two statements ends with StatementBegin.
func marked(between string) bool {
	last := ""
	for line := range strings.SplitSeq(between, "\n") {
		if mark := annotation(line); mark != "" {
			last = mark
		}
	}
	return last == "statementbegin"
}

// gooseWords are what goose says around what is wrong with a file.
var gooseWords = regexp.MustCompile(`(?s)^.*(failed to parse 1_revision\.sql|failed to parse migration|failed to scan migration): (state \d+, direction: \w+: )?|,? ?stateMachine=\d+|;? ?,? see https://\S+`)

// plainly is an error of goose's parser without its own bookkeeping.
func plainly(err error) string {
	return strings.TrimRight(gooseWords.ReplaceAllString(err.Error(), ""), ";, ")
}
