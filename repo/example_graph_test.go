package repo_test

import (
	"fmt"
	"log"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/repo"
)

// printPlan prints what a flush of new entities would send to PostgreSQL. Nothing is sent.
func printPlan(option []repo.SessionOption, entities ...any) {
	db, mock, err := sqlmock.New()
	if err != nil {
		log.Fatal(err)
	}
	mock.ExpectClose()
	defer db.Close()
	engine, err := repo.New(sqlxbackend.New(sqlx.NewDb(db, "postgres")))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session(option...)
	defer s.Close()
	if err := s.Add(entities...); err != nil {
		log.Fatal(err)
	}
	stmts, err := s.Plan()
	if err != nil {
		log.Fatal(err)
	}
	for _, stmt := range stmts {
		fmt.Println(stmt.SQL, stmt.Args)
	}
}

// A plan names what an earlier statement makes.
func ExampleSession_Plan_blank() {
	printPlan(nil, &Team{Name: "reds", Players: []*Player{{Name: "ann"}}})
	// Output:
	// INSERT INTO "teams" ("name") VALUES ($1) RETURNING "id" [reds]
	// INSERT INTO "players" ("name", "team_id") VALUES ($1, $2) RETURNING "id" [ann <Team 1 id>]
}

// Keys that sequences count up are fetched in one trip, and everything else goes in another, however deep a graph is.
func ExampleWithKeyPreallocation() {
	printPlan([]repo.SessionOption{repo.WithKeyPreallocation()}, &Team{Name: "reds", Players: []*Player{{Name: "ann"}}})
	// Output:
	// SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3::bigint) ["teams" id 1]
	// SELECT nextval(pg_get_serial_sequence($1, $2)) FROM generate_series(1, $3::bigint) ["players" id 1]
	// INSERT INTO "teams" ("id", "name") VALUES ($1, $2) [<Team 1 id> reds]
	// INSERT INTO "players" ("id", "name", "team_id") VALUES ($1, $2, $3) [<Player 1 id> ann <Team 1 id>]
}
