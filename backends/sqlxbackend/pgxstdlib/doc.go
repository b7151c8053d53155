// Package pgxstdlib teaches sqlxbackend the driver that pgx registers with database/sql (github.com/jackc/pgx/v5/stdlib):
// its pipeline, so that a whole unit of work takes the round trips that it takes on native pgx, its rows, and its errors.
//
//	engine, err := repo.Open(ctx, "postgresql+pgx://localhost/heroes",
//		repo.WithBackend(sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}))
//
// Importing it registers the driver. It is the one package that links both backends.
package pgxstdlib
