package atlas

import (
	"slices"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// counter marks a column of PostgreSQL's with the sequence of its own that counts it, and the integer type that the sequence is of: ALTER TABLE
// leaves that alone, so that it ends before its column does where the column got a greater type.
type counter struct {
	schema.Attr
	sequence, integer string
}

// changeCounter is the change of the type of the sequence that counts a column.
const changeCounter schema.ChangeKind = 1 << 30

func counterOf(c *schema.Column) (by counter, ok bool) {
	for _, a := range c.Attrs {
		if by, ok = a.(counter); ok {
			return by, true
		}
	}
	return by, false
}

// integerName is the integer type of a column that is counted; "" where it is none.
func integerName(c *schema.Column) string {
	switch t := c.Type.Type.(type) {
	case *postgres.SerialType:
		return counted[t.T]
	case *schema.IntegerType:
		return t.T
	}
	return ""
}

// isNarrow reports whether the sequence that counts a column ends before the column does.
func isNarrow(c *schema.Column) bool {
	by, ok := counterOf(c)
	return ok && slices.Index(wholeNumbers, by.integer) < slices.Index(wholeNumbers, integerName(c))
}

// counts says how far a column is counted.
func counts(c *schema.Column) string {
	if by, ok := counterOf(c); ok && isNarrow(c) {
		return "counted AS " + by.integer
	}
	return "counted AS " + integerName(c)
}

// countedAlike reports whether two columns are both serial, or both identity columns as the models call them.
func countedAlike(x, y *schema.Column) bool {
	return isSerialType(x) && isSerialType(y) || identityOf(x) != nil && identityOf(y) != nil
}

// recount has the sequence that counts a column be of the column's type, and on the way back of that which it was of.
func (a *alteration) recount() {
	changes := a.change.Is(changeCounter) || a.change.Is(schema.ChangeType)
	a.change &^= changeCounter
	own, other := a.from, a.to
	if a.back {
		own, other = a.to, a.from
	}
	by, ok := counterOf(own)
	if !changes || !ok || !countedAlike(own, other) || by.integer == integerName(other) {
		return
	}
	integer := integerName(other)
	if a.back {
		integer = by.integer
	}
	a.behind = append(a.behind, "ALTER SEQUENCE "+qualified(a.d.called(a.table.Schema, by.sequence))+" AS "+integer)
}
