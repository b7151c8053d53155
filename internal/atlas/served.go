package atlas

import (
	"context"
	"database/sql"
	"strings"
)

// served leaves out of PostgreSQL's constraints the foreign keys that a unique constraint's index serves, which atlas takes for the
// constraint.
type served struct{ *sql.DB }

// QueryContext implements schema.ExecQuerier.
func (s served) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.DB.QueryContext(ctx, strings.Replace(query, "group by conindid", "where contype <> 'f' group by conindid", 1), args...)
}
