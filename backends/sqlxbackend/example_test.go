package sqlxbackend_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"log"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// A database in memory is shared by all connections of its pool. The driver is imported by the application:
// import _ "modernc.org/sqlite".
func ExampleBackend() {
	ctx := context.Background()
	u, err := backends.ParseURL("sqlite:///:memory:")
	if err != nil {
		log.Fatal(err)
	}
	pool, err := sqlxbackend.Backend{}.Open(ctx, u, backends.PoolConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	stmts := []backends.Stmt{
		{SQL: "CREATE TABLE heroes (id INTEGER PRIMARY KEY, name TEXT)"},
		{SQL: "INSERT INTO heroes (name) VALUES (?), (?)", Args: []any{"spongebob", "sandy"}},
		{SQL: "SELECT id, name FROM heroes ORDER BY id", Rows: true},
	}
	err = pool.Pipeline(ctx, stmts, backends.PipelineOptions{}, func(i int, rows backends.Rows, res backends.Result) error {
		if rows == nil {
			fmt.Println("touched", res.RowsAffected)
			return nil
		}
		for rows.Next() {
			var id int
			var name string
			if err := rows.Scan(&id, &name); err != nil {
				return err
			}
			fmt.Println(id, name)
		}
		return rows.Err()
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// touched 0
	// touched 2
	// 1 spongebob
	// 2 sandy
}

// Configure reaches all that sqlx and database/sql can do.
func ExampleBackend_configure() {
	backend := sqlxbackend.Backend{Configure: func(db *sqlx.DB) error {
		db.SetMaxOpenConns(1)
		return nil
	}}
	pool, err := backend.Open(context.Background(), backends.URL{Dialect: "sqlite"}, backends.PoolConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	fmt.Println(pool.Dialect(), pool.Stats().Max)
	// Output: sqlite 1
}

// A database of your own is taken as it is, also sqlmock's: what is not expected is not sent.
func ExampleNew() {
	ctx := context.Background()
	db, mock, err := sqlmock.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	mock.ExpectBegin()
	mock.ExpectExec("INSERT INTO heroes").WithArgs("sandy").WillReturnResult(driver.RowsAffected(1))
	mock.ExpectCommit()

	pool := sqlxbackend.New(sqlx.NewDb(db, "postgres"))
	u, err := pool.Begin(ctx, backends.TxOptions{})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := u.Exec(ctx, backends.Stmt{SQL: "INSERT INTO heroes (name) VALUES ($1)", Args: []any{"sandy"}}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(u.Commit(ctx), mock.ExpectationsWereMet())
	// Output: <nil> <nil>
}

// FromTx lets drey work inside a transaction that somebody else ends: a test that leaves nothing behind.
func ExampleFromTx() {
	ctx := context.Background()
	db, err := sqlx.Open("sqlite", "file:/from-tx?vfs=memdb")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	tx := db.MustBegin()
	defer func() { _ = tx.Rollback() }()

	u := sqlxbackend.FromTx(tx)
	_, err = u.Exec(ctx, backends.Stmt{SQL: "CREATE TABLE heroes (name TEXT)"})
	fmt.Println(err, u.Commit(ctx)) // ends the unit, not tx
	// Output: <nil> <nil>
}
