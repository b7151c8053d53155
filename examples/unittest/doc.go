// Package unittest is a small application over drey; its tests need no database. They hand the engine a pool over
// go-sqlmock and state, in order, the exact SQL that the application must send:
//
//	db, mock, _ := sqlmock.New(sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
//	engine, _ := repo.New(sqlxbackend.New(sqlx.NewDb(db, "postgres")))
//
// This speaks for every backend, because the session plans the SQL and the backend only carries it: the same statements go
// out in the same order through native pgx, which has the server count rows in a WITH around a statement where COMMIT rides, and copies what
// InsertAll is given. Read guild_test.go; it shows each trick on its own.
package unittest
