package conformance

import (
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Shelving is a row of the table that ties books to genres.
type Shelving struct {
	BookID  int64     `db:"book_id,pk,noidentity"`
	GenreID uuid.UUID `db:"genre_id,pk"`
}

// TableName names the table.
func (Shelving) TableName() string { return "book_genres" }

var shelvings = builder.Model[Shelving]()

// pairWrites are ways to tie a book to a genre.
var pairWrites = map[string]func(t *testing.T, s *repo.Session, book *Book, genre *Genre) error{
	"its list": func(_ *testing.T, _ *repo.Session, book *Book, genre *Genre) error {
		book.Genres = []*Genre{genre}
		return nil
	},
	"the other list": func(_ *testing.T, _ *repo.Session, book *Book, genre *Genre) error {
		genre.Books = []*Book{book}
		return nil
	},
	"a row of its own": func(_ *testing.T, s *repo.Session, book *Book, genre *Genre) error {
		return s.Add(&Shelving{BookID: book.ID, GenreID: genre.ID})
	},
	"bulk": func(t *testing.T, s *repo.Session, book *Book, genre *Genre) error {
		return repo.InsertAll(t.Context(), s, []*Shelving{{BookID: book.ID, GenreID: genre.ID}})
	},
	"criteria": func(t *testing.T, s *repo.Session, book *Book, genre *Genre) error {
		return second(s.Exec(t.Context(), builder.Insert(shelvings).Values(&Shelving{BookID: book.ID, GenreID: genre.ID})))
	},
	"text": func(t *testing.T, s *repo.Session, book *Book, _ *Genre) error {
		return second(s.Exec(t.Context(), builder.Text("INSERT INTO book_genres (book_id, genre_id) SELECT "+strconv.FormatInt(book.ID, 10)+", id FROM genres")))
	},
}

// pairReads are ways to read the list of a book's genres, and a genre's books.
var pairReads = map[string]func(t *testing.T, s *repo.Session, book *Book, genre *Genre) error{
	"not": func(*testing.T, *repo.Session, *Book, *Genre) error { return nil },
	"Load": func(t *testing.T, s *repo.Session, book *Book, genre *Genre) error {
		return errors.Join(repo.Load(t.Context(), s, []*Book{book}, &books.Genres), repo.Load(t.Context(), s, []*Genre{genre}, &genres.Books))
	},
	"PopulateExisting": func(t *testing.T, s *repo.Session, _ *Book, _ *Genre) error {
		_, err := repo.All(t.Context(), s, builder.Select(books).PopulateExisting().Load(builder.SelectIn(&books.Genres).Then(builder.SelectIn(&genres.Books))))
		return err
	},
	"Expire": func(t *testing.T, s *repo.Session, book *Book, genre *Genre) error {
		s.ExpireAll()
		_, err := repo.All(t.Context(), s, builder.Select(books).Load(builder.SelectIn(&books.Genres).Then(builder.SelectIn(&genres.Books))))
		return err
	},
}

// PairsThatAreUndoneAreWrittenAgain: a pair that was written, and read again, in what is undone is written when it is said again, from either end.
func PairsThatAreUndoneAreWrittenAgain(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, library())
	ctx := t.Context()
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Author{Name: "a", Books: []*Book{{Title: "b"}}}, &Genre{Name: "g"})
	}))
	for written, write := range pairWrites {
		for how, read := range pairReads {
			for bits := range 1 << 3 {
				nested, before, other := bits&1 != 0, bits&2 != 0, bits&4 != 0
				t.Run(fmt.Sprintf("%s, read by %s, nested=%v before=%v other=%v", written, how, nested, before, other), func(t *testing.T) {
					s := db.session(t)
					var book *Book
					var genre *Genre
					get := func() {
						book, genre = value(repo.One(ctx, s, builder.Select(books)))(t), value(repo.One(ctx, s, builder.Select(genres)))(t)
					}
					if before {
						get()
						must(t, s.Commit(ctx))
					}
					undone := errors.New("undone")
					work := func(s *repo.Session) error {
						get()
						must(t, write(t, s, book, genre))
						must(t, s.Flush(ctx))
						must(t, read(t, s, book, genre))
						return undone
					}
					if nested {
						expect(t, "undone", s.Nested(ctx, work), undone)
					} else {
						expect(t, "undone", work(s), undone)
						must(t, s.Rollback(ctx))
					}
					if other {
						genre.Books = []*Book{book}
					} else {
						book.Genres = []*Genre{genre}
					}
					must(t, s.Commit(ctx))
					must(t, s.Close())
					expect(t, "stored", listed(t, db, tagged), "b/g")
					db.exec(t, "DELETE FROM book_genres")
				})
			}
		}
	}
}
