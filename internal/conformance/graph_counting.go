package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// cost is what a unit of work takes: statements without BEGIN and COMMIT, and round trips.
type cost struct{ statements, trips int }

// String is the cost as a table shows it.
func (c cost) String() string { return fmt.Sprintf("%d / %d", c.statements, c.trips) }

// deed is a unit of work that is counted the second time, when the connection knows its texts.
type deed struct {
	name string
	do   func(t *testing.T, s *repo.Session, round int)
	// PostgreSQL in one pipeline a stage, PostgreSQL one by one, SQLite
	pipelined, apart, lite cost
}

// GraphsAreCounted: how many statements and round trips a graph takes. Trips are counted at the socket where there is one
// and a pipeline; elsewhere as the hook is told, BEGIN and COMMIT among them.
func GraphsAreCounted(t *testing.T, b Backend) {
	open := b.openGraph
	if b.Socket {
		open = b.openGraphCounted
	}
	db := open(t)
	for _, d := range deeds {
		var got cost
		for round := range 2 {
			s := db.session(t)
			d.do(t, s, round)
			db.log.take()
			if db.counter != nil {
				db.counter.Reset()
			}
			must(t, s.Commit(t.Context()))
			got = db.cost()
			must(t, s.Close())
		}
		if b.Pipelined {
			expect(t, d.name+": trips told are those counted", got.trips, db.counter.Trips())
		}
		want := d.pipelined
		switch {
		case !b.Socket:
			want = d.lite
		case !b.Pipelined:
			want = d.apart
		}
		t.Logf("%s: %s statements / trips", d.name, got)
		if got != want {
			t.Errorf("%s: got %s, want %s", d.name, got, want)
		}
	}
}

// cost is what was sent since the counts began.
func (db *database) cost() (c cost) {
	events := db.log.take()
	first := events[0].Trip
	for _, e := range events {
		if e.SQL != "BEGIN" && e.SQL != "COMMIT" {
			c.statements++
		}
		c.trips = e.Trip - first + 1
	}
	return c
}

var deeds = []deed{
	{"1 parent and 10 children, keys by the database", addAuthorOfTen, cost{2, 2}, cost{2, 4}, cost{11, 13}},
	{"1 parent and 10 children, keys by the client", addClubOfTen, cost{2, 1}, cost{2, 4}, cost{2, 4}},
	{"1 author, 1 book, 10 genres, 10 associations", addBookOfTen, cost{4, 3}, cost{4, 6}, cost{4, 6}},
	{"a tree of depth 4, keys by the database", addBranches, cost{4, 4}, cost{4, 6}, cost{4, 6}},
	{"a tree of depth 4, keys by the client", addFolders, cost{4, 1}, cost{4, 6}, cost{4, 6}},
	{"2,500 rows, keys by the database", addToys, cost{3, 1}, cost{3, 5}, cost{2500, 2502}},
	{"100 changed rows", changeToys, cost{1, 1}, cost{1, 2}, cost{100, 101}},
	{"100 deleted rows with their associations", deleteBooks, cost{2, 1}, cost{2, 3}, cost{101, 102}},
}

func addAuthorOfTen(t *testing.T, s *repo.Session, round int) {
	a := &Author{Name: fmt.Sprint("of ten ", round)}
	for i := range 10 {
		a.Books = append(a.Books, &Book{Title: fmt.Sprint("of ten ", round, i)})
	}
	must(t, s.Add(a))
}

func addClubOfTen(t *testing.T, s *repo.Session, _ int) {
	c := &Club{Name: "of ten"}
	for range 10 {
		c.Players = append(c.Players, &Player{Name: "one of ten"})
	}
	must(t, s.Add(c))
}

func addBookOfTen(t *testing.T, s *repo.Session, round int) {
	book := &Book{Title: fmt.Sprint("of genres ", round)}
	for i := range 10 {
		book.Genres = append(book.Genres, &Genre{Name: fmt.Sprint("of ten ", round, i)})
	}
	must(t, s.Add(&Author{Name: fmt.Sprint("of genres ", round), Books: []*Book{book}}))
}

func addBranches(t *testing.T, s *repo.Session, _ int) {
	leaf := &Branch{Name: "4", Parent: &Branch{Name: "3", Parent: &Branch{Name: "2", Parent: &Branch{Name: "1"}}}}
	must(t, s.Add(leaf))
}

func addFolders(t *testing.T, s *repo.Session, _ int) {
	leaf := &Folder{Name: "4", Parent: &Folder{Name: "3", Parent: &Folder{Name: "2", Parent: &Folder{Name: "1"}}}}
	must(t, s.Add(leaf))
}

func addToys(t *testing.T, s *repo.Session, round int) {
	for i := range 2500 {
		must(t, s.Add(&Toy{Label: fmt.Sprint(round), Size: i}))
	}
}

func changeToys(t *testing.T, s *repo.Session, round int) {
	size := builder.Col(&toys.Size)
	for _, toy := range value(repo.All(t.Context(), s, builder.Select(toys).Where(size.Lt(100), label.Eq(fmt.Sprint(round)))))(t) {
		toy.Size += 10_000
	}
}

func deleteBooks(t *testing.T, s *repo.Session, round int) {
	shared := []*Genre{{Name: fmt.Sprint("deleted ", round)}, {Name: fmt.Sprint("gone ", round)}}
	a := &Author{Name: fmt.Sprint("of a hundred ", round)}
	for i := range 100 {
		a.Books = append(a.Books, &Book{Title: fmt.Sprint("deleted ", round, " ", i), Genres: shared})
	}
	must(t, s.Add(a))
	must(t, s.Commit(t.Context()))
	s.ExpungeAll()
	list := value(repo.All(t.Context(), s, builder.Select(books).Where(builder.Col(&books.AuthorID).Eq(a.ID))))(t)
	expect(t, "books", len(list), 100)
	for _, book := range list {
		must(t, s.Delete(book))
	}
}
