package conformance

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RandomLoadsAreHonest: whatever is loaded, expired, overwritten, edited and rolled back, in whatever order, after the end
// of each transaction a load of everything is what the database holds, both ends agree, and nothing is left to write.
func RandomLoadsAreHonest(t *testing.T, b Backend) {
	db, done := b.openLibrary(t), tally{}
	rapid.Check(t, func(rt *rapid.T) {
		db.exec(t, "DELETE FROM profiles")
		db.empty(t)
		for _, sql := range stocked[:5] { // the books, and what belongs to them
			db.exec(t, sql)
		}
		r := &reader{t: t, rt: rt, s: db.Session()}
		defer func() { r.s.Close() }()
		r.check()
		rt.Repeat(done.counted(map[string]func(*rapid.T){
			"load all": r.loadAll, "join": r.join, "overwrite": r.overwrite, "load a list": r.loadList, "load genres": r.loadGenres,
			"retitle": r.retitle, "move": r.move, "flush": r.flush, "expire": r.expire, "begin a savepoint": r.nest, "undo it": r.unnest,
			"roll back": r.rollback, "commit": r.commit,
		}))
		r.rollback(rt)
	})
	done.expectAll(t)
}

// reader does random things to a library in a session.
type reader struct {
	t      *testing.T
	rt     *rapid.T
	s      *repo.Session
	nested []*repo.Savepoint
	fresh  int  // of titles
	moved  bool // since the last flush: a second move could contradict the first
}

func (r *reader) must(err error) {
	if err != nil {
		r.rt.Fatal(err)
	}
}

func (r *reader) book(rt *rapid.T) *Book {
	book, err := repo.Get[Book](r.t.Context(), r.s, rapid.IntRange(1, 3).Draw(rt, "book"))
	r.must(err)
	return book
}

func (r *reader) author(rt *rapid.T) *Author {
	author, err := repo.Get[Author](r.t.Context(), r.s, rapid.IntRange(1, 3).Draw(rt, "author"))
	r.must(err)
	return author
}

func (r *reader) all(q builder.Query[*Author]) []*Author {
	list, err := repo.All(r.t.Context(), r.s, q)
	r.must(err)
	return list
}

func (r *reader) loadAll(*rapid.T) { r.all(everyBook) }

func (r *reader) join(*rapid.T) {
	_, err := repo.All(r.t.Context(), r.s, allBooks.Load(builder.Joined(&books.Author)))
	r.must(err)
}

func (r *reader) overwrite(*rapid.T) { r.all(everyBook.PopulateExisting()) }

func (r *reader) loadList(rt *rapid.T) {
	author := r.author(rt)
	r.must(repo.Load(r.t.Context(), r.s, []*Author{author}, &authors.Books))
	if rapid.Bool().Draw(rt, "append") {
		r.fresh++
		author.Books = append(author.Books, &Book{Title: fmt.Sprintf("new %d", r.fresh)})
		r.flush(rt)
	}
}

func (r *reader) loadGenres(rt *rapid.T) {
	book := r.book(rt)
	r.must(repo.Load(r.t.Context(), r.s, []*Book{book}, &books.Genres))
	if len(book.Genres) > 0 && rapid.Bool().Draw(rt, "drop") {
		book.Genres = book.Genres[1:]
	}
}

func (r *reader) retitle(rt *rapid.T) {
	book := r.book(rt)
	book.Title = fmt.Sprintf("book %d.%d", book.ID, rapid.IntRange(1, 9).Draw(rt, "title"))
}

func (r *reader) move(rt *rapid.T) {
	if r.moved {
		rt.Skip()
	}
	book, to := r.book(rt), r.author(rt)
	book.AuthorID = to.ID
	if r.moved = true; r.s.Loaded(book, &book.Author) {
		book.Author = to
	}
}

func (r *reader) flush(*rapid.T) {
	r.must(r.s.Flush(r.t.Context()))
	r.moved = false
}

func (r *reader) expire(rt *rapid.T) {
	if r.moved = false; rapid.Bool().Draw(rt, "all") {
		r.s.ExpireAll()
		return
	}
	r.must(r.s.Expire(r.author(rt)))
}

func (r *reader) nest(rt *rapid.T) {
	if len(r.nested) > 1 {
		rt.Skip()
	}
	n, err := r.s.BeginNested(r.t.Context())
	r.must(err)
	r.nested, r.moved = append(r.nested, n), false
}

func (r *reader) unnest(rt *rapid.T) {
	if len(r.nested) == 0 {
		rt.Skip()
	}
	last := r.nested[len(r.nested)-1]
	r.nested, r.moved = r.nested[:len(r.nested)-1], false
	r.must(last.Rollback(r.t.Context()))
}

func (r *reader) rollback(*rapid.T) {
	r.must(r.s.Rollback(r.t.Context()))
	r.nested, r.moved = nil, false
	r.check()
}

func (r *reader) commit(*rapid.T) {
	r.must(r.s.Commit(r.t.Context()))
	r.nested, r.moved = nil, false
	r.check()
}

// check compares what a load of everything answers with what is stored, and ends the transaction.
func (r *reader) check() {
	ctx := r.t.Context()
	list := r.all(allAuthors)
	r.must(repo.Load(ctx, r.s, list, builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres), builder.SelectIn(&books.Author))))
	var got []string
	for _, author := range list {
		for _, book := range author.Books {
			if book.Author != author || book.AuthorID != author.ID {
				r.rt.Fatalf("book %d is in the list of %d, but is %d's", book.ID, author.ID, book.AuthorID)
			}
			got = append(got, fmt.Sprintf("%d %d %s %d", author.ID, book.ID, book.Title, len(book.Genres)))
		}
	}
	stored, err := repo.Scalars[string](ctx, r.s, builder.Text("SELECT b.author_id || ' ' || b.id || ' ' || b.title || ' ' || "+
		"(SELECT count(*) FROM book_genres g WHERE g.book_id = b.id) FROM books b"))
	r.must(err)
	slices.Sort(got)
	slices.Sort(stored)
	if !slices.Equal(got, stored) || len(r.s.Dirty())+len(r.s.New()) > 0 {
		r.rt.Fatalf("got %v, stored are %v; to be written: %s", got, stored, shown(r.s.Dirty()))
	}
	r.must(r.s.Commit(ctx))
}
