package builder_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
)

// Author, Book and Genre are the models of the tests and examples of constructs.
type Author struct {
	ID     int64
	Name   string
	Born   *int64
	Tags   []string
	Doc    map[string]any
	BossID *int64
	Boss   *Author   `rel:"belongs-to"`
	Staff  []*Author `rel:"has-many,fk=boss_id"`
	Books  []*Book   `rel:"has-many"`
}

func (Author) TableName() string { return "authors" }

type Book struct {
	ID       int64
	AuthorID int64
	Title    string
	Price    float64
	Sold     int64
	Author   *Author  `rel:"belongs-to"`
	Genres   []*Genre `rel:"many-to-many,through=book_genres"`
}

func (Book) TableName() string { return "books" }

type Genre struct {
	ID    int64
	Label string
	Books []*Book `rel:"many-to-many,through=book_genres"`
}

func (Genre) TableName() string { return "genres" }

// Loan is a book that somebody has, or had.
type Loan struct {
	ID     int64
	BookID int32
	Reader string
	LentAt time.Time
	DueOn  time.Time `db:"due_on,type=date"`
	BackAt *time.Time
	Note   sql.Null[string]
}

func (Loan) TableName() string { return "loans" }

// Total is what a sub-select answers of each author.
type Total struct {
	AuthorID int64
	Books    int64
}

// Number is a row of one number.
type Number struct{ N int64 }

var (
	authors = builder.Model[Author]()
	books   = builder.Model[Book]()
	genres  = builder.Model[Genre]()
	loans   = builder.Model[Loan]()
	boss    = builder.Alias[Author]("boss")
	totals  = builder.Derived[Total]("totals")
	numbers = builder.Derived[Number]("numbers")

	authorID = builder.Col(&authors.ID)
	author   = builder.Col(&authors.Name)
	born     = builder.NullCol(&authors.Born)
	bookID   = builder.Col(&books.ID)
	written  = builder.Col(&books.AuthorID)
	book     = builder.Col(&books.Title)
	price    = builder.Col(&books.Price)
	sold     = builder.Col(&books.Sold)
	reader   = builder.Col(&loans.Reader)
	lentAt   = builder.Col(&loans.LentAt)
	due      = builder.Col(&loans.DueOn)
	back     = builder.NullCol(&loans.BackAt)
	note     = builder.SQLNullCol(&loans.Note)
)

// library is the tables of the models; %s are a key that counts itself up, and the types of lists and documents.
const libraryRows = `
INSERT INTO authors (id, name, born, tags, doc, boss_id) VALUES
	(1, 'ann', 1900, NULL, '{"langs": ["en", "fr"], "home": {"town": "Bath"}}', NULL), (2, 'bob', NULL, NULL, '{"home": null}', 1), (3, 'cy', 1950, NULL, NULL, 1), (4, 'dee', 1900, NULL, '[]', 2);
INSERT INTO books (id, author_id, title, price, sold) VALUES
	(1, 1, 'a', 5, 10), (2, 1, 'b', 7.5, 3), (3, 2, 'c', 5, 0), (4, 3, 'd', 12, 40), (5, 3, 'e', 1, 10);
INSERT INTO genres (id, label) VALUES (1, 'prose'), (2, 'verse');
INSERT INTO book_genres (book_id, genre_id) VALUES (1, 1), (2, 1), (2, 2), (4, 2);
INSERT INTO loans (id, book_id, reader, lent_at, due_on, back_at, note) VALUES
	(1, 1, 'kim', '2024-01-31 22:30:00', '2024-02-29', '2024-02-10 09:00:00', 'torn'), (2, 2, 'lee', '2024-02-28 08:00:00', '2024-03-31', NULL, NULL),
	(3, 1, 'kim', '2024-03-03 23:59:59.5', '2024-03-31', '2024-05-01 00:00:00', '50%'), (4, 4, 'max', '2024-12-30 12:00:00', '2025-01-31', NULL, '50% off');`

// sqliteLibrary returns an SQLite with the models' tables and some rows.
func sqliteLibrary(tb testing.TB) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(tb, err)
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	_, err = db.Exec(`
CREATE TABLE authors (id integer PRIMARY KEY, name text UNIQUE, born integer, tags text, doc text, boss_id integer);
CREATE TABLE books (id integer PRIMARY KEY, author_id integer, title text, price real, sold integer, CONSTRAINT books_title UNIQUE (author_id, title));
CREATE TABLE genres (id integer PRIMARY KEY, label text);
CREATE UNIQUE INDEX genres_label ON genres (lower(label)) WHERE label <> '';
CREATE TABLE book_genres (book_id integer, genre_id integer);
CREATE VIEW sales AS SELECT author_id, count(*) AS books FROM books GROUP BY author_id;
CREATE TABLE loans (id integer PRIMARY KEY, book_id integer, reader text, lent_at text, due_on text, back_at text, note text);` + libraryRows)
	require.NoError(tb, err)
	return db
}

// postgresLibrary returns a PostgreSQL with the same.
func postgresLibrary(tb testing.TB) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), pgtest.URL(tb))
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, conn.Close(tb.Context())) })
	_, err = conn.Exec(tb.Context(), `
CREATE TABLE authors (id bigserial PRIMARY KEY, name text UNIQUE, born bigint, tags text[], doc jsonb, boss_id bigint);
CREATE TABLE books (id bigserial PRIMARY KEY, author_id bigint, title text, price double precision, sold bigint, CONSTRAINT books_title UNIQUE (author_id, title));
CREATE TABLE genres (id bigserial PRIMARY KEY, label text);
CREATE UNIQUE INDEX genres_label ON genres (lower(label)) WHERE label <> '';
CREATE TABLE book_genres (book_id bigint, genre_id bigint);
CREATE VIEW sales AS SELECT author_id, count(*) AS books FROM books GROUP BY author_id;
CREATE TABLE loans (id bigserial PRIMARY KEY, book_id integer, reader text, lent_at timestamptz, due_on date, back_at timestamptz, note text);
SET TIME ZONE 'UTC';`+libraryRows)
	require.NoError(tb, err)
	return conn
}
