package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Hero is the entity of the story.
type Hero struct {
	ID     uuid.UUID `db:"id,pk,uuid7"`
	Name   string    `db:"name,unique"`
	Power  *float64
	Born   time.Time
	Skills []string `db:"skills"`
	Rev    int      `db:"rev,version"`
}

// TableName names the table.
func (Hero) TableName() string { return "drey_drivers_heroes" }

var (
	heroes = builder.Model[Hero]()
	name   = builder.Col(&heroes.Name)
	power  = builder.NullCol(&heroes.Power)
)

// storyOf runs the story in a table of its own, and answers its lines and the round trips that its session took.
func storyOf(ctx context.Context, t narrator) (lines []string, trips int, err error) {
	keys := byte(0)
	engine, err := repo.OpenURL(ctx, t.url, repo.WithBackend(t.backend),
		repo.WithUUIDs(func() uuid.UUID { keys++; return uuid.UUID{15: keys} }), // the same keys everywhere
		repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) { trips = max(trips, e.Trip) }))
	if err != nil {
		return nil, 0, err
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, heroes); err != nil {
		return nil, 0, err
	}
	defer func() {
		err = errors.Join(err, schema.DropAll(ctx, engine, heroes))
	}()
	s := engine.Session()
	defer s.Close()
	lines, err = story(ctx, s)
	return lines, trips, err
}

// story is one session's: what it answers must not depend on the backend.
func story(ctx context.Context, s *repo.Session) (lines []string, err error) {
	tell := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, chapter := range []func(context.Context, *repo.Session, func(string, ...any)) error{arrive, train, quarrel, muster} {
		if err := chapter(ctx, s, tell); err != nil {
			return lines, err
		}
	}
	return lines, s.Commit(ctx)
}

func arrive(ctx context.Context, s *repo.Session, tell func(string, ...any)) error {
	strong, born := 9.5, time.Date(1999, 5, 1, 8, 30, 0, 123456000, time.UTC)
	sandy := &Hero{Name: "sandy", Power: &strong, Born: born, Skills: []string{"karate", `"science"`}}
	if err := s.Add(sandy, &Hero{Name: "patrick", Born: born}, &Hero{Name: "spongebob", Born: born, Skills: []string{}}); err != nil {
		return err
	}
	if err := s.Commit(ctx); err != nil {
		return err
	}
	tell("three arrive, sandy with key %s", sandy.ID)
	found, err := repo.Get[Hero](ctx, s, sandy.ID, repo.Refresh())
	if err != nil {
		return err
	}
	tell("she was born %s, has power %v and knows %q", found.Born.Format(time.RFC3339Nano), *found.Power, found.Skills)
	return nil
}

func train(ctx context.Context, s *repo.Session, tell func(string, ...any)) error {
	weak, err := repo.All(ctx, s, builder.Select(heroes).Where(power.IsNull()).OrderBy(name.Asc()))
	if err != nil {
		return err
	}
	for i, hero := range weak {
		p := float64(i) + 0.25
		hero.Power = &p
	}
	if err := s.Commit(ctx); err != nil {
		return err
	}
	tell("%d train, and %s is at revision %d", len(weak), weak[0].Name, weak[0].Rev)
	return nil
}

func quarrel(ctx context.Context, s *repo.Session, tell func(string, ...any)) error {
	err := s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "sandy"}) })
	if !errors.Is(err, repo.ErrUniqueViolation) {
		return fmt.Errorf("a second sandy should be refused: %w", err)
	}
	tell("a second sandy is refused: %v", errors.Is(err, repo.ErrUniqueViolation))
	n, err := repo.Count(ctx, s, builder.Select(heroes))
	tell("there are %d still", n)
	return err
}

func muster(ctx context.Context, s *repo.Session, tell func(string, ...any)) error {
	for hero, err := range repo.Each(ctx, s, builder.Select(heroes).Where(name.In("sandy", "patrick", "gary")).OrderBy(power.Desc())) {
		if err != nil {
			return err
		}
		tell("%s steps forward with %v", hero.Name, *hero.Power)
	}
	total, err := repo.Scalar[float64](ctx, s, builder.Text("SELECT sum(power) FROM drey_drivers_heroes"))
	tell("together they have %v", total)
	return err
}
