package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Cable has bytes, and a list of them.
type Cable struct {
	ID    int64
	Body  []byte
	Parts [][]byte
}

// TableName names the table.
func (Cable) TableName() string { return "cables" }

// BytesAreReadInEveryFormat: what a session says of how bytes are written changes nothing of what is read.
func BytesAreReadInEveryFormat(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	cables := builder.Model[Cable]()
	db.create(t, schema.MustOf(cables))
	parts := [][]byte{{0, 255, '\\', 'a'}, []byte(`\\x41`), []byte(`\x41`), []byte("377"), {}, {'"', ','}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Cable{ID: 1, Body: parts[0], Parts: parts}) }))
	s := db.session(t)
	for _, format := range []string{"hex", "escape"} {
		if b.Dialect.Name == builder.Postgres().Name {
			value(s.Exec(ctx, builder.Text("SET LOCAL bytea_output = '"+format+"'")))(t)
		}
		found := value(repo.All(ctx, s, builder.As[struct {
			Body  []byte
			Parts [][]byte
		}](builder.SelectColumns(builder.Col(&cables.Body), builder.Col(&cables.Parts)))))(t)[0]
		expect(t, "alone, in "+format, found.Body, parts[0])
		expect(t, "in a list, in "+format, found.Parts, parts)
	}
}
