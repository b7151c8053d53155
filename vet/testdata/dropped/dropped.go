// Package dropped is read by a test.
package dropped

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

func wrongRows(ctx context.Context, s *repo.Session) {
	repo.Each(ctx, s, builder.Select(heroes))      // want `rows that Each returns are dropped, and nothing is read`
	repo.Pages(ctx, s, builder.Select(heroes), 10) // want `rows that Pages returns are dropped`
	repo.For[Hero](s).Each(ctx)                    // want `rows that Each returns are dropped`
}

func rightRows(ctx context.Context, s *repo.Session) {
	for _, err := range repo.Each(ctx, s, builder.Select(heroes)) {
		println(err)
	}
	later := repo.Pages(ctx, s, builder.Select(heroes), 10)
	println(later)
	repo.All(ctx, s, builder.Select(heroes))
}

func wrong() {
	query := builder.Select(heroes)
	query.Where(builder.Col(&heroes.Name).Eq("sandy"))      // want `SelectStmt that Where returns is dropped`
	query.OrderBy(builder.Col(&heroes.Name).Asc()).Limit(3) // want `Limit returns is dropped`
	builder.Update(heroes).AllRows()                        // want `UpdateStmt that AllRows returns is dropped`
	(builder.Col(&heroes.Name).Eq("sandy"))                 // want `Expr that Eq returns is dropped`
}

func right() any {
	query := builder.Select(heroes)
	query = query.Where(builder.Col(&heroes.Name).Eq("sandy"))
	_ = query.Limit(3)
	builder.Model[Hero]()
	println(query.Limit(3))
	return query.Offset(2)
}
