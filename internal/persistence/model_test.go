package persistence_test

import (
	"time"

	"github.com/google/uuid"
)

type author struct {
	ID    int64
	Name  string
	Books []*book `rel:"has-many"`
}

func (author) TableName() string { return "authors" }

type book struct {
	ID       int64
	Title    string
	AuthorID *int64
	Author   *author   `rel:"belongs-to"`
	Tags     []*tag    `rel:"many-to-many,through=book_tags"`
	Rooms    []*room   `rel:"many-to-many,through=book_rooms,ref=wing+number"`
	Loans    []*loan   `rel:"has-many"`
	SeenOn   time.Time `db:"seen_on,default=now(),onupdate=now()"`
}

func (book) TableName() string { return "books" }

type tag struct {
	ID    uuid.UUID `db:"id,pk,uuid7"`
	Word  string
	Books []*book `rel:"many-to-many,through=book_tags"`
}

func (tag) TableName() string { return "tags" }

type room struct {
	Wing   string   `db:"wing,pk"`
	Number int      `db:"number,pk"`
	Guests []*guest `rel:"has-many,fk=wing+number"`
	Books  []*book  `rel:"many-to-many,through=book_rooms,fk=wing+number"`
}

func (room) TableName() string { return "rooms" }

type guest struct {
	ID     int64
	Wing   *string
	Number *int
	Rev    int       `db:"rev,version"`
	SeenOn time.Time `db:"seen_on,onupdate=now()"`
	Best   *guest    `rel:"belongs-to,fk=best_id,post-update"`
	BestID *int64
}

func (guest) TableName() string { return "guests" }

type loan struct {
	BookID int64   `db:"book_id,pk"`
	Day    int     `db:"day,pk"`
	Book   *book   `rel:"belongs-to"`
	Notes  []*note `rel:"has-many,fk=book_id+day"`
}

func (loan) TableName() string { return "loans" }

type note struct {
	ID     int64
	BookID int64
	Day    int
	Loan   *loan `rel:"belongs-to,fk=book_id+day"`
}

func (note) TableName() string { return "notes" }
