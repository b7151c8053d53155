package oracle_test

import (
	"fmt"
	"slices"
	"strings"
)

// op is one operation. Both sides know entities by their labels.
type op struct {
	Op        string              `json:"op"`
	Name      string              `json:"name,omitempty"`
	Type      string              `json:"type,omitempty"`
	Rel       string              `json:"rel,omitempty"`
	Item      string              `json:"-"`
	ItemOrNil *string             `json:"item"`
	Items     []string            `json:"items"`
	Column    string              `json:"column,omitempty"`
	Value     any                 `json:"value"`
	KeyOf     string              `json:"key_of,omitempty"` // the value is that entity's key
	KeyColumn string              `json:"key,omitempty"`
	Columns   []string            `json:"columns,omitempty"`
	Values    map[string]any      `json:"values,omitempty"`
	Pointers  map[string]string   `json:"pointers"`
	Lists     map[string][]string `json:"lists"`
	Form      *form               `json:"form,omitempty"`
	SQL       string              `json:"sql,omitempty"`
	Loaded    [][2]string         `json:"loaded,omitempty"` // fields that the edit concerns, as far as they are loaded

	Autoflush bool `json:"autoflush,omitempty"` // of the session
	Expire    bool `json:"expire,omitempty"`    // of the session, at commits
	Flushed   bool `json:"flushed,omitempty"`   // this read flushed first

	was  string   // what a pointer held before
	held []string // what a list held before
}

// form is an entity from elsewhere, to be merged.
type form struct {
	Type     string             `json:"type"`
	Values   map[string]any     `json:"values"`
	Pointers map[string]*form   `json:"pointers"`
	Lists    map[string][]*form `json:"lists"`
}

// answer is what came of an operation.
type answer struct {
	Outcome  string             `json:"outcome"`
	Detail   string             `json:"detail"`
	Found    []string           `json:"found"`
	Rows     map[string][][]any `json:"rows"`
	Warnings []string           `json:"warnings"`

	flushed bool // before it read
}

// checkpoints are the operations after which rows are compared.
var checkpoints = []string{"flush", "commit", "rollback", "nest", "release", "undo"}

func (o op) checkpoint() bool { return slices.Contains(checkpoints, o.Op) }

// reads says whether the operation may flush first.
func (o op) reads() bool {
	return slices.Contains([]string{"load", "part", "get", "query", "merge", "refresh", "replace"}, o.Op)
}

// edits says whether the operation edits a relationship.
func (o op) edits() bool {
	return slices.Contains([]string{"set", "point", "append", "remove", "replace", "put", "take", "merge"}, o.Op)
}

// flushes says whether the operation flushed, or tried.
func (o op) flushes() bool { return o.checkpoint() || o.Flushed }

// String is the operation as a line of a program.
func (o op) String() string {
	at := o.Name
	if o.Rel != "" {
		at += "." + o.Rel
	}
	switch o.Op {
	case "new", "again", "attach":
		return fmt.Sprintf("%s(%s %s)", o.Op, o.Name, spell(o.Values)) + word(len(o.Pointers)+len(o.Lists) > 0, fmt.Sprint(" # ", o.Pointers, o.Lists))
	case "set":
		if o.KeyOf != "" {
			return fmt.Sprintf("%s.%s = %s.%s", o.Name, o.Column, o.KeyOf, o.KeyColumn)
		}
		return fmt.Sprintf("%s.%s = %#v", o.Name, o.Column, o.Value)
	case "point":
		return fmt.Sprintf("%s = %s", at, cmpOr(o.Item, "nil"))
	case "replace":
		return fmt.Sprintf("%s = %v", at, o.Items)
	case "append", "remove", "put", "take":
		return fmt.Sprintf("%s.%s(%s)", at, o.Op, o.Item)
	case "load", "part":
		return fmt.Sprintf("%s(%s)", o.Op, at) + word(o.Flushed, "   # flushed first")
	case "get":
		return fmt.Sprintf("get(%s of %s)", o.Type, o.KeyOf)
	case "merge":
		return fmt.Sprintf("merge(%s)", o.Form)
	case "outside":
		return fmt.Sprintf("outside(%s)", o.SQL)
	case "query":
		return fmt.Sprintf("query(%s)", o.Type) + word(o.Flushed, "   # flushed first")
	case "settings":
		return fmt.Sprintf("session(autoflush=%v, expire_on_commit=%v)", o.Autoflush, o.Expire)
	}
	return fmt.Sprintf("%s(%s)", o.Op, o.Name)
}

func (f *form) String() string {
	return fmt.Sprintf("%s %s", f.Type, spell(f.Values)) + word(len(f.Pointers)+len(f.Lists) > 0, fmt.Sprint(" ", f.Pointers, f.Lists))
}

func spell(values map[string]any) string {
	var parts []string
	for name, v := range values {
		parts = append(parts, fmt.Sprintf("%s=%v", name, v))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
