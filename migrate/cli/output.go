package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

// print prints a line of text, which --json leaves out.
func (c *call) print(format string, args ...any) {
	if !c.json {
		fmt.Fprintf(c.cmd.OutOrStdout(), format+"\n", args...)
	}
}

// note prints a line beside the results.
func (c *call) note(format string, args ...any) {
	fmt.Fprintf(c.cmd.ErrOrStderr(), format+"\n", args...)
}

// result prints a result: a line of text, or an object.
func (c *call) result(object any, format string, args ...any) error {
	if c.json {
		return json.NewEncoder(c.cmd.OutOrStdout()).Encode(object)
	}
	c.print(format, args...)
	return nil
}

// results prints revisions, each as line has it.
func (c *call) results(list []migrate.Revision, line func(migrate.Revision) string) error {
	for _, r := range list {
		if err := c.result(newRevisionObject(r), "%s", line(r)); err != nil {
			return err
		}
	}
	return nil
}

// printText prints text that is the result, with a name for what it is.
func (c *call) printText(name, text string) error {
	if c.json {
		return c.result(map[string]string{name: text}, "")
	}
	_, err := fmt.Fprint(c.cmd.OutOrStdout(), text)
	return err
}

// revisionObject is a revision as JSON.
type revisionObject struct {
	Revision string   `json:"revision"`
	Message  string   `json:"message"`
	Path     string   `json:"path,omitempty"`
	Label    string   `json:"label,omitempty"`
	Parents  []string `json:"parents"`
	Head     bool     `json:"head"`
	Current  bool     `json:"current"`
	Applied  bool     `json:"applied"`

	Interrupted *interruptedObject `json:"interrupted,omitempty"`
}

// interruptedObject is how far a revision came, as JSON.
type interruptedObject struct {
	Down      bool   `json:"down"`
	Done      int    `json:"done"`
	Statement string `json:"statement,omitempty"`
}

func newRevisionObject(r migrate.Revision) revisionObject {
	var interrupted *interruptedObject
	if i := r.Interrupted; i != nil {
		interrupted = &interruptedObject{i.Down, i.Done, i.Statement}
	}
	return revisionObject{r.ID, r.Message, r.Path, r.Label, append([]string{}, r.Parents...), r.Head, r.Current, r.Applied, interrupted}
}

// changeObject is a change as JSON.
type changeObject struct {
	Kind        schema.ChangeKind `json:"change"`
	Schema      string            `json:"schema,omitempty"`
	Table       string            `json:"table,omitempty"`
	Name        string            `json:"name"`
	From        string            `json:"from,omitempty"`
	To          string            `json:"to,omitempty"`
	Destructive bool              `json:"destructive"`
	Unseen      bool              `json:"unseen,omitempty"`
}

// titled is a revision in a line: its id, what it is to the files and the database, its message.
func titled(r migrate.Revision) string {
	var marks []string
	if r.Label != "" {
		marks = append(marks, r.Label)
	}
	if r.Head {
		marks = append(marks, "head")
	}
	switch {
	case r.Current:
		marks = append(marks, "current")
	case r.Applied:
		marks = append(marks, "applied")
	}
	line := r.ID
	if len(marks) > 0 {
		line += " (" + strings.Join(marks, ", ") + ")"
	}
	if r.Message != "" {
		line += " " + r.Message
	}
	return line
}

// standing is titled, with how far a revision came that has not come to its end.
func (c *call) standing(r migrate.Revision) string {
	line := titled(r)
	if r.Interrupted != nil {
		line += "\n  " + c.commands(r.Interrupted.String())
	}
	return line
}

// followed is a line behind the revisions that a revision follows.
func followed(r migrate.Revision, line string) string { return parentsOf(r) + " -> " + line }

func parentsOf(r migrate.Revision) string {
	if len(r.Parents) == 0 {
		return "base"
	}
	return strings.Join(r.Parents, ", ")
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
