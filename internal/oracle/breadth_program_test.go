package oracle_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drey-db/drey/repo/flush"
)

// breadthOp is one operation of a program of the second family.
type breadthOp struct {
	Op       string              `json:"op"`
	Name     string              `json:"name,omitempty"`
	Type     string              `json:"type,omitempty"`
	Rel      string              `json:"rel,omitempty"`
	Item     string              `json:"item,omitempty"` // "": none
	Other    string              `json:"other,omitempty"`
	Values   map[string]any      `json:"values,omitempty"`
	Pointers map[string]string   `json:"pointers,omitempty"` // of what is new
	Under    [][2]string         `json:"under,omitempty"`    // the parents that get what is new, with their fields
	Add      bool                `json:"add,omitempty"`
	Rows     []map[string]any    `json:"rows,omitempty"`
	Shape    string              `json:"shape,omitempty"`
	N        int64               `json:"n"`
	Schema   string              `json:"schema,omitempty"`
	Scene    breadthScene        `json:"scene,omitempty"`
	Show     map[string][]string `json:"show,omitempty"` // entities that are known, with their loaded relationships
}

// breadthAnswer is what came of it.
type breadthAnswer struct {
	Outcome string              `json:"outcome"`
	Detail  string              `json:"detail"`
	Found   []string            `json:"found"`
	Rows    map[string][]string `json:"rows"`
	Audit   []string            `json:"audit"` // what hooks heard since the last checkpoint
	Shown   []string            `json:"shown"` // what entities show
}

func (o breadthOp) checkpoint() bool { return slices.Contains(checkpoints, o.Op) }

// String is the operation as a line of a program.
func (o breadthOp) String() string {
	o.Show = nil
	text, err := json.Marshal(o)
	if err != nil {
		return err.Error()
	}
	return strings.Replace(string(text), `,"n":0`, "", 1)
}

// same says whether two answers to an operation are: a refusal of drey's own may come before the database's.
func (a breadthAnswer) same(b breadthAnswer) bool {
	refused := []string{"integrity", "invalid", "conflict"}
	if slices.Contains(refused, a.Outcome) && slices.Contains(refused, b.Outcome) { // rule said-early
		return true
	}
	return a.Outcome == b.Outcome && (a.Outcome != "ok" || slices.Equal(a.Found, b.Found) && maps.EqualFunc(a.Rows, b.Rows, slices.Equal[[]string]) &&
		slices.Equal(a.Audit, b.Audit) && slices.Equal(a.Shown, b.Shown))
}

// breadthDifference is how two sides differ; "" when they do not.
func breadthDifference(program []breadthOp, ours, theirs []breadthAnswer, name string) string {
	for i := range program {
		if !ours[i].same(theirs[i]) {
			return printBreadth(program[:i+1], ours[i], theirs[i], name)
		}
	}
	return ""
}

func printBreadth(program []breadthOp, ours, theirs breadthAnswer, name string) string {
	var b strings.Builder
	for _, o := range program {
		fmt.Fprintln(&b, o)
	}
	fmt.Fprintf(&b, "drey: %s %s\n%s: %s %s\n", ours.Outcome, ours.Detail, name, theirs.Outcome, theirs.Detail)
	compareLists := func(what string, a, c []string) {
		for _, l := range apart(a, c) {
			fmt.Fprintf(&b, "%s only %s: %s\n", what, word(slices.Contains(a, l), "drey")+word(slices.Contains(c, l), name), l)
		}
	}
	compareLists("found", ours.Found, theirs.Found)
	compareLists("audit", ours.Audit, theirs.Audit)
	compareLists("shown", ours.Shown, theirs.Shown)
	for _, t := range slices.Sorted(maps.Keys(ours.Rows)) {
		compareLists(t, ours.Rows[t], theirs.Rows[t])
	}
	return b.String()
}

// audit is what hooks heard, one change for each entity.
type audit map[string]*audited

type audited struct {
	operation flush.Operation
	columns   map[string][2]any
}

// unheard are columns that the session itself writes.
var unheard = []string{"rev", "deleted_at"}

// hear takes a change to those before it.
func (a audit) hear(c flush.Change) {
	if c.Operation != flush.Insert && c.Operation != flush.Update && c.Operation != flush.Delete {
		return
	}
	name := tag(c.Entity)
	held := a[name]
	if held == nil {
		held = &audited{operation: c.Operation, columns: map[string][2]any{}}
		a[name] = held
	} else if c.Operation != flush.Update {
		held.operation = c.Operation
	}
	for _, column := range c.Columns {
		if slices.Contains(unheard, column.Column) {
			continue
		}
		was, new := shown(column.Old), shown(column.New)
		if before, known := held.columns[column.Column]; known {
			was = before[0]
		}
		held.columns[column.Column] = [2]any{was, new}
	}
}

// lines are all changes, each a line.
func (a audit) lines() (list []string) {
	codes := map[[2]any]bool{} // rule rekeyed: of what follows a key that changed each side tells of what it has in memory
	for name, held := range a {
		if code, changed := held.columns["code"]; changed && breadthKind(name).name == "Region" {
			codes[code] = true
		}
	}
	for name, held := range a {
		maps.DeleteFunc(held.columns, func(column string, values [2]any) bool {
			return held.operation == flush.Update && (values[0] == values[1] || column == "region_code" && codes[values])
		})
		if len(held.columns) == 0 {
			continue
		}
		text, err := json.Marshal(held.columns)
		if err != nil {
			text = []byte(err.Error())
		}
		list = append(list, fmt.Sprint(held.operation, " ", name, " ", string(text)))
	}
	slices.Sort(list)
	return list
}
