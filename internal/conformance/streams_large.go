package conformance

import (
	"errors"
	"fmt"
	"runtime"
	"testing"
	"weak"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// StreamsOfAMillion: a million entities pass, a tenth of them under the race detector, and none is kept.
func StreamsOfAMillion(t *testing.T, b Backend) {
	db := b.open(t)
	total := 1_000_000
	if pgtest.Race {
		total /= 10
	}
	sample := total / 1000
	source := fmt.Sprintf("generate_series(1, %d) AS n(i)", total)
	if b.Dialect.Name == builder.SQLite().Name {
		source = fmt.Sprintf("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n) AS n", total)
	}
	q := builder.As[*Toy](builder.Text("SELECT i AS id, 'some toy' AS label, 7 AS size FROM " + source))
	s := db.session(t)
	var alive []weak.Pointer[Toy]
	n := 0
	for toy, err := range repo.Each(t.Context(), s, q) {
		must(t, err)
		if n++; toy.ID != int64(n) {
			t.Fatalf("row %d is %d", n, toy.ID)
		}
		if n%sample == 0 {
			alive = append(alive, weak.Make(toy))
		}
		if n == total-1 {
			expect(t, "none is kept but of the last pages", sample*kept(alive) < 10_000, true)
		}
	}
	expect(t, "rows", n, total)
	db.idleAfter(t, s)
}

// kept is how many of what was passed the program still holds.
func kept[T any](list []weak.Pointer[T]) (n int) {
	runtime.GC()
	for _, p := range list {
		if p.Value() != nil {
			n++
		}
	}
	return n
}

// idleAfter is idle once the session is closed.
func (db *database) idleAfter(t *testing.T, s *repo.Session) {
	t.Helper()
	must(t, s.Close())
	db.idle(t)
}

// JoinedStreamsKeepNothing: neither owners nor what is joined to them stay once they have passed, whichever side holds the
// key, in a session and from an engine.
func JoinedStreamsKeepNothing(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	db.exec(t, "INSERT INTO authors (id, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i + 10, 'author ' || i FROM n")
	db.exec(t, "INSERT INTO profiles (id, bio, author_id) SELECT id, name, id FROM authors WHERE id > 10")
	ctx, many := t.Context(), builder.Col(&authors.ID).Gt(10)
	for what, r := range map[string]repo.Reader{"session": db.session(t), "engine": db.Engine} {
		n := 0
		var owners []weak.Pointer[Author]
		for author, err := range repo.Each(ctx, r, allAuthors.Where(many).Load(builder.Joined(&authors.Profile))) {
			must(t, err)
			expect(t, what+": author.Profile.Bio == author.Name", author.Profile.Bio == author.Name, true)
			expect(t, what+": author.Profile.Author == author", author.Profile.Author == author, true)
			owners = append(owners, weak.Make(author))
			if n++; n == 4_999 {
				expect(t, what+" keeps none", kept(owners) < 500, true)
			}
		}
		expect(t, what, n, 5_000)
		var targets []weak.Pointer[Author]
		for profile, err := range repo.Each(ctx, r, builder.Select(profiles).Where(builder.Col(&profiles.ID).Gt(10)).Load(builder.Joined(&profiles.Author))) {
			must(t, err)
			targets = append(targets, weak.Make(profile.Author))
			if n++; n == 9_999 {
				expect(t, what+" keeps none", kept(targets) < 500, true)
			}
		}
		expect(t, what, n, 10_000)
	}
}

var profiles = builder.Model[Profile]()

// StreamsBreak: a row that cannot be made ends a loop half-way, in the database or in memory; what comes before is handed
// out, and the session can go on. A body that panics or leaves gives the connection back.
func StreamsBreak(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	broken := "SELECT id, title, 1 / (id - 3) AS author_id FROM books ORDER BY id"
	if b.Dialect.Name == builder.SQLite().Name {
		broken = "SELECT id, title, CASE WHEN id = 3 THEN abs(-9223372036854775807 - 1) ELSE 1 END AS author_id FROM books"
	}
	for _, r := range []repo.Reader{db.session(t), db.session(t, repo.WithReadOnly()), db.Engine} {
		var got []string
		var ends int
		for book, err := range repo.Each(ctx, r, builder.As[*Book](builder.Text(broken))) {
			if err != nil {
				ends++
				says(t, err, "repo: each: ")
				expect(t, "a zero row", book == nil, true)
				continue
			}
			got = append(got, book.Title)
		}
		expect(t, "an error is the last pair", ends, 1)
		if len(got) > 2 {
			t.Errorf("rows behind the error: %v", got)
		}
		if s, ok := r.(*repo.Session); ok {
			must(t, s.Rollback(ctx))
		}
		q := allBooks.Load(builder.Joined(&books.Author))
		func() {
			defer func() { expect(t, "panicked", recover(), any("enough")) }()
			for range repo.Each(ctx, r, q) {
				panic("enough")
			}
		}()
		for book, err := range repo.Each(ctx, r, q) {
			must(t, err)
			expect(t, "joined", book.Author.Name, "ann")
			break
		}
		expect(t, "goes on", len(value(repo.All(ctx, r, q))(t)), 3)
		if s, ok := r.(*repo.Session); ok {
			must(t, s.Close())
		}
		db.idle(t)
	}
}

// PagesBreak: pages with loads end early, by a panic, or half-way by an error of the query or of a load, and the session
// goes on; a size that holds nothing is refused before anything is sent.
func PagesBreak(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	q := allBooks.Load(builder.Joined(&books.Author), builder.SelectIn(&books.Genres))
	for page, err := range repo.Pages(ctx, s, q, 1) {
		must(t, err)
		expect(t, "left early: titles(page)", titles(page), []string{"zoo"})
		expect(t, "left early: number of page[0].Genres", len(page[0].Genres), 2)
		break
	}
	func() {
		defer func() { expect(t, "panicked", recover(), any("enough")) }()
		for range repo.Pages(ctx, s, q, 2) {
			panic("enough")
		}
	}()
	expect(t, "goes on", len(value(repo.All(ctx, s, q))(t)), 3)
	must(t, s.Rollback(ctx))
	db.log.take()
	for _, size := range []int{0, -1} {
		for _, err := range repo.Pages(ctx, s, q, size) {
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "repo: pages: ", "holds none")
		}
	}
	expect(t, "nothing is sent", db.log.sent(), "")
	wrong := errors.New("no genre")
	failing := allBooks.Load(builder.SelectIn(&books.Genres).Where(builder.Raw[bool]("no_such_column = 1")))
	for page, err := range repo.Pages(ctx, s, failing, 2) {
		wrong = err
		expect(t, "no page", len(page), 0)
	}
	says(t, wrong, "repo: pages: loading Book.Genres: ")
	must(t, s.Rollback(ctx))
	var sizes []int
	for page, err := range repo.Pages(ctx, s, q, 2) {
		if sizes = append(sizes, len(page)); err != nil {
			refused(t, err, repo.ErrTxDone)
			break
		}
		page[0].Title += "!"
		must(t, s.Commit(ctx))
	}
	expect(t, "a page and an error", sizes, []int{2, 0})
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM books WHERE title = 'zoo!'"), int64(1))
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	ann.Name = "edited before"
	for page, err := range repo.Pages(ctx, s, q.PopulateExisting(), 1) {
		must(t, err)
		if page[0].ID == 1 {
			ann.Name = "edited between"
		}
	}
	expect(t, "a row wins once: ann.Name", ann.Name, "edited between")
	expect(t, "a row wins once: s.Dirty()", s.Dirty(), []any{ann})
	must(t, s.Rollback(ctx))
	db.idle(t)
}
