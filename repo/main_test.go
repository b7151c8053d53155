package repo_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Hero is the entity of the examples.
type Hero struct {
	ID    uuid.UUID `db:"id,pk,uuid7"` // made by the client when zero
	Name  string    `db:"name,unique"`
	Power *float64  `db:"power"` // nullable
}

// TableName names the table.
func (Hero) TableName() string { return "heroes" }

var heroes = builder.Model[Hero]()

// openHeroes returns an engine on a new database in memory, with a table and three heroes. Keys are made in order, so that
// examples print the same every time, unless opts say otherwise.
func openHeroes(ctx context.Context, opts ...repo.Option) (*repo.Engine, error) {
	n := byte(0)
	counted := repo.WithUUIDs(func() uuid.UUID { n++; return uuid.UUID{15: n} })
	basics := []repo.Option{repo.WithBackend(sqlxbackend.Backend{}), counted}
	engine, err := repo.Open(ctx, "sqlite:///:memory:", append(basics, opts...)...)
	if err != nil {
		return nil, err
	}
	if err := schema.CreateAll(ctx, engine, heroes); err != nil {
		return nil, err
	}
	strong := 9.5
	return engine, engine.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Hero{Name: "patrick"}, &Hero{Name: "sandy", Power: &strong}, &Hero{Name: "spongebob"})
	})
}
