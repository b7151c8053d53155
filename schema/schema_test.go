package schema_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// Hero has most of what a tag can say.
type Hero struct {
	ID      uuid.UUID         `db:"id,pk,uuid7"`
	Name    string            `db:"name,unique,type=varchar(80),comment='what people shout, mostly'"`
	Power   *float64          `db:"power,check=power >= 0"`
	Mood    string            `db:"mood,type=mood,default='happy'"`
	Tags    []string          `db:"tags"`
	Price   decimal.Decimal   `db:"price,type=numeric(10,2),default=0"`
	Born    time.Time         `db:"born,type=date"`
	TeamID  *int64            `db:"team_id"`
	Team    *Team             `rel:"belongs-to,ondelete=set null"`
	Toys    []*Toy            `rel:"many-to-many,through=hero_toys,ondelete=cascade"`
	AppSrc  string            `db:"app_src,index"`
	Loud    string            `db:"loud,generated=upper(app_src)"`
	Notes   map[string]string `db:"notes"`
	Created time.Time         `db:"created_at,default=now()"`
	Updated time.Time         `db:"updated_on,default=now(),onupdate=now()"`
}

// TableName names the table.
func (Hero) TableName() string { return "heroes" }

// Team has heroes and a captain, who is one of them.
type Team struct {
	ID        int64
	Name      string     `db:"name,unique=team_of_year"`
	Year      int32      `db:"year,unique=team_of_year"`
	CaptainID *uuid.UUID `db:"captain_id"`
	Captain   *Hero      `rel:"belongs-to,fk=captain_id,deferrable"`
	Rev       int        `db:"rev,version"`
}

// TableName names the table.
func (Team) TableName() string { return "teams" }

// Toy has a key that the database counts up.
type Toy struct {
	ID    int64
	Label string
	Size  int16 `db:"size,default=3"`
	Blob  []byte
	Open  bool `db:"open,default=true"`
}

// TableName names the table.
func (Toy) TableName() string { return "toys" }

var (
	heroes = builder.Model[Hero]()
	teams  = builder.Model[Team]()
	toys   = builder.Model[Toy]()
)

func metadata() *schema.MetaData {
	return schema.MustOf(heroes, teams, toys).With(
		schema.Enum("mood", "happy", "sad"),
		schema.Index("heroes_loud", builder.Lower(builder.Col(&heroes.Name)), builder.Col(&heroes.AppSrc).Desc()).
			Where(builder.Col(&heroes.AppSrc).Ne("it's")),
		schema.Check("teams_young", teams, builder.Col(&teams.Year).Gt(1900)),
		schema.View("loud_heroes", "SELECT name FROM heroes"),
	)
}

func TestCreateAllThenNothingDiffers(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, m := t.Context(), metadata()
		before, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.False(t, before.Empty())
		require.NoError(t, m.CreateAll(ctx, engine))
		after, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, after.String())
		require.Empty(t, after.Unseen)
		require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
			toy := &Toy{Label: "ball"}
			hero := &Hero{Name: "sandy", Mood: "happy", AppSrc: "test", Tags: []string{"a"}, Toys: []*Toy{toy}, Team: &Team{Name: "x", Year: 2024}, Born: time.Now()}
			return s.Add(hero)
		}))
		require.NoError(t, m.CreateAll(ctx, engine))
		require.NoError(t, m.DropAll(ctx, engine))
		gone, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, gone.Tables())
		require.NoError(t, m.DropAll(ctx, engine))
	})
}
