package unittest

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Hero is a member of the guild.
type Hero struct {
	ID    uuid.UUID `db:"id,pk,uuid7"`
	Name  string    `db:"name,unique"`
	Power int
	Rev   int `db:"rev,version"` // counts the updates, so that none is lost
}

// TableName names the table.
func (Hero) TableName() string { return "heroes" }

var (
	heroes = builder.Model[Hero]()
	power  = builder.Col(&heroes.Power)
)

// ErrNameTaken says that another hero has the name.
var ErrNameTaken = errors.New("a hero of that name is a member already")

// Guild is the application. It is safe for concurrent use.
type Guild struct{ engine *repo.Engine }

// NewGuild returns a guild whose members are in engine's database.
func NewGuild(engine *repo.Engine) *Guild { return &Guild{engine} }

// Hire makes a hero a member: [ErrNameTaken] when the name is.
func (g *Guild) Hire(ctx context.Context, name string) (*Hero, error) {
	hero := &Hero{Name: name, Power: 1}
	err := g.engine.Begin(ctx, func(s *repo.Session) error { return s.Add(hero) })
	switch {
	case errors.Is(err, repo.ErrUniqueViolation):
		return nil, ErrNameTaken
	case err != nil:
		return nil, fmt.Errorf("hiring %s: %w", name, err)
	}
	return hero, nil
}

// HireAll makes those members whose names are free, all in one transaction, and answers the names that are taken.
func (g *Guild) HireAll(ctx context.Context, names ...string) (taken []string, err error) {
	err = g.engine.Begin(ctx, func(s *repo.Session) error {
		taken = nil
		for _, name := range names {
			err := s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: name, Power: 1}) })
			switch {
			case errors.Is(err, repo.ErrUniqueViolation):
				taken = append(taken, name)
			case err != nil:
				return err
			}
		}
		return nil
	})
	return taken, err
}

// Train makes a member stronger. When somebody else trains the same one meanwhile it is a *[repo.StaleDataError].
func (g *Guild) Train(ctx context.Context, id uuid.UUID, by int) error {
	return g.engine.Begin(ctx, func(s *repo.Session) error {
		hero, err := repo.Get[Hero](ctx, s, id)
		if err != nil {
			return err
		}
		hero.Power += by
		return nil
	})
}

// Strongest returns the n strongest members' names.
func (g *Guild) Strongest(ctx context.Context, n int) ([]string, error) {
	name := builder.Col(&heroes.Name)
	return repo.Scalars[string](ctx, g.engine, builder.SelectColumns(name).OrderBy(power.Desc(), name.Asc()).Limit(n))
}
