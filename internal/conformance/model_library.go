package conformance

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// library describes the tables of authors, folders, clubs and courses.
var library = sync.OnceValue(func() *schema.MetaData {
	return schema.MustOf(authors, builder.Model[Profile](), books, genres, folders, clubs, players, games,
		builder.Model[Course](), builder.Model[Student](), builder.Model[Enrolment]())
})

// Author owns books and a profile: they go with it, and nobody else's they cannot be.
type Author struct {
	ID      int64
	Name    string   `db:"name,unique"`
	Books   []*Book  `rel:"has-many,cascade=all+delete-orphan,order=title"`
	Profile *Profile `rel:"has-one,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Author) TableName() string { return "authors" }

// Profile is one author's.
type Profile struct {
	ID       int64
	Bio      string
	AuthorID int64
	Author   *Author `rel:"belongs-to"`
}

// TableName names the table.
func (Profile) TableName() string { return "profiles" }

// Book is one author's, and of many genres.
type Book struct {
	ID       int64
	Title    string `db:"title,unique"`
	AuthorID int64
	Author   *Author  `rel:"belongs-to"`
	Genres   []*Genre `rel:"many-to-many,through=book_genres,order=name"`
}

// TableName names the table.
func (Book) TableName() string { return "books" }

// Genre is that of many books.
type Genre struct {
	ID    uuid.UUID `db:"id,pk,uuid7"`
	Name  string    `db:"name,unique"`
	Books []*Book   `rel:"many-to-many,through=book_genres,order=title"`
}

// TableName names the table.
func (Genre) TableName() string { return "genres" }

// Folder is a tree.
type Folder struct {
	ID       uuid.UUID `db:"id,pk,uuid7"`
	Name     string
	ParentID *uuid.UUID
	Parent   *Folder   `rel:"belongs-to"`
	Children []*Folder `rel:"has-many,fk=parent_id,cascade=all,order=name"`
}

// TableName names the table.
func (Folder) TableName() string { return "folders" }

// Club has players, who stay without it, and one of them is its captain.
type Club struct {
	ID        uuid.UUID `db:"id,pk,uuid7"`
	Name      string
	Rev       int `db:"rev,version"`
	CaptainID *uuid.UUID
	Captain   *Player   `rel:"belongs-to,post-update,ondelete=set null"`
	Players   []*Player `rel:"has-many,order=name"`
}

// TableName names the table.
func (Club) TableName() string { return "clubs" }

// Player is a club's, or nobody's.
type Player struct {
	ID     uuid.UUID `db:"id,pk,uuid7"`
	Name   string
	ClubID *uuid.UUID
	Club   *Club `rel:"belongs-to"`
}

// TableName names the table.
func (Player) TableName() string { return "players" }

// Game is between two clubs.
type Game struct {
	ID     uuid.UUID `db:"id,pk,uuid7"`
	HomeID uuid.UUID
	AwayID uuid.UUID
	Home   *Club `rel:"belongs-to"`
	Away   *Club `rel:"belongs-to"`
}

// TableName names the table.
func (Game) TableName() string { return "games" }

// Course has a key of two columns that people chose.
type Course struct {
	Code       string `db:"code,pk"`
	Year       int    `db:"year,pk"`
	Title      string
	Enrolments []*Enrolment `rel:"has-many,fk=course_code+course_year,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Course) TableName() string { return "courses" }

// Student takes courses.
type Student struct {
	ID         int64
	Name       string
	Enrolments []*Enrolment `rel:"has-many,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Student) TableName() string { return "students" }

// Enrolment is a row between two others that has something to say itself.
type Enrolment struct {
	StudentID  int64  `db:"student_id,pk"`
	CourseCode string `db:"course_code,pk,onupdatefk=cascade"`
	CourseYear int    `db:"course_year,pk,onupdatefk=cascade"`
	Grade      int
	Student    *Student `rel:"belongs-to"`
	Course     *Course  `rel:"belongs-to,fk=course_code+course_year"`
}

// TableName names the table.
func (Enrolment) TableName() string { return "enrolments" }

var (
	authors = builder.Model[Author]()
	books   = builder.Model[Book]()
	genres  = builder.Model[Genre]()
	folders = builder.Model[Folder]()
	clubs   = builder.Model[Club]()
	players = builder.Model[Player]()
)

// openGraph is open with the tables of the graph as well.
func (b Backend) openGraph(t *testing.T, opts ...repo.Option) *database {
	t.Helper()
	return b.openWith(t, []*schema.MetaData{base(), library(), circles()}, opts...)
}

// graph makes the tables of the graph.
func (db *database) graph(t *testing.T) {
	t.Helper()
	db.create(t, library(), circles())
	db.log.take()
}
