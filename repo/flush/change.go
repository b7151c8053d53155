package flush

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/drey-db/drey/internal/show"
)

// Operation is what a flush did to a row.
type Operation string

// The operations of a flush.
const (
	Insert Operation = "insert"
	Update Operation = "update"
	Delete Operation = "delete"
	Link   Operation = "link"   // a row came into an association table
	Unlink Operation = "unlink" // a row left one
)

// The operations of bulk writes, whose rows were written without being looked at: repo.InsertAll, and so on.
const (
	InsertAll Operation = "insert all"
	UpdateAll Operation = "update all"
	UpsertAll Operation = "upsert all"
	DeleteAll Operation = "delete all"
)

// The operations of statements of package builder, which wrote rows by criteria.
const (
	InsertStatement Operation = "insert statement"
	UpdateStatement Operation = "update statement"
	DeleteStatement Operation = "delete statement"
)

// UnknownRows is the number of rows of which the database tells none: those that a WITH of another statement wrote.
const UnknownRows int64 = -1

// Change is one row that a flush wrote, or all rows of one bulk write or of one statement. The rows of a statement are not loaded, so
// nobody knows their keys, nor what they held.
type Change struct {
	Operation    Operation
	Entity       any      // the pointer; of a link, the end that holds the relationship's field; of a bulk write, the slice that it was given; of a statement, a nil pointer of the type
	Key          []any    // of Entity's row, in mapped order
	Columns      []Column // in mapped order: of an insert all, of an update those that differ, of a delete all that were read; else none
	Relationship string   // of a link: the field, as in Hero.Toys
	Target       any      // of a link: the pointer at the other end
	Table        string   // as the models call it
	Rows         int64    // of a bulk write those that were given, of a statement those that it wrote, or answered by RETURNING
	Statement    string   // its text, without its arguments
}

// Column is a column before and after a flush. The value of a column tagged secret is ***.
type Column struct {
	Column   string // in the database
	Field    string // in Go
	Old, New any    // of the field's type; Old of an insert, or of what was not read, and New of a delete are nil
}

// String returns the change in words, for people. What is secret is ***.
func (c Change) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", c.Operation, c.Row())
	if c.Target != nil {
		fmt.Fprintf(&b, " %s %s", c.Relationship, reflect.TypeOf(c.Target).Elem().Name())
	}
	for i, column := range c.Columns {
		separator := ","
		if i == 0 {
			separator = ":"
		}
		fmt.Fprintf(&b, "%s %s %v -> %v", separator, column.Column, show.Value(column.Old), show.Value(column.New))
	}
	return b.String()
}

// MarshalJSON writes the change without the entities, which may hold secrets and lead to each other: Entity and Target are the names of
// their types.
func (c Change) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Operation    Operation
		Entity       string   `json:",omitempty"`
		Key          []any    `json:",omitempty"`
		Columns      []Column `json:",omitempty"`
		Relationship string   `json:",omitempty"`
		Target       string   `json:",omitempty"`
		Table        string
		Rows         int64  `json:",omitempty"`
		Statement    string `json:",omitempty"`
	}{c.Operation, typeName(c.Entity), c.Key, c.Columns, c.Relationship, typeName(c.Target), c.Table, c.Rows, c.Statement})
}

// typeName returns the name of the type of an entity, or of the entities in a slice; "" without one.
func typeName(entity any) string {
	t := reflect.TypeOf(entity)
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if t == nil {
		return ""
	}
	return t.Name()
}

// Row returns the row's type and key, as in Hero [1]; of a bulk write and a statement how many rows of which type, as in 3 Hero.
func (c Change) Row() string {
	rows := reflect.ValueOf(c.Entity)
	t := rows.Type().Elem()
	switch {
	case rows.Kind() == reflect.Slice:
		return fmt.Sprintf("%d %s", rows.Len(), t.Elem().Name())
	case c.Statement != "" && c.Rows == UnknownRows:
		return t.Name()
	case c.Statement != "":
		return fmt.Sprintf("%d %s", c.Rows, t.Name())
	}
	return fmt.Sprintf("%s %v", t.Name(), c.Key)
}
