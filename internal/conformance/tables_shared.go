package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ToyLabel is a toy without its size.
type ToyLabel struct {
	ID    int64
	Label string
}

// TableName names the table of Toy.
func (ToyLabel) TableName() string { return "toys" }

// BookGenre is a pair of Book.Genres.
type BookGenre struct {
	BookID  int64 `db:"book_id,pk"`
	GenreID int64 `db:"genre_id,pk"`
}

// TableName names the table.
func (BookGenre) TableName() string { return "book_genres" }

var (
	toyLabels  = builder.Model[ToyLabel]()
	bookGenres = builder.Model[BookGenre]()
)

// ReadsFlushWhatSharesTheirTable: what is pending in a table is there for every type of that table, and for those of association tables.
func ReadsFlushWhatSharesTheirTable(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx := t.Context()
	q, label := builder.Select(toyLabels), builder.Col(&toyLabels.Label)
	for name, read := range map[string]func(s *repo.Session) (string, error){
		"Get": func(s *repo.Session) (string, error) {
			got, err := repo.Get[ToyLabel](ctx, s, 1)
			if err != nil {
				return "", err
			}
			return got.Label, nil
		},
		"Scalar": func(s *repo.Session) (string, error) {
			return repo.Scalar[string](ctx, s, builder.SelectColumns(label))
		},
		"One": func(s *repo.Session) (string, error) {
			got, err := repo.One(ctx, s, q)
			if err != nil {
				return "", err
			}
			return got.Label, nil
		},
		"Merge": func(s *repo.Session) (string, error) {
			got, err := repo.Merge(ctx, s, &ToyLabel{ID: 1}, &toyLabels.ID)
			return got.Label, err
		},
		"UPDATE": func(s *repo.Session) (string, error) {
			return repo.Scalar[string](ctx, s, builder.Update(toyLabels).Set(label.To("a")).AllRows().Returning(label))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := db.session(t)
			must(t, s.Add(&Toy{ID: 1, Label: "a"}))
			expect(t, "label", value(read(s))(t), "a")
			must(t, s.Rollback(ctx))
		})
	}
	t.Run("pairs", func(t *testing.T) {
		s := db.session(t)
		must(t, s.Add(&Author{Name: "ann", Books: []*Book{{Title: "a", Genres: []*Genre{{Name: "g"}}}}}))
		expect(t, "rows", value(repo.Count(ctx, s, builder.Select(bookGenres)))(t), int64(1))
	})
	t.Run("others", func(t *testing.T) {
		s := db.session(t)
		toy := &Toy{ID: 1, Label: "a"}
		must(t, s.Add(toy))
		value(repo.Count(ctx, s, builder.Select(clubs)))(t)
		expect(t, "state", s.State(toy), repo.Pending)
	})
}

// WritesExpireWhatSharesTheirTable: after a write by criteria or in bulk no entity of that table is believed to be as it was, whichever type
// the write was of, nor is a list of pairs in it.
func WritesExpireWhatSharesTheirTable(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	toy := addedToys(t, s, 1)[0]
	label := builder.Col(&toyLabels.Label)
	value(s.Exec(ctx, builder.Update(toyLabels).Set(label.To("b")).Where(label.Eq("a"))))(t)
	expect(t, "after UPDATE", value(repo.Get[Toy](ctx, s, toy.ID))(t).Label, "b")
	must(t, repo.UpdateAll(ctx, s, []*ToyLabel{{ID: toy.ID, Label: "c"}}))
	expect(t, "after UpdateAll", value(repo.Get[Toy](ctx, s, toy.ID))(t).Label, "c")
	must(t, s.Commit(ctx))
	must(t, repo.DeleteAll(ctx, s, []*ToyLabel{{ID: toy.ID}}))
	_, err := repo.Get[Toy](ctx, s, toy.ID)
	refused(t, err, repo.ErrNotFound)
	must(t, s.Rollback(ctx))
	value(s.Exec(ctx, builder.Delete(toyLabels).AllRows()))(t)
	_, err = repo.Get[Toy](ctx, s, toy.ID)
	refused(t, err, repo.ErrNotFound)

	book := &Book{Title: "a", Genres: []*Genre{{Name: "g"}}}
	must(t, s.Add(&Author{Name: "ann", Books: []*Book{book}}))
	must(t, s.Commit(ctx))
	value(s.Exec(ctx, builder.Delete(bookGenres).AllRows()))(t)
	must(t, repo.Load(ctx, s, []*Book{book}, &books.Genres))
	expect(t, "pairs", len(book.Genres), 0)
}
