package repo

import "github.com/drey-db/drey/internal/mapper"

// Values returns the present row of rows, one value a column: nil, bool, int64, float64, string, []byte or time.Time on
// every backend, so that the rows of SELECT * can be printed. Call it after a Next that answered true; the values are
// the caller's own.
func Values(rows Rows) ([]any, error) {
	if mapper.IsNil(rows) {
		return nil, at("values", invalid("the rows are nil: give it what Query answered"))
	}
	names, err := rows.Columns()
	if err != nil {
		return nil, at("values", err)
	}
	values, dest := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		dest[i] = &values[i]
	}
	if err := rows.Scan(dest...); err != nil {
		return nil, at("values", err)
	}
	return values, nil
}
