package migrate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
		if entry.IsDir() || !strings.EqualFold(path.Ext(entry.Name()), ".sql") || strings.HasPrefix(entry.Name(), ".") {
			continue // what begins with a dot is an editor's
		}
		file := path.Join(dir, entry.Name())
		content, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		if !fileName.MatchString(entry.Name()) {
			return nil, misnamed(file, strings.Split(string(content), "\n"))
		}
		n, err := readFile(file, content)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// misnamed is the error of a file that nobody would read by its name: a revision, or what another tool takes for one.
func misnamed(file string, lines []string) error {
	dir, name := path.Split(file)
	called := dir + numbered(name)
	if !slices.ContainsFunc(lines, isUp) {
		return fmt.Errorf("migrate: %s is no revision, and nothing would run it: where it is to run, call it %s and write %q and %q in front of its statements; "+
			"where it is another script, move it out of the folder of revisions", file, called, marker+" "+wordRevision+" <id>", upMark)
	}
	if lower := strings.TrimSuffix(name, path.Ext(name)) + ".sql"; lower != name {
		return fmt.Errorf("migrate: %s is a revision whose name does not end with .sql in small letters: call it %s", file, called)
	}
	return fmt.Errorf("migrate: %s is a revision whose name has no number, _ and more: call it %s", file, called)
}

// beginning is how names of other tools begin: a number, with a V for version at most.
var beginning = regexp.MustCompile(`^[vV]?([0-9]+)[^0-9A-Za-z]*`)

// numbered is the name of a revision that a name means.
func numbered(name string) string {
	rest, number := strings.TrimSuffix(name, path.Ext(name)), "<number>"
	if found := beginning.FindStringSubmatch(rest); found != nil {
		number, rest = found[1], rest[len(found[0]):]
	}
	return number + "_" + cmp.Or(rest, "<name>") + ".sql"
}

// readFile reads a file, with its header. The checksum is of its text, whatever ends its lines and begins it.
func readFile(file string, content []byte) (*node, error) {
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return nil, fmt.Errorf("migrate: %s is not UTF-8 text: save it as UTF-8", file)
	}
	sum := sha256.Sum256(content)
	n := &node{Revision: Revision{Path: file}, content: content, checksum: hex.EncodeToString(sum[:])}
	lines := strings.Split(string(content), "\n")
	err := n.readLines(lines)
	if err == nil {
		err = unended(lines)
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: %s%w", file, err)
	}
	return n, nil
}

// readLines reads the header, which ends at the line "-- +goose Up", and looks whether there is a way back behind it.
func (n *node) readLines(lines []string) error {
	up := slices.IndexFunc(lines, isUp)
	if up < 0 {
		return withoutUp(lines)
	}
	said := map[string]bool{}
	for i, line := range lines[:up] {
		if err := n.readLine(line, said); err != nil {
			return fmt.Errorf(":%d: %w", i+1, err)
		}
	}
	if n.ID == "" {
		return fmt.Errorf(" has no line %q: write one, with an id that no other revision has", marker+" "+wordRevision+" <id>")
	}
	if err := n.readSteps(lines, up+1); err != nil {
		return err
	}
	if !n.back && n.irreversible == "" {
		n.irreversible = "its file has no line \"" + downMark + "\""
	}
	return nil
}

// withoutUp is the error of a file without the line that its statements stand behind, which may be that of another tool.
func withoutUp(lines []string) error {
	for i, line := range lines {
		if meant := misspelt.FindStringSubmatch(strings.TrimSpace(line)); meant != nil && strings.EqualFold(meant[1], "up") {
			return fmt.Errorf(":%d: %q is a comment to goose: write %q", i+1, strings.TrimSpace(line), upMark)
		}
	}
	return fmt.Errorf(" has no line %q: write it in front of the statements", upMark)
}

// readSteps looks for the way back among the lines from first on, and refuses those that nobody would read as they are meant.
func (n *node) readSteps(lines []string, first int) error {
	inside := false // of a statement
	for i, line := range lines[first:] {
		mark, at := annotation(line), first+i+1
		inside = mark == "statementbegin" || inside && mark != "statementend"
		said, _, isHeader := header(line)
		meant := misspelt.FindStringSubmatch(strings.TrimSpace(line))
		switch {
		case mark == "down" && n.back:
			return fmt.Errorf(":%d: goose takes a line for a second %q: take one away, or write that line otherwise", at, downMark)
		case mark == "" && meant != nil && !inside:
			return fmt.Errorf(":%d: %q is a comment to goose, and what stands behind it would run with what stands in front: write %q", at, strings.TrimSpace(line), "-- +goose "+meant[1])
		case isHeader && !inside:
			return fmt.Errorf(":%d: %q stands behind %q, where nobody reads it: move it in front", at, said, upMark)
		}
		n.back = n.back || mark == "down"
	}
	return nil
}

// misspelt is a comment that means an annotation of goose's, or is one of another tool of migrations.
var misspelt = regexp.MustCompile(`(?i)^--\s*\+?\s*(?:goose|migrate)\s*:?\s*(up|down|StatementBegin|StatementEnd|no transaction)$`)

// annotation is what a line tells goose, in small letters; "" where it is another line.
func annotation(line string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "--")
	if !ok {
		return ""
	}
	if rest, ok = strings.CutPrefix(strings.TrimSpace(rest), "+goose"); !ok {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(rest))
}

func isUp(line string) bool { return annotation(line) == "up" }

// header splits a line "-- drey: word rest".
func header(line string) (word, rest string, ok bool) {
	said, ok := strings.CutPrefix(strings.TrimSpace(line), marker)
	if !ok {
		return "", "", false
	}
	word, rest, _ = strings.Cut(strings.TrimSpace(said), " ")
	return word, strings.TrimSpace(rest), true
}

// nearly is a comment that means a line of the header. Without a colon the first comment may be the message.
var nearly = regexp.MustCompile(`(?i)^--\s*drey\s*(?:(:)\s*|\s)((?:revision|parents|label|irreversible|foreign_keys)(?:\s.*)?)$`)

// readLine reads a line of the header: the first comment that says nothing else is the message.
func (n *node) readLine(line string, said map[string]bool) error {
	word, rest, ok := header(line)
	if ok {
		if said[word] {
			return fmt.Errorf("%q is said a second time: take one away", marker+" "+word)
		}
		said[word] = true
		return n.readWord(word, rest)
	}
	if meant := nearly.FindStringSubmatch(strings.TrimSpace(line)); meant != nil && (meant[1] != "" || n.Message != "" || n.ID != "") {
		return fmt.Errorf("%q is a comment, which nobody reads: write %q", strings.TrimSpace(line), strings.TrimSpace(marker+" "+meant[2]))
	}
	comment, ok := strings.CutPrefix(strings.TrimSpace(line), "--")
	if !ok && strings.TrimSpace(line) != "" {
		return fmt.Errorf("%q stands in front of %q: move it behind, or make it a comment with --", strings.TrimSpace(line), upMark)
	}
	if text := strings.TrimSpace(comment); n.Message == "" && n.ID == "" && annotation(line) == "" && strings.Trim(text, "-") != "" {
		n.Message = oneLine(text)
	}
	return nil
}

func (n *node) readWord(word, rest string) error {
	switch word {
	case wordRevision:
		n.ID = rest
		return usable("id", rest)
	case wordParents:
		n.Parents = strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
		if rest != "" && len(n.Parents) == 0 {
			return fmt.Errorf("%q names no revision: write %q, or leave the line out", marker+" "+word+" "+rest, marker+" "+word+" <id>")
		}
		return different(n.Parents)
	case wordLabel:
		n.Label = rest
		return usable("label", rest)
	case wordIrreversible:
		n.irreversible = rest
	case wordForeignKeys:
		n.keysOn = rest == "on"
		if rest != "on" && rest != "off" {
			return fmt.Errorf("foreign_keys is %q: write on or off", rest)
		}
	default:
		return fmt.Errorf("%q says nothing that is known: revision, parents, label, irreversible and foreign_keys are", marker+" "+word)
	}
	return nil
}

// stepsAlone are targets that name no revision.
var stepsAlone = regexp.MustCompile(`^[+-][0-9]+$`)

// usable reports why a target could not name an id or a label; nil when it can.
func usable(what, name string) error {
	if name == "" || strings.ContainsFunc(name, unspeakable) || strings.ContainsAny(name, ",@:") {
		return fmt.Errorf("the %s %q is empty, or has blanks, commas, colons, @ or what is no text in it: give another", what, name)
	}
	if stepsAlone.MatchString(name) {
		return fmt.Errorf("the %s %q reads as steps from where the database is: give another", what, name)
	}
	if slices.Contains([]string{head, heads, base, current}, name) {
		return fmt.Errorf("the %s %q is a word of targets: give another", what, name)
	}
	return nil
}

// unspeakable reports whether nobody can type r in a target.
func unspeakable(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError
}

// different reports that a revision is named twice.
func different(ids []string) error {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return fmt.Errorf("%s is named twice as what the revision follows: name it once", id)
		}
	}
	return nil
}

// statementEnd stands between statements.
const statementEnd = ";\n"

// sumOf is the checksum of statements.
func sumOf(statements []string) string {
	sum := sha256.Sum256([]byte(strings.Join(statements, statementEnd)))
	return hex.EncodeToString(sum[:])
}
