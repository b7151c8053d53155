package flush

import "fmt"

// Blank stands among the arguments of a plan for a value that is not known before an earlier statement of the flush has made it:
// the column Column of the Row-th Entity, counted from 1, whose key the database makes.
type Blank struct {
	Entity, Column string // the type in Go, the column in the database
	Row            int
}

// String returns the blank in angle brackets, as in <Hero 1 id>.
func (b Blank) String() string { return fmt.Sprintf("<%s %d %s>", b.Entity, b.Row, b.Column) }
