package repo_test

import (
	"context"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Crew has sailors, best first.
type Crew struct {
	ID      int64
	Ship    string
	Sailors []*Sailor `rel:"has-many,order=rank desc"`
}

// TableName names the table.
func (Crew) TableName() string { return "crews" }

// Sailor is in a crew, or ashore, and has skills.
type Sailor struct {
	ID     int64
	Name   string
	Rank   int
	CrewID *int64
	Crew   *Crew    `rel:"belongs-to" json:"-"`
	Skills []*Skill `rel:"many-to-many,through=sailor_skills,order=name"`
}

// TableName names the table.
func (Sailor) TableName() string { return "sailors" }

// Skill is what sailors can do.
type Skill struct {
	ID   int64
	Name string
}

// TableName names the table.
func (Skill) TableName() string { return "skills" }

var (
	crews   = builder.Model[Crew]()
	sailors = builder.Model[Sailor]()
	skills  = builder.Model[Skill]()
)

// openCrews returns an engine on a new database in memory: two ships, five sailors, one of them ashore.
func openCrews(ctx context.Context, opts ...repo.Option) (*repo.Engine, error) {
	opts = append(opts, repo.WithBackend(sqlxbackend.Backend{}), repo.WithModels(crews, sailors, skills))
	engine, err := repo.Open(ctx, "sqlite:///:memory:", opts...)
	if err != nil {
		return nil, err
	}
	if err := schema.CreateAll(ctx, engine, crews, sailors, skills); err != nil {
		return nil, err
	}
	for _, sql := range []string{
		"INSERT INTO crews VALUES (1, 'Acorn'), (2, 'Pinecone')",
		"INSERT INTO sailors VALUES (1, 'ann', 3, 1), (2, 'bob', 9, 1), (3, 'cat', 5, 1), (4, 'dan', 7, 2), (5, 'eve', 8, NULL)",
		"INSERT INTO skills VALUES (1, 'knots'), (2, 'stars')",
		"INSERT INTO sailor_skills VALUES (1, 1), (1, 2), (2, 2)",
	} {
		if _, err := engine.Exec(ctx, builder.Text(sql)); err != nil {
			return nil, err
		}
	}
	return engine, nil
}
