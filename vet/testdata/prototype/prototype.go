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

func wrongTable(ctx context.Context, s *repo.Session) []any {
	var hero Hero
	got, err := repo.Get[Hero](ctx, s, 1)
	return []any{
		err,
		builder.Select(&hero),   // want `hero is no prototype, so it names no table`
		builder.Select(&Hero{}), // want `a new struct is no prototype`
		builder.Select(got),     // want `got is no prototype`
		builder.Insert(got),     // want `got is no prototype`
		builder.Update(got),     // want `got is no prototype`
		builder.Delete(got),     // want `got is no prototype`
		builder.Entity(got),     // want `got is no prototype`
		builder.Select(heroes),
	}
}

func wrongRead(ctx context.Context, s *repo.Session) []any {
	got, err := repo.Get[Hero](ctx, s, 1)
	list, _ := repo.All(ctx, s, builder.Select(heroes))
	var first, _, _ = repo.First(ctx, s, builder.Select(heroes))
	columns := []any{
		err,
		builder.Col(&got.Name),     // want `got is no prototype`
		builder.Col(&first.Name),   // want `first is no prototype`
		builder.Col(&list[0].Name), // want `list is no prototype`
		builder.Has(&got.Toys),     // want `got is no prototype`
	}
	for _, hero := range list {
		columns = append(columns, builder.Col(&hero.Name)) // want `hero is no prototype`
		for _, toy := range hero.Toys {
			columns = append(columns, builder.Col(&toy.ID)) // want `toy is no prototype`
		}
	}
	for hero, err := range repo.Each(ctx, s, builder.Select(heroes)) {
		columns = append(columns, err, builder.Col(&hero.Name)) // want `hero is no prototype`
	}
	return columns
}

type tables struct {
	heroes *Hero
	more   []*Hero
}

func rightRead(ctx context.Context, s *repo.Session, aliases []*Hero) (columns []any) {
	for _, alias := range aliases {
		columns = append(columns, builder.Col(&alias.Name))
	}
	either, _ := repo.Get[Hero](ctx, s, 1)
	either = heroes
	var hero *Hero = heroes
	own := tables{heroes: builder.Model[Hero](), more: aliases}
	columns = append(columns, builder.Col(&own.heroes.Name), builder.Col(&own.more[0].Name))
	return append(columns, builder.Col(&either.Name), builder.Col(&hero.Name))
}

func right(given *Hero, pick bool) []any {
	own, alias, either := builder.Model[Hero](), builder.Alias[Hero]("other"), &Hero{}
	if pick {
		either = own
	}
	return []any{builder.Col(&heroes.Name), builder.Col(&own.Name), builder.Col(&alias.Name), builder.Col(&given.Name), builder.Col(&either.Name)}
}

var example, table = Hero{}, builder.Model[Hero]()

var own = struct{ heroes *Hero }{builder.Model[Hero]()}

func wrongPages(ctx context.Context, s *repo.Session) (columns []any) {
	for page, err := range repo.Pages(ctx, s, builder.Select(heroes), 10) {
		columns = append(columns, err, builder.Col(&page[0].Name)) // want `page is no prototype`
		for _, hero := range page {
			columns = append(columns, builder.Col(&hero.Name)) // want `hero is no prototype`
		}
	}
	return append(columns,
		builder.Col(&example.Name), // want `example is no prototype`
		builder.Select(&example),   // want `example is no prototype`
		builder.Col(&table.Name), builder.Col(&own.heroes.Name), builder.Select(own.heroes))
}

func wrongWritten(given *Hero) {
	alias := builder.Alias[Hero]("other")
	heroes.Name = "x" // want `heroes is a prototype, whose fields name columns and hold nothing`
	alias.ID++        // want `alias is a prototype`
	either := builder.Model[Hero]()
	either = given
	either.Name = "x"
	entity := &Hero{}
	entity.Name, given.Name = "x", "y"
	pointed := builder.Model[Hero]()
	reset(&pointed)
	pointed.Name = "x"
}

func reset(**Hero) {}
