package migrate

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// creation is how a revision makes a table in a schema that it names.
var creation = regexp.MustCompile(`(?im)^\s*CREATE TABLE (?:IF NOT EXISTS )?"?([\w$]+)"?\."?([\w$]+)"?\s*\(`)

// leftBehind tells of tables that revisions made in schemas which no model names any more: nobody looks there. What others have there is theirs.
func (m *Migrator) leftBehind(ctx context.Context, g *graph) (list []schema.Change, err error) {
	if m.dialect() != builder.Postgres().Name {
		return nil, nil
	}
	for _, n := range g.order {
		up, _, _ := bytes.Cut(n.content, []byte(downMark))
		for _, found := range creation.FindAllSubmatch(up, -1) {
			in, table := string(found[1]), string(found[2])
			if slices.ContainsFunc(m.config.MetaData.Tables(), func(t schema.Table) bool { return t.Schema == in }) {
				continue
			}
			there, err := m.stands(ctx, in, table)
			if err != nil {
				return nil, err
			}
			if there {
				list = append(list, schema.Change{Kind: schema.Undeclared, Schema: in, Table: table, Name: table,
					From: fmt.Sprintf("table that revision %s made, in a schema that no model names any more", n.ID)})
			}
		}
	}
	return list, nil
}

// stands reports whether a table is there, in a schema that is not the current one.
func (m *Migrator) stands(ctx context.Context, in, table string) (bool, error) {
	found, err := repo.Scalars[string](ctx, m.engine, builder.Text(
		"SELECT table_name::text FROM information_schema.tables WHERE table_schema = :in AND table_name = :table AND table_schema <> current_schema()",
		sql.Named("in", in), sql.Named("table", table)))
	if err != nil {
		return false, fmt.Errorf("migrate: %w", err)
	}
	return len(found) > 0, nil
}
