// Command first is the first program of README.md.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/google/uuid"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Hero is a row of heroes.
type Hero struct {
	ID    uuid.UUID `db:"id,pk,uuid7"` // made by the client when zero
	Name  string    `db:"name"`
	Power *float64  `db:"power"` // nullable
}

// TableName is said, never guessed.
func (Hero) TableName() string { return "heroes" }

var heroes = builder.Model[Hero]() // a *Hero whose field addresses name columns

func main() {
	if err := run(context.Background(), "sqlite:///heroes.db"); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, url string) error {
	engine, err := repo.Open(ctx, url, repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		return err
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, heroes); err != nil { // what is there already stays as it is
		return err
	}
	err = engine.Begin(ctx, func(s *repo.Session) error { // commits on nil, rolls back on error or panic
		return s.Add(&Hero{Name: "spongebob"}, &Hero{Name: "sandy"})
	})
	if err != nil {
		return err
	}

	s := engine.Session() // sends nothing until it must
	defer s.Close()
	found, err := repo.All(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		return err
	}
	for _, hero := range found {
		hero.Name = "Sandy Cheeks" // noticed by the next flush
		fmt.Println(hero.Name)
	}
	return s.Commit(ctx)
}
