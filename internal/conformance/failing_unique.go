package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Raffle is unique in several ways.
type Raffle struct {
	ID    int64
	Code  string `db:"code,unique"`
	Hall  int    `db:"hall,unique=one_seat"`
	Seat  int    `db:"seat,unique=one_seat"`
	Name  string `db:"name,unique=their_name"`
	Other string `db:"other"`
}

// TableName is the table.
func (Raffle) TableName() string { return "raffles" }

// Placing has a key of two columns.
type Placing struct {
	Race   int64 `db:"race,pk,noidentity"`
	Runner int64 `db:"runner,pk,noidentity"`
	Rank   int
}

// TableName is the table.
func (Placing) TableName() string { return "placings" }

var (
	raffles  = builder.Model[Raffle]()
	placings = builder.Model[Placing]()
)

// ViolationsNameTheirConstraint: a unique violation says its constraint, table and column on every database and every road.
func ViolationsNameTheirConstraint(t *testing.T, b Backend) {
	m := value(schema.Of(raffles, placings))(t)
	db := b.openWith(t, []*schema.MetaData{m})
	ctx := t.Context()
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Raffle{ID: 1, Code: "a", Hall: 1, Seat: 1, Name: "x"}, &Raffle{ID: 2, Code: "b", Hall: 2, Seat: 2, Name: "y"}, &Placing{Race: 1, Runner: 2})
	}))
	for _, c := range []struct {
		raffle             Raffle
		constraint, column string
	}{
		{Raffle{ID: 7, Code: "a", Hall: 7, Seat: 7, Name: "z"}, "uq_raffles_code", "code"},
		{Raffle{ID: 7, Code: "c", Hall: 1, Seat: 1, Name: "z"}, "one_seat", "hall"},
		{Raffle{ID: 7, Code: "c", Hall: 7, Seat: 7, Name: "x"}, "their_name", "name"},
		{Raffle{ID: 1, Code: "c", Hall: 7, Seat: 7, Name: "z"}, "pk_raffles", "id"},
	} {
		of := func() *Raffle { made := c.raffle; return &made }
		other := of()
		other.ID, other.Code, other.Hall, other.Name = 8, "d", 8, "w"
		for road, err := range map[string]error{
			"flush":             db.Begin(ctx, func(s *repo.Session) error { return s.Add(of()) }),
			"flush of many":     db.Begin(ctx, func(s *repo.Session) error { return s.Add(other, of()) }),
			"InsertAll":         db.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Raffle{other, of()}) }),
			"Insert":            second(db.Exec(ctx, builder.Insert(raffles).Values(of()))),
			"Insert, Returning": second(repo.All(ctx, db, builder.Insert(raffles).Values(of()).Returning(builder.Col(&raffles.ID)))),
		} {
			t.Run(road+" "+c.constraint, func(t *testing.T) { namesConstraint(t, err, c.constraint, "raffles", c.column) })
		}
		if c.constraint != "pk_raffles" { // whose row is work that was done
			namesConstraint(t, db.Begin(ctx, func(*repo.Session) error { return nil }, repo.Once(of())), c.constraint, "raffles", c.column)
		}
	}
	namesConstraint(t, second(db.Exec(ctx, builder.Update(raffles).Set(builder.Col(&raffles.Code).To("a")).Where(builder.Col(&raffles.ID).Eq(2)))), "uq_raffles_code", "raffles", "code")
	namesConstraint(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Placing{Race: 1, Runner: 2}) }), "pk_placings", "placings", "race")
	namesConstraint(t, second(db.Exec(ctx, builder.Insert(placings).Values(&Placing{Race: 1, Runner: 2}))), "pk_placings", "placings", "race")
}

// namesConstraint expects a unique violation of that constraint.
func namesConstraint(t *testing.T, err error, constraint, table, column string) {
	t.Helper()
	refused(t, err, repo.ErrUniqueViolation)
	var e *backends.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	expect(t, "constraint, table, column", []string{e.Constraint, e.Table, e.Column}, []string{constraint, table, column})
}

// LinksNameTheirConstraint: a row of an association table that is there already names the key's constraint, table and column on every
// database, from either side, alone and among several, and says what to do.
func LinksNameTheirConstraint(t *testing.T, b Backend) {
	db, ctx := b.openGraph(t), t.Context()
	book, one, two := &Book{Title: "t"}, &Genre{Name: "one"}, &Genre{Name: "two"}
	book.Genres = []*Genre{one}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Author{Name: "a", Books: []*Book{book}}, two) }))
	for _, c := range []struct {
		side string
		add  func(b *Book, one, two *Genre)
	}{
		{"Genres", func(b *Book, one, _ *Genre) { b.Genres = append(b.Genres, one) }},
		{"Genres", func(b *Book, one, two *Genre) { b.Genres = append(b.Genres, two, one) }},
		{"Books", func(b *Book, one, _ *Genre) { one.Books = append(one.Books, b) }},
	} {
		err := db.Begin(ctx, func(s *repo.Session) error {
			of := value(repo.Get[Book](ctx, s, book.ID))(t)
			c.add(of, value(repo.Get[Genre](ctx, s, one.ID))(t), value(repo.Get[Genre](ctx, s, two.ID))(t))
			return nil
		})
		namesConstraint(t, err, "pk_book_genres", "book_genres", "book_id")
		expect(t, "the next move by "+c.side+" in "+err.Error(), strings.Contains(err.Error(), " adds is there already: load the list first"), true)
	}
}
