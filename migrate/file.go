package migrate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The words of a header, each behind "-- drey:".
const (
	wordRevision     = "revision"
	wordParents      = "parents"
	wordLabel        = "label"
	wordIrreversible = "irreversible"
	wordForeignKeys  = "foreign_keys"
)

const (
	marker   = "-- drey:"
	upMark   = "-- +goose Up"
	downMark = "-- +goose Down"
)

// fileName is how goose orders files: a number, then words.
var fileName = regexp.MustCompile(`^[0-9]+_.*\.sql$`)

// readFiles reads the revisions of a folder, in the order of their names. A folder that is not there has none.
func readFiles(fsys fs.FS, dir string) ([]*node, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	var nodes []*node
	for _, entry := range entries {
		if entry.IsDir() || !fileName.MatchString(entry.Name()) {
			continue
		}
		file := path.Join(dir, entry.Name())
		content, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		n, err := readFile(file, content)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// readFile reads the header of a file. The checksum is of its text, whatever ends its lines.
func readFile(file string, content []byte) (*node, error) {
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	sum := sha256.Sum256(content)
	n := &node{Revision: Revision{Path: file}, content: content, checksum: hex.EncodeToString(sum[:])}
	header, _, found := bytes.Cut(content, []byte("+goose Up"))
	if !found {
		return nil, fmt.Errorf("migrate: %s has no line %q: write it in front of the statements", file, upMark)
	}
	for _, line := range strings.Split(string(header), "\n") {
		if err := n.readLine(line); err != nil {
			return nil, fmt.Errorf("migrate: %s: %w", file, err)
		}
	}
	if n.ID == "" {
		return nil, fmt.Errorf("migrate: %s has no line %q: write one, with an id that no other revision has", file, marker+" "+wordRevision+" <id>")
	}
	if !hasDown(content) && n.irreversible == "" {
		n.irreversible = "its file has no line \"" + downMark + "\""
	}
	return n, nil
}

func hasDown(content []byte) bool {
	return slices.ContainsFunc(strings.Split(string(content), "\n"), func(line string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(line), " "), downMark)
	})
}

// readLine reads a line of the header: the first one that says nothing else is the message.
func (n *node) readLine(line string) error {
	said, ok := strings.CutPrefix(strings.TrimSpace(line), marker)
	if !ok {
		if text := strings.TrimSpace(strings.TrimLeft(line, "- ")); n.Message == "" && n.ID == "" {
			n.Message = text
		}
		return nil
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(said), " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case wordRevision:
		n.ID = rest
	case wordParents:
		n.Parents = strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' })
	case wordLabel:
		n.Label = rest
	case wordIrreversible:
		n.irreversible = rest
	case wordForeignKeys:
		n.keysOn = rest == "on"
	default:
		return fmt.Errorf("%q says nothing that is known: revision, parents, label, irreversible and foreign_keys are", strings.TrimSpace(line))
	}
	if n.ID != "" && strings.ContainsAny(n.ID, " \t") {
		return fmt.Errorf("the id %q has blanks in it", n.ID)
	}
	return nil
}

// draft is a revision that is to be written.
type draft struct {
	Revision
	up, down     []string
	irreversible string
}

// text is the draft as a file.
func (d draft) text() []byte {
	var text strings.Builder
	say := func(word, rest string) {
		if rest != "" {
			fmt.Fprintf(&text, "%s %s %s\n", marker, word, oneLine(rest))
		}
	}
	fmt.Fprintf(&text, "-- %s\n", oneLine(d.Message))
	say(wordRevision, d.ID)
	say(wordParents, strings.Join(d.Parents, " "))
	say(wordLabel, d.Label)
	say(wordIrreversible, d.irreversible)
	fmt.Fprintf(&text, "\n%s\n", upMark)
	writeStatements(&text, d.up)
	if d.irreversible == "" {
		fmt.Fprintf(&text, "\n%s\n", downMark)
		writeStatements(&text, d.down)
	}
	return []byte(text.String())
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// writeStatements writes statements, those whose lines goose could take for something else between marks.
func writeStatements(text *strings.Builder, statements []string) {
	for _, s := range statements {
		s = strings.TrimSpace(s)
		if strings.ContainsAny(s, ";\n") || strings.Contains(s, "--") {
			fmt.Fprintf(text, "-- +goose StatementBegin\n%s;\n-- +goose StatementEnd\n", s)
		} else {
			fmt.Fprintf(text, "%s;\n", s)
		}
	}
}

// slug is a message as part of a file's name.
func slug(message string) string {
	const most = 40
	words := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(message), "_")
	if len(words) > most {
		words = words[:most]
	}
	return strings.Trim(words, "_")
}
