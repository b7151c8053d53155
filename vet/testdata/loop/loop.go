// Package loop is read by a test.
package loop

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

var toys = builder.Model[Toy]()

func wrong(ctx context.Context, s *repo.Session, list []*Hero) {
	for _, hero := range list {
		_ = repo.Load(ctx, s, []*Hero{hero}, &heroes.Toys) // want `a relationship is loaded for each hero`
	}
	for _, hero := range list {
		_, _ = repo.One(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.ID).Eq(hero.ID)).Load(builder.SelectIn(&heroes.Toys))) // want `a relationship is loaded for each hero`
	}
}

func wrongReads(ctx context.Context, s *repo.Session, list []*Toy) {
	for _, toy := range list {
		_, _ = repo.Get[Hero](ctx, s, toy.HeroID)                                                          // want `a statement is sent for each toy`
		_, _ = repo.All(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.ID).Eq(toy.HeroID)))      // want `a statement is sent for each toy`
		_, _, _ = repo.First(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.ID).Eq(toy.HeroID))) // want `a statement is sent for each toy`
		_, _ = repo.Get[Hero](ctx, s, toy.HeroID, repo.ForUpdate())
		_, _ = repo.One(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.ID).Eq(toy.HeroID)).ForUpdate())
		_, _ = repo.Get[Hero](ctx, s, 1)
	}
}

func right(ctx context.Context, s *repo.Session, list []*Hero, names []string, pages [][]*Hero) {
	_ = repo.Load(ctx, s, list, &heroes.Toys)
	for _, page := range pages {
		_ = repo.Load(ctx, s, page, &heroes.Toys)
	}
	for _, name := range names {
		_, _ = repo.All(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq(name)).Load(builder.SelectIn(&heroes.Toys)))
	}
	for _, hero := range list {
		_, _ = repo.Count(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)))
	}
}
