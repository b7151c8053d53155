package kit

import (
	"fmt"

	"github.com/drey-db/drey/backends"
)

// MostParams is what PostgreSQL's protocol carries in one statement: it counts arguments in two bytes.
const MostParams = 65_535

// Fits refuses statements with more arguments than limit; 0 is no limit. It is an [*backends.Error] of [backends.ErrInvalidRequest].
func Fits(limit int, stmts ...backends.Stmt) error {
	for i, s := range stmts {
		if n := len(s.Args); limit > 0 && n > limit {
			return misplaced(i, fmt.Sprintf("the statement has %d arguments, and the database takes %d: "+
				"give a list as one argument (= ANY(:list) on PostgreSQL, json_each(:list) on SQLite), write rows with repo.InsertAll, which sends pages, or send the rest in further statements", n, limit))
		}
	}
	return nil
}
