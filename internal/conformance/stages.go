package conformance

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/flush"
)

// halfway is a session with a graph that takes three stages, and what is left of it when one of them fails.
func (db *database) halfway(t *testing.T) (s *repo.Session, author *Author, nothing func()) {
	t.Helper()
	s = db.session(t)
	author = writer(2)
	must(t, s.Add(author))
	names := []string{author.Name, author.Books[0].Title, author.Books[1].Title}
	return s, author, func() {
		t.Helper()
		expect(t, "keys: author.ID", author.ID, int64(0))
		expect(t, "keys: author.Books[0].ID", author.Books[0].ID, int64(0))
		expect(t, "keys: author.Books[0].AuthorID", author.Books[0].AuthorID, int64(0))
		expect(t, "keys: author.Books[1].AuthorID", author.Books[1].AuthorID, int64(0))
		expect(t, "keys: author.Books[0].Genres[0].ID", author.Books[0].Genres[0].ID, uuid.Nil)
		expect(t, "what was given", []string{author.Name, author.Books[0].Title, author.Books[1].Title}, names)
		refused(t, s.Flush(t.Context()), repo.ErrRollbackRequired)
		must(t, s.Rollback(t.Context()))
		expect(t, "states: state of author", s.State(author), repo.Transient)
		expect(t, "states: state of author.Books[0]", s.State(author.Books[0]), repo.Transient)
		expect(t, "stored", db.stored(t, "SELECT (SELECT count(*) FROM authors) + (SELECT count(*) FROM books) + (SELECT count(*) FROM genres)"), int64(0))
		db.idle(t)
	}
}

// lostHalfway loses the connection when some of a flush was sent.
func lostHalfway(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	var db *database
	lose := false
	db = b.openGraphCounted(t, repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if lose && strings.HasPrefix(e.SQL, `INSERT INTO "authors"`) {
			lose = false
			db.counter.Cut()
		}
	}))
	s, _, nothing := db.halfway(t)
	lose = true
	refused(t, s.Commit(t.Context()), repo.ErrConnection)
	nothing()
}

// HalfAFlushIsNothing: a flush that fails after some of it was sent puts everything back, and can be done again.
func HalfAFlushIsNothing(t *testing.T, b Backend) {
	t.Run("refused", func(t *testing.T) {
		db := b.openGraph(t)
		s, author, _ := db.halfway(t)
		author.Books[1].Title = author.Books[0].Title
		refused(t, s.Commit(t.Context()), repo.ErrUniqueViolation)
		author.Books[1].Title = uuid.NewString()
		must(t, s.Rollback(t.Context()))
		expect(t, "keys: author.ID", author.ID, int64(0))
		expect(t, "keys: author.Books[0].ID", author.Books[0].ID, int64(0))
		expect(t, "keys: author.Books[0].AuthorID", author.Books[0].AuthorID, int64(0))
		must(t, s.Add(author))
		must(t, s.Commit(t.Context()))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM books JOIN authors ON authors.id = author_id JOIN book_genres ON book_id = books.id"), int64(2))
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		db := b.openGraph(t, repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
			if strings.HasPrefix(e.SQL, `INSERT INTO "authors"`) {
				cancel()
			}
		}))
		s, _, nothing := db.halfway(t)
		refused(t, s.Commit(ctx), repo.ErrCanceled)
		nothing()
	})
	t.Run("the connection is lost", func(t *testing.T) { lostHalfway(t, b) })
	t.Run("a hook panics", func(t *testing.T) {
		db := b.openGraph(t, repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
			if strings.HasPrefix(e.SQL, `INSERT INTO "books"`) {
				panic("own")
			}
		}))
		s, _, nothing := db.halfway(t)
		func() {
			defer func() { expect(t, "the panic", recover(), any("own")) }()
			_ = s.Commit(t.Context())
		}()
		nothing()
	})
	t.Run("a key is taken", func(t *testing.T) {
		db := b.openGraph(t)
		s, _, nothing := db.halfway(t)
		student, course := &Student{Name: "s"}, &Course{Code: "c"}
		must(t, s.Add(&Enrolment{Student: student, Course: course}, &Enrolment{Student: student, Course: course}))
		refused(t, s.Commit(t.Context()), repo.ErrInvalidRequest)
		nothing()
	})
}

// KeysAreFetchedBefore: with WithKeyPreallocation everything that new rows refer to is known when they are sent.
func KeysAreFetchedBefore(t *testing.T, b Backend) {
	db := b.openGraph(t)
	s := db.session(t, repo.WithKeyPreallocation())
	author := writer(3)
	must(t, s.Add(author, &Author{ID: 1_000, Name: "chosen"}))
	stmts := value(s.Plan())(t)
	must(t, s.Commit(t.Context()))
	var texts []string
	for _, e := range db.log.take() {
		if e.SQL != "BEGIN" && e.SQL != "COMMIT" {
			texts = append(texts, e.SQL)
		}
	}
	var planned []string
	for _, stmt := range stmts {
		planned = append(planned, stmt.SQL)
	}
	expect(t, "as planned", texts, planned)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM books JOIN authors ON authors.id = author_id JOIN book_genres ON book_id = books.id"), int64(3))
	expect(t, "no key is left out", []bool{author.ID != 0, author.Books[2].ID != 0, author.Books[2].AuthorID == author.ID}, []bool{true, true, true})
	if b.Dialect.Features&builder.FeatureSequences == 0 {
		return
	}
	reserve := `SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3::bigint)`
	expect(t, "two tables are counted: texts[:2]", texts[:2], []string{reserve, reserve})
	expect(t, "two tables are counted: stmts[0].Args", stmts[0].Args, []any{`"authors"`, "id", int64(1)})
	must(t, s.Add(writer(1)))
	must(t, s.Flush(t.Context()))
	must(t, s.Rollback(t.Context()))

	again := writer(1)
	again.Name = author.Name
	must(t, s.Add(again))
	refused(t, s.Commit(t.Context()), repo.ErrUniqueViolation)
	expect(t, "put back", []int64{again.ID, again.Books[0].ID, again.Books[0].AuthorID}, []int64{0, 0, 0})
	must(t, s.Rollback(t.Context()))
}

// PlansHaveBlanks: Plan shows all that a flush sends, with a name for each value that it does not know yet.
func PlansHaveBlanks(t *testing.T, b Backend) {
	db := b.openGraph(t)
	s := db.session(t)
	author := writer(2)
	genre := author.Books[0].Genres[0]
	genre.ID = uuid.New()
	author.Books[1].Genres = nil
	must(t, s.Add(author, &Author{Name: "second", Profile: &Profile{Bio: "short"}}))
	stmts := value(s.Plan())(t)
	expect(t, "nothing changes: author.ID", author.ID, int64(0))
	expect(t, "nothing changes: author.Books[0].AuthorID", author.Books[0].AuthorID, int64(0))
	expect(t, "nothing changes: author.Books[0].ID", author.Books[0].ID, int64(0))
	var planned []string
	var blanks []flush.Blank
	for _, stmt := range stmts {
		planned = append(planned, stmt.SQL)
		for _, arg := range stmt.Args {
			list, several := arg.([]any)
			if !several {
				list = []any{arg}
			}
			for _, one := range list {
				if blank, ok := one.(flush.Blank); ok {
					blanks = append(blanks, blank)
				}
			}
		}
	}
	first, second := flush.Blank{Entity: "Author", Column: "id", Row: 1}, flush.Blank{Entity: "Author", Column: "id", Row: 2}
	expect(t, "a name", first.String(), "<Author 1 id>")
	found := map[flush.Blank]int{}
	for _, blank := range blanks {
		found[blank]++
	}
	expect(t, "blanks", found, map[flush.Blank]int{first: 2, second: 1, {Entity: "Book", Column: "id", Row: 1}: 1})
	db.log.take()
	must(t, s.Flush(t.Context()))
	expect(t, "as planned", db.log.sent(), "BEGIN\n"+strings.Join(planned, "\n"))
}
