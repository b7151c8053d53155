package conformance

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// circles describes tables beside those of library: for graphs that are rarer.
var circles = sync.OnceValue(func() *schema.MetaData {
	return schema.MustOf(people, builder.Model[Branch](), shelves, builder.Model[Jar](), builder.Model[Sticker](),
		builder.Model[Hen](), builder.Model[Egg](), trains, wagons, builder.Model[Ticket]())
})

// Person has friends, and is somebody's friend.
type Person struct {
	ID       int64
	Name     string
	Friends  []*Person `rel:"many-to-many,through=friendships,fk=person_id,ref=friend_id,order=name"`
	FriendOf []*Person `rel:"many-to-many,through=friendships,fk=friend_id,ref=person_id,order=name"`
}

// TableName names the table.
func (Person) TableName() string { return "people" }

// Branch is a tree whose keys the database counts up.
type Branch struct {
	ID       int64
	Name     string
	ParentID *int64
	Parent   *Branch   `rel:"belongs-to"`
	Children []*Branch `rel:"has-many,fk=parent_id,cascade=all,order=name"`
}

// TableName names the table.
func (Branch) TableName() string { return "branches" }

// Shelf leaves what stands on it to the database.
type Shelf struct {
	ID       int64
	Name     string
	Jars     []*Jar     `rel:"has-many,cascade=all,passive-deletes,order=name"`
	Stickers []*Sticker `rel:"has-many,cascade=save-update,passive-deletes,order=name"`
}

// TableName names the table.
func (Shelf) TableName() string { return "shelves" }

// Jar goes with its shelf.
type Jar struct {
	ID      int64
	Name    string
	ShelfID int64 `db:"shelf_id,ondelete=cascade"`
}

// TableName names the table.
func (Jar) TableName() string { return "jars" }

// Sticker stays without its shelf.
type Sticker struct {
	ID      int64
	Name    string
	ShelfID *int64 `db:"shelf_id,ondelete=set null"`
}

// TableName names the table.
func (Sticker) TableName() string { return "stickers" }

// Hen comes from an egg, always.
type Hen struct {
	ID    int64
	EggID int64
	Egg   *Egg `rel:"belongs-to"`
}

// TableName names the table.
func (Hen) TableName() string { return "hens" }

// Egg comes from a hen, always.
type Egg struct {
	ID    int64
	HenID int64
	Hen   *Hen `rel:"belongs-to"`
}

// TableName names the table.
func (Egg) TableName() string { return "eggs" }

// Train has wagons and sells tickets.
type Train struct {
	ID      int64
	Name    string
	Wagons  []*Wagon  `rel:"has-many,cascade=all,order=name"`
	Tickets []*Ticket `rel:"has-many,order=seat"`
}

// TableName names the table.
func (Train) TableName() string { return "trains" }

// Wagon is a train's, or stands alone. It has a version, and hears what happens to it.
type Wagon struct {
	ID      int64
	Name    string
	Rev     int64 `db:"rev,version"`
	TrainID *int64
	Train   *Train   `rel:"belongs-to"`
	heard   []string `db:"-"`
}

// TableName names the table.
func (Wagon) TableName() string { return "wagons" }

// BeforeInsert implements repo.BeforeInserter.
func (w *Wagon) BeforeInsert(context.Context) error { w.heard = append(w.heard, "insert"); return nil }

// BeforeUpdate implements repo.BeforeUpdater.
func (w *Wagon) BeforeUpdate(context.Context) error { w.heard = append(w.heard, "update"); return nil }

// BeforeDelete implements repo.BeforeDeleter.
func (w *Wagon) BeforeDelete(context.Context) error { w.heard = append(w.heard, "delete"); return nil }

// Ticket is for one train, which it does not bring along.
type Ticket struct {
	ID      int64
	Seat    string
	TrainID int64
	Train   *Train `rel:"belongs-to,cascade=none"`
}

// TableName names the table.
func (Ticket) TableName() string { return "tickets" }

var (
	games   = builder.Model[Game]()
	people  = builder.Model[Person]()
	shelves = builder.Model[Shelf]()
	trains  = builder.Model[Train]()
	wagons  = builder.Model[Wagon]()
)

// listed is texts that a query answers, joined by commas.
func listed(t *testing.T, r repo.Reader, sql string, args ...any) string {
	t.Helper()
	return strings.Join(value(repo.Scalars[string](t.Context(), r, builder.Text(sql, args...)))(t), ", ")
}

// shelved is the books that are stored, with their authors.
func shelved(t *testing.T, r repo.Reader) string {
	t.Helper()
	return listed(t, r, "SELECT a.name || '/' || b.title FROM books b JOIN authors a ON a.id = b.author_id ORDER BY 1")
}

// verbs is how many statements that begin with a word are among those of a text.
func verbs(sent, word string) (n int) {
	for line := range strings.Lines(sent) {
		if strings.HasPrefix(line, word) {
			n++
		}
	}
	return n
}
