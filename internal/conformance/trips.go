package conformance

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/repo"
)

// openGraphCounted is openGraph behind a counter of round trips.
func (b Backend) openGraphCounted(t *testing.T, opts ...repo.Option) *database {
	t.Helper()
	db := b.openCounted(t, opts...)
	db.graph(t)
	return db
}

// spent is the round trips of a commit, at the socket, and the statements that it sent, BEGIN and COMMIT left aside.
func (db *database) spent(t *testing.T, s *repo.Session) (trips, statements int) {
	t.Helper()
	db.log.take()
	db.counter.Reset()
	must(t, s.Commit(t.Context()))
	trips = db.counter.Trips()
	for _, e := range db.log.take() {
		if e.SQL != "BEGIN" && e.SQL != "COMMIT" {
			statements++
		}
	}
	return trips, statements
}

// costs expects the trips of a commit: levels where the backend pipelines, else BEGIN, COMMIT and one for each statement, or
// two while a connection of lib/pq does not know its text. The first of two commits teaches the connection the texts.
func (db *database) costs(t *testing.T, what string, levels int, unit func(s *repo.Session), opts ...repo.SessionOption) {
	t.Helper()
	var trips, statements int
	for range 2 {
		s := db.session(t, opts...)
		unit(s)
		trips, statements = db.spent(t, s)
	}
	if db.backend.Pipelined {
		expect(t, what, trips, levels)
	} else if trips < 2+statements || trips > 2+2*statements {
		t.Errorf("%s: %d trips for %d statements", what, trips, statements)
	}
}

// UnitsOfWorkAreOneTrip: whatever is written, and however much, when the keys are the client's; one more for every level
// whose keys the database makes, and one for a commit that is checked.
func UnitsOfWorkAreOneTrip(t *testing.T, b Backend) {
	if !b.Socket {
		return // a database in this process has no trips
	}
	db := b.openGraphCounted(t)
	mixed := func(s *repo.Session) { db.mixed(t, s) }
	db.costs(t, "a mix of everything", 1, mixed)
	db.costs(t, "checked", 2, mixed, repo.WithCheckedCommit())
	db.costs(t, "2,500 rows", 1, func(s *repo.Session) {
		for range 2_500 {
			must(t, s.Add(&Folder{Name: "many"}))
		}
	})
	db.costs(t, "a tree", 1, func(s *repo.Session) { must(t, s.Add(tree(6))) })
	shelf := func(s *repo.Session) { must(t, s.Add(writer(3))) }
	db.costs(t, "authors, books, and their genres", 3, shelf)
	many := db.session(t)
	must(t, many.Add(writer(2_500)))
	must(t, many.Flush(t.Context()))
	expect(t, "an author, 2,500 books and genres, and their pairs, in pages of 1,000", verbs(db.log.sent(), "INSERT"), 1+3*3)
	must(t, many.Close())
	if b.Pipelined {
		db.costs(t, "with keys fetched before", 2, shelf, repo.WithKeyPreallocation())
		db.bulkCosts(t)
	}
}

// bulkCosts expects BEGIN to ride with a bulk insert, which leaves the commit. COPY's rows do not wait for the answer to its text.
func (db *database) bulkCosts(t *testing.T) {
	t.Helper()
	db.counter.Delay(50 * time.Millisecond)
	defer db.counter.Delay(0)
	for range 2 { // the first teaches the connection the text
		s := db.session(t)
		db.counter.Reset()
		db.log.take()
		must(t, repo.InsertAll(t.Context(), s, []*Folder{{ID: uuid.New(), Name: "a"}, {ID: uuid.New(), Name: "b"}}))
		must(t, s.Commit(t.Context()))
		must(t, s.Close())
	}
	expect(t, "an InsertAll and its commit", db.counter.Trips(), 2)
	var order []int
	for _, e := range db.log.take() {
		order = append(order, e.Trip)
	}
	expect(t, "as the hooks are told: BEGIN, rows, COMMIT", order, []int{1, 1, 2})
}

// mixed changes something of every kind in s, which it gives rows to change first.
func (db *database) mixed(t *testing.T, s *repo.Session) {
	t.Helper()
	author, club, gone := writer(2), &Club{Name: "old"}, &Club{Name: "gone"}
	must(t, s.Add(author, club, gone, &Folder{Name: "kept"}))
	must(t, s.Commit(t.Context()))
	author.Books[0].Genres = []*Genre{{Name: uuid.NewString()}, {Name: uuid.NewString()}}
	author.Name, club.Name = uuid.NewString(), "new"
	captain := &Player{Name: "captain"}
	club.Players, club.Captain = []*Player{captain, {Name: "second"}}, captain
	must(t, s.Delete(gone))
	must(t, s.Add(tree(3)))
}

// tree is folders in folders.
func tree(depth int) *Folder {
	f := &Folder{Name: "at " + strings.Repeat("/", depth)}
	if depth > 1 {
		f.Children = []*Folder{tree(depth - 1), tree(depth - 1)}
	}
	return f
}

// writer is a new author of books, of a genre each.
func writer(n int) *Author {
	a := &Author{Name: uuid.NewString()}
	for range n {
		a.Books = append(a.Books, &Book{Title: uuid.NewString(), Genres: []*Genre{{Name: uuid.NewString()}}})
	}
	return a
}

// SavepointsRide: SAVEPOINT goes behind the flush in front of it, and RELEASE behind the last one inside; the hooks hear
// of each in its place.
func SavepointsRide(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	must(t, s.Add(&Team{Code: "outer"}))
	must(t, s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Team{Code: "inner"}) }))
	must(t, s.Nested(ctx, func(*repo.Session) error { return nil }))
	must(t, s.Commit(ctx))
	insert := "INSERT INTO teams"
	var texts []string
	var trips []int
	for _, e := range db.log.take() {
		if strings.HasPrefix(e.SQL, "INSERT") {
			e.SQL = insert
		}
		texts, trips = append(texts, e.SQL), append(trips, e.Trip)
	}
	expect(t, "sent", texts, []string{
		"BEGIN", insert, "SAVEPOINT drey_1", insert, "RELEASE SAVEPOINT drey_1", "SAVEPOINT drey_1", "RELEASE SAVEPOINT drey_1", "COMMIT",
	})
	want := []int{1, 2, 3, 4, 5, 6, 7, 8}
	if b.Pipelined {
		want = []int{1, 1, 1, 2, 2, 3, 4, 5}
	}
	expect(t, "trips", trips, want)
}
