package conformance

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// graphTables are made, beside those of tables, where graphs are written.
var graphTables = []string{
	`CREATE TABLE authors (id {counted}, name text NOT NULL UNIQUE)`,
	`CREATE TABLE profiles (id {counted}, bio text NOT NULL, author_id bigint NOT NULL REFERENCES authors (id))`,
	`CREATE TABLE books (id {counted}, title text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES authors (id))`,
	`CREATE TABLE genres (id {uuid} PRIMARY KEY, name text NOT NULL UNIQUE)`,
	`CREATE TABLE book_genres (book_id bigint NOT NULL REFERENCES books (id), genre_id {uuid} NOT NULL REFERENCES genres (id),
		PRIMARY KEY (book_id, genre_id))`,
	`CREATE TABLE folders (id {uuid} PRIMARY KEY, name text NOT NULL, parent_id {uuid} REFERENCES folders (id))`,
	`CREATE TABLE clubs (id {uuid} PRIMARY KEY, name text NOT NULL, rev integer NOT NULL, captain_id {uuid})`,
	`CREATE TABLE players (id {uuid} PRIMARY KEY, name text NOT NULL, club_id {uuid} REFERENCES clubs (id))`,
	`CREATE TABLE games (id {uuid} PRIMARY KEY, home_id {uuid} NOT NULL REFERENCES clubs (id), away_id {uuid} NOT NULL REFERENCES clubs (id))`,
	`CREATE TABLE courses (code text NOT NULL, year integer NOT NULL, title text NOT NULL, PRIMARY KEY (code, year))`,
	`CREATE TABLE students (id {counted}, name text NOT NULL)`,
	`CREATE TABLE enrolments (student_id bigint NOT NULL REFERENCES students (id), course_code text NOT NULL, course_year integer NOT NULL,
		grade integer NOT NULL, PRIMARY KEY (student_id, course_code, course_year),
		FOREIGN KEY (course_code, course_year) REFERENCES courses (code, year) ON UPDATE CASCADE)`,
}

// Author owns books and a profile: they go with it, and nobody else's they cannot be.
type Author struct {
	ID      int64
	Name    string
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
	Title    string
	AuthorID int64
	Author   *Author  `rel:"belongs-to"`
	Genres   []*Genre `rel:"many-to-many,through=book_genres,order=name"`
}

// TableName names the table.
func (Book) TableName() string { return "books" }

// Genre is that of many books.
type Genre struct {
	ID    uuid.UUID `db:"id,pk,uuid7"`
	Name  string
	Books []*Book `rel:"many-to-many,through=book_genres,order=title"`
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
	Captain   *Player   `rel:"belongs-to,post-update"`
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
	CourseCode string `db:"course_code,pk"`
	CourseYear int    `db:"course_year,pk"`
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
	db := b.open(t, opts...)
	db.graph(t)
	return db
}

// graph makes the tables of the graph.
func (db *database) graph(t *testing.T) {
	t.Helper()
	for _, table := range slices.Concat(graphTables, circleTables) {
		db.exec(t, db.backend.spell(table))
	}
	db.log.take()
}
