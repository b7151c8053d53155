package builder_test

import (
	"database/sql"
	"testing"

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
)

// library is the tables of the models; %s are a key that counts itself up, and the types of lists and documents.
const libraryRows = `
INSERT INTO authors (id, name, born, tags, doc, boss_id) VALUES
	(1, 'ann', 1900, NULL, '{"langs": ["en", "fr"], "home": {"town": "Bath"}}', NULL), (2, 'bob', NULL, NULL, '{"home": null}', 1), (3, 'cy', 1950, NULL, NULL, 1), (4, 'dee', 1900, NULL, '[]', 2);
INSERT INTO books (id, author_id, title, price, sold) VALUES
	(1, 1, 'a', 5, 10), (2, 1, 'b', 7.5, 3), (3, 2, 'c', 5, 0), (4, 3, 'd', 12, 40), (5, 3, 'e', 1, 10);
INSERT INTO genres (id, label) VALUES (1, 'prose'), (2, 'verse');
INSERT INTO book_genres (book_id, genre_id) VALUES (1, 1), (2, 1), (2, 2), (4, 2);`

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
CREATE TABLE book_genres (book_id integer, genre_id integer);` + libraryRows)
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
CREATE TABLE book_genres (book_id bigint, genre_id bigint);`+libraryRows)
	require.NoError(tb, err)
	return conn
}
