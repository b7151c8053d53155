// Package prototype is read by a test.
package prototype

import (
	"context"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

type Hero struct {
	ID   int64
	Name string
	Toys []*Toy `rel:"has-many"`
}

func (Hero) TableName() string { return "heroes" }

type Toy struct {
	ID     int64
	HeroID int64
}

func (Toy) TableName() string { return "toys" }

var heroes = builder.Model[Hero]()

var (
	_ context.Context
	_ *repo.Session
)

func wrong(given Hero) []any {
	var hero Hero
	entity, made, copied := &Hero{}, new(Hero), *heroes
	return []any{
		builder.Col(&hero.Name),      // want `hero is no prototype`
		builder.Col(&entity.Name),    // want `entity is no prototype`
		builder.Col(&made.ID),        // want `made is no prototype`
		builder.Col(&copied.Name),    // want `copied is no prototype`
		builder.SelectIn(&hero.Toys), // want `hero is no prototype`
		builder.Has(&(entity.Toys)),  // want `entity is no prototype`
	}
}

func right(given *Hero, pick bool) []any {
	own, alias, either := builder.Model[Hero](), builder.Alias[Hero]("other"), &Hero{}
	if pick {
		either = own
	}
	return []any{builder.Col(&heroes.Name), builder.Col(&own.Name), builder.Col(&alias.Name), builder.Col(&given.Name), builder.Col(&either.Name)}
}
