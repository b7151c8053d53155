package values

import "github.com/drey-db/drey/repo"

// road is a way on which a value meets a column.
type road struct {
	name string
	// there says how many rows stand in the table before, with the keys 1, 2 and so on, and holds what is in them.
	there int
	holds content
	// leaves is the number of rows with the value afterwards: by check, SQL that counts, where it is given.
	leaves int
	check  string
	// run goes the road with v; other is another value of v's kind.
	run func(t *trial, v, other any) (found int, err error)
}

// content is what stands in a table before.
type content uint8

const (
	baseValue content = iota // the column's own
	noValue                  // NULL
	theValue                 // the truth of the value that the road is gone with
)

// write is a road that leaves so many rows with the value.
func write(name string, there, leaves int, run func(t *trial, s *repo.Session, v, other any) error) road {
	return road{name: name, there: there, leaves: leaves, run: func(t *trial, v, other any) (int, error) {
		s := t.engine.Session()
		defer s.Close()
		if err := run(t, s, v, other); err != nil {
			return 0, err
		}
		return 0, s.Commit(t.ctx)
	}}
}

// find is a road that counts rows.
func find(name string, run func(t *trial, v, other any) (int, error)) road {
	return road{name: name, run: run}
}
