package mistakes_test

import (
	"context"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Hero is what the newcomer has.
type Hero struct {
	ID      int64
	Name    string `db:"name,unique"`
	Power   float64
	Secret  string  `db:"secret,secret"`
	Toys    []*Toy  `rel:"has-many,cascade=all"`
	Teams   []*Team `rel:"many-to-many,through=hero_teams"`
	Rank    int     `db:"rank,readonly,default=0"`
	Version int64   `db:"version,version"`
}

// Toy is a hero's.
type Toy struct {
	ID     int64
	Label  string
	HeroID *int64
	Hero   *Hero `rel:"belongs-to"`
}

// Team is what heroes are in.
type Team struct {
	ID   int64
	Name string
}

// Seat has a key of two columns, and counts how often it was sold.
type Seat struct {
	Row  string `db:"row,pk"`
	Seat int64  `db:"seat,pk"`
	Sold int    `db:"sold,onupdate=sold + 1"`
}

// Country has a key that the database fills with blanks.
type Country struct {
	Code string `db:"code,pk,type=char(3)"`
}

// Stranger is no model.
type Stranger struct{ ID int64 }

// TableName names the table.
func (Hero) TableName() string { return "heroes" }

// TableName names the table.
func (Toy) TableName() string { return "toys" }

// TableName names the table.
func (Team) TableName() string { return "teams" }

// TableName names the table.
func (Seat) TableName() string { return "seats" }

// TableName names the table.
func (Country) TableName() string { return "countries" }

var (
	heroes = builder.Model[Hero]()
	toys   = builder.Model[Toy]()
	teams  = builder.Model[Team]()
	seats  = builder.Model[Seat]()
	name   = builder.Col(&heroes.Name)
	label  = builder.Col(&toys.Label)
)

// Curious asks the database as it is read itself.
type Curious struct{ ID int64 }

// TableName names the table.
func (Curious) TableName() string { return "heroes" }

// AfterLoad implements repo.AfterLoader.
func (*Curious) AfterLoad(ctx context.Context) error {
	s, _ := repo.FromContext(ctx)
	return second(repo.Scalar[int](ctx, s, builder.Text("SELECT 1")))
}
