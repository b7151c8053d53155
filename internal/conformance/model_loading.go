package conformance

import (
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// hotel describes the tables of associations of composite keys.
var hotel = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(rooms, guests) })

// Room had many guests, and has some now.
type Room struct {
	Wing   string `db:"wing,pk"`
	Number int32  `db:"number,pk"`
	Beds   int
	Past   []*Guest `rel:"many-to-many,through=stays,fk=wing+number"`
	Now    []*Guest `rel:"has-many,fk=wing+number,order=name desc"`
}

// TableName names the table.
func (Room) TableName() string { return "rooms" }

// Guest is in a room, or in none.
type Guest struct {
	ID     int64
	Name   string
	Wing   *string
	Number *int64
	Room   *Room   `rel:"belongs-to,fk=wing+number,deferrable"`
	Past   []*Room `rel:"many-to-many,through=stays,ref=wing+number"`
}

// TableName names the table.
func (Guest) TableName() string { return "guests" }

var (
	rooms  = builder.Model[Room]()
	guests = builder.Model[Guest]()
)

// stocked is a library with books in it: of three authors, the last of whom wrote none.
var stocked = []string{
	`INSERT INTO authors (id, name) VALUES (1, 'ann'), (2, 'bob'), (3, 'cat')`,
	`INSERT INTO profiles (id, bio, author_id) VALUES (1, 'writes', 1)`,
	`INSERT INTO books (id, title, author_id) VALUES (1, 'zoo', 1), (2, 'air', 1), (3, 'mud', 2)`,
	`INSERT INTO genres (id, name) VALUES ('00000000-0000-0000-0000-000000000001', 'fun'), ('00000000-0000-0000-0000-000000000002', 'art')`,
	`INSERT INTO book_genres (book_id, genre_id) VALUES (1, '00000000-0000-0000-0000-000000000001'), (1, '00000000-0000-0000-0000-000000000002'),
		(2, '00000000-0000-0000-0000-000000000001')`,
	`INSERT INTO folders (id, name, parent_id) VALUES ('00000000-0000-0000-0000-00000000000a', 'root', NULL),
		('00000000-0000-0000-0000-00000000000b', 'left', '00000000-0000-0000-0000-00000000000a'),
		('00000000-0000-0000-0000-00000000000c', 'right', '00000000-0000-0000-0000-00000000000a'),
		('00000000-0000-0000-0000-00000000000d', 'leaf', '00000000-0000-0000-0000-00000000000b')`,
	`INSERT INTO clubs (id, name, rev) VALUES ('00000000-0000-0000-0000-0000000000c1', 'reds', 1)`,
	`INSERT INTO players (id, name, club_id) VALUES ('00000000-0000-0000-0000-0000000000e1', 'amy', '00000000-0000-0000-0000-0000000000c1'),
		('00000000-0000-0000-0000-0000000000e2', 'ben', NULL)`,
	`INSERT INTO rooms (wing, number, beds) VALUES ('east', 1, 2), ('east', 2, 1), ('west', 1, 4)`,
	`INSERT INTO guests (id, name, wing, number) VALUES (1, 'ada', 'east', 1), (2, 'max', 'east', 1), (3, 'eve', NULL, NULL)`,
	`INSERT INTO stays (wing, number, guest_id) VALUES ('east', 1, 3), ('west', 1, 1), ('west', 1, 3)`,
}

// openLibrary is open with a library in it.
func (b Backend) openLibrary(t *testing.T, opts ...repo.Option) *database {
	t.Helper()
	db := b.open(t, opts...)
	db.stock(t)
	return db
}

// stock makes the tables of the library and fills them.
func (db *database) stock(t *testing.T) {
	t.Helper()
	db.create(t, library(), hotel())
	for _, sql := range stocked {
		db.exec(t, sql)
	}
	if db.backend.Dialect.Name == builder.Postgres().Name {
		for _, table := range []string{"authors", "profiles", "books", "guests"} {
			db.exec(t, "ALTER TABLE "+table+" ALTER COLUMN id RESTART WITH 1000")
		}
	}
	db.log.take()
}

// selects is how many SELECTs were sent since the last look.
func (db *database) selects() (n int) {
	for _, e := range db.log.take() {
		if len(e.SQL) > 6 && e.SQL[:6] == "SELECT" {
			n++
		}
	}
	return n
}
