package migrate

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/schema"
)

// draft is a revision that is to be written.
type draft struct {
	Revision
	up, down     []string
	converted    []string // columns whose way there is what using= says
	irreversible string
}

// planned has the draft be what a plan says.
func (d *draft) planned(p schema.Plan) {
	d.up, d.down, d.irreversible, d.Notes, d.converted = p.Up, p.Down, p.Irreversible, p.Notes, nil
	for _, c := range p.Changes {
		if c.Using {
			d.converted = append(d.converted, c.Subject())
		}
	}
}

// render returns the draft as a file.
func (d draft) render() []byte {
	var text strings.Builder
	writeHeader := func(word, rest string) {
		if rest != "" {
			fmt.Fprintf(&text, "%s %s %s\n", marker, word, oneLine(rest))
		}
	}
	fmt.Fprintf(&text, "-- %s\n", oneLine(d.Message))
	writeHeader(wordRevision, d.ID)
	writeHeader(wordParents, strings.Join(d.Parents, " "))
	writeHeader(wordLabel, d.Label)
	writeHeader(wordIrreversible, d.irreversible)
	fmt.Fprintf(&text, "\n%s\n", upMark)
	writeStatements(&text, d.up)
	if d.irreversible == "" {
		fmt.Fprintf(&text, "\n%s\n", downMark)
		for _, column := range d.converted {
			fmt.Fprintf(&text, "-- %s: the way there is by using=, and this is a plain cast: write its inverse\n", oneLine(column))
		}
		writeStatements(&text, d.down)
	}
	return []byte(text.String())
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// writeStatements writes statements, those whose lines goose could take for something else between marks.
func writeStatements(text *strings.Builder, statements []string) {
	for _, s := range statements {
		s = withoutComments(s)
		switch {
		case s == "":
		case strings.ContainsAny(s, ";\n") || strings.Contains(s, "--"):
			fmt.Fprintf(text, "-- +goose StatementBegin\n%s\n-- +goose StatementEnd\n", ended(s))
		default:
			fmt.Fprintf(text, "%s\n", ended(s))
		}
	}
}

// withoutComments is a statement without the blanks around it and the lines of comment in front of it, which goose leaves out.
func withoutComments(s string) string {
	s = strings.TrimSpace(s)
	for strings.HasPrefix(s, "--") {
		_, s, _ = strings.Cut(s, "\n")
		s = strings.TrimSpace(s)
	}
	return s
}

// ended is a statement with a semicolon behind it: on a line of its own where the last line has a comment, which would swallow it.
func ended(s string) string {
	if last := s[strings.LastIndexByte(s, '\n')+1:]; strings.Contains(last, "--") {
		return s + "\n;"
	}
	return s + ";"
}

// verified reports why what is read from the draft's file is not the draft; nil when it is.
func (d draft) verified(ctx context.Context) error {
	n, err := readFile(d.Path, d.render())
	if err != nil {
		return refusal{fmt.Errorf("%w: say it in other words", err)}
	}
	same := n.ID == d.ID && n.Label == d.Label && slices.Equal(n.Parents, d.Parents) && n.Message == oneLine(d.Message)
	if !same || strings.Contains(n.Message, "+goose") {
		return invalid("the message %q would be read as %q, beside what belongs to the header: say it in other words", d.Message, n.Message)
	}
	if err := d.readsBack(ctx, n, d.up, false); err != nil || d.irreversible != "" {
		return err
	}
	return d.readsBack(ctx, n, d.down, true)
}

func (d draft) readsBack(ctx context.Context, n *node, statements []string, down bool) error {
	var want []string
	for _, s := range statements {
		if s = withoutComments(s); s != "" {
			want = append(want, ended(s))
		}
		if strings.Contains(s, "\r\n") {
			return fmt.Errorf("migrate: a statement has lines that end in CR LF, which no file of revisions keeps: write LF alone: %q", s)
		}
	}
	found, err := scriptOf(ctx, n, down)
	if err != nil {
		return fmt.Errorf("%w: goose takes a line of a statement for one of its own: write that line otherwise", err)
	}
	for i, s := range want {
		if i >= len(found.statements) || found.statements[i] != s {
			return fmt.Errorf("migrate: goose takes a line of this statement for one of its own: write that line otherwise: %q", s)
		}
	}
	if len(found.statements) != len(want) || !found.transactional {
		return fmt.Errorf("migrate: goose reads %d statements where %d were written: write the revision by hand", len(found.statements), len(want))
	}
	return nil
}

// slug is a message as part of a file's name.
func slug(message string) string {
	const most = 40
	joined := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(message), "_")
	if len(joined) > most {
		joined = joined[:most]
	}
	return strings.Trim(joined, "_")
}
