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
}

func wrongQueries(ctx context.Context, s *repo.Session, list []*Hero) {
	for _, hero := range list {
		of := builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID))
		_, _ = repo.Count(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)))                                             // want `a statement is sent for each hero`
		_, _ = repo.Exists(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)))                                            // want `a statement is sent for each hero`
		_, _ = repo.Scalar[int64](ctx, s, builder.SelectColumns(builder.Count()).From(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)))        // want `a statement is sent for each hero`
		_, _ = repo.Scalars[int64](ctx, s, builder.SelectColumns(builder.Col(&toys.ID)).From(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID))) // want `a statement is sent for each hero`
		_, _ = repo.All(ctx, s, of)                                                                                                              // want `a statement is sent for each hero`
		if hero.Name != "" {
			_ = s.Refresh(ctx, hero) // want `each hero of the list is refreshed`
		}
	}
	for _, hero := range list {
		q := builder.Select(heroes)
		q = q.Where(builder.Col(&heroes.ID).Eq(hero.ID))
		more := q.Load(builder.SelectIn(&heroes.Toys))
		_, _ = repo.One(ctx, s, more) // want `a relationship is loaded for each hero`
	}
}

func wrongAtIndex(ctx context.Context, s *repo.Session, list []*Hero, other []*Toy) {
	for i := range list {
		_ = s.Refresh(ctx, list[i], &list[i].Name)                                                    // want `each list\[...\] of the list is refreshed`
		_, _ = repo.All(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(list[i].ID))) // want `a statement is sent for each list\[...\] of the list`
		_ = repo.Load(ctx, s, []*Hero{list[i]}, &heroes.Toys)                                         // want `a relationship is loaded for each list`
		_, _ = repo.All(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(list[0].ID)))
	}
	for i := 0; i < len(other); i++ {
		_, _ = repo.Get[Hero](ctx, s, other[i].HeroID) // want `a statement is sent for each other`
		_, _ = repo.Get[Hero](ctx, s, list[i].ID)
	}
	for i := range len(other) {
		_, _ = repo.Get[Hero](ctx, s, other[i].HeroID) // want `a statement is sent for each other`
	}
}

func wrongKeys(ctx context.Context, s *repo.Session, ids []int64, uuids [][16]byte) error {
	for _, id := range ids {
		if _, err := repo.Get[Hero](ctx, s, id); err != nil { // want `a statement is sent for each key of the list`
			return err
		}
	}
	for i := range uuids {
		_, _ = repo.Get[Hero](ctx, s, uuids[i]) // want `a statement is sent for each key of the list`
	}
	return nil
}

func rightKeys(ctx context.Context, engine *repo.Engine, s *repo.Session, ids, more []int64, jobs <-chan int64) error {
	if _, err := repo.All(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.ID).In(ids...))); err != nil {
		return err
	}
	for _, id := range ids { // which the session has
		_, _ = repo.Get[Hero](ctx, s, id)
	}
	for _, id := range more {
		_, _ = repo.Get[Hero](ctx, s, id, repo.ForUpdate())
		_, _ = repo.Count(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(id)))
	}
	for _, id := range more { // a transaction for each
		if err := engine.Begin(ctx, func(s *repo.Session) error {
			_, err := repo.Get[Hero](ctx, s, id)
			return err
		}); err != nil {
			return err
		}
	}
	for _, id := range more {
		own := engine.Session()
		_, _ = repo.Get[Hero](ctx, own, id)
		_ = own.Close()
	}
	for _, id := range []int64{1, 2} {
		_, _ = repo.Get[Hero](ctx, s, id)
	}
	for id := range jobs {
		_, _ = repo.Get[Hero](ctx, s, id)
	}
	for range 3 {
		_, _ = repo.Get[Hero](ctx, s, 1)
	}
	return nil
}

func ends(ctx context.Context, s *repo.Session, list []*Hero, ids []int64) ([]*Toy, error) {
	for _, hero := range list {
		if hero.Name == "x" {
			_, _ = repo.Count(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)))
			break
		}
	}
	for _, hero := range list {
		if hero.Name == "x" {
			return repo.All(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)))
		}
	}
	for _, id := range ids {
		if id > 3 {
			hero, err := repo.Get[Hero](ctx, s, id)
			if err != nil {
				return nil, err
			}
			return hero.Toys, nil
		}
	}
	for _, hero := range list {
		switch hero.Name {
		case "x":
			_ = s.Refresh(ctx, hero) // want `each hero of the list is refreshed`
			break
		}
		for range 2 {
			_ = s.Refresh(ctx, hero) // want `each hero of the list is refreshed`
			break
		}
	}
	for _, hero := range list {
		found, err := repo.Exists(ctx, s, builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID))) // want `a statement is sent for each hero`
		if err != nil || !found {
			continue
		}
		break
	}
	for _, hero := range list {
		q := builder.Select(toys).Where(builder.Col(&toys.HeroID).Eq(hero.ID)).ForUpdate()
		_, _ = repo.All(ctx, s, q)
	}
	return nil, nil
}
