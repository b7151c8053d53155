package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Page counts its edits in the database.
type Page struct {
	ID    int64  `db:"id,pk,identity"`
	Path  string `db:"path,unique"`
	Text  string `db:"text"`
	Edits int64  `db:"edits,default=0,onupdate=edits + 1,omitzero"`
}

// TableName names the table.
func (Page) TableName() string { return "pages" }

// EditsAreCounted: what every UPDATE sets may be computed from a column, in a flush, by criteria, in bulk and
// where an INSERT becomes an UPDATE.
func EditsAreCounted(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	pages := builder.Model[Page]()
	db.create(t, schema.MustOf(pages))
	path, text := builder.Col(&pages.Path), builder.Col(&pages.Text)
	of := func(path, text string) *Page { return &Page{Path: path, Text: text} }
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(of("a", "0"), of("b", "0")) }))
	for what, write := range map[string]func(s *repo.Session) error{
		"a flush": func(s *repo.Session) error {
			for _, page := range value(repo.All(ctx, s, builder.Select(pages)))(t) {
				page.Text += "+"
			}
			return nil
		},
		"criteria": func(s *repo.Session) error {
			_, err := s.Exec(ctx, builder.Update(pages).Set(text.To("x")).AllRows())
			return err
		},
		"UpdateAll": func(s *repo.Session) error {
			return repo.UpdateAll(ctx, s, value(repo.All(ctx, db, builder.Select(pages)))(t))
		},
		"UpsertAll": func(s *repo.Session) error { return repo.UpsertAll(ctx, s, []*Page{of("a", "1"), of("b", "1")}, path) },
		"Upsert": func(s *repo.Session) error {
			value(repo.Upsert(ctx, s, of("a", "2"), path))(t)
			value(repo.Upsert(ctx, s, of("b", "2"), path))(t)
			return nil
		},
		"OnConflict": func(s *repo.Session) error {
			_, err := s.Exec(ctx, builder.Insert(pages).Values(of("a", "3"), of("b", "3")).OnConflict(path).DoUpdate(text.ToExcluded()))
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			before := value(repo.Scalars[int64](ctx, db, builder.SelectColumns(builder.Col(&pages.Edits)).OrderBy(path)))(t)
			must(t, db.Begin(ctx, write))
			after := value(repo.Scalars[int64](ctx, db, builder.SelectColumns(builder.Col(&pages.Edits)).OrderBy(path)))(t)
			expect(t, "the edits", after, []int64{before[0] + 1, before[1] + 1})
		})
	}
}
