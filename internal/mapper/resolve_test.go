package mapper

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type wrongTags struct {
	ID    int64
	A     *hero   `rel:"belongs"`
	B     []*hero `rel:"belongs-to"`
	C     *hero   `rel:"has-many"`
	D     hero    `rel:"has-one"`
	E     []hero  `rel:"has-many"`
	F     *int    `rel:"belongs-to"`
	g     *hero   `rel:"belongs-to"`
	H     *hero   `db:"h" rel:"belongs-to"`
	I     *hero
	J     []*hero
	K     hero
	L     *time.Time `rel:"belongs-to"`
	M     []*hero    `rel:"many-to-many"`
	N     *struct{}  `rel:"has-one"`
	O     []hero
	Quiet *hero `db:"-"`
}

func (wrongTags) TableName() string { return "wrong" }

func TestMistakesInTags(t *testing.T) {
	_, err := Of(reflect.TypeFor[wrongTags]())
	var e *Error
	require.ErrorAs(t, err, &e)
	for _, want := range []string{
		`field A: unknown kind "belongs"`, "field B: a belongs-to relationship is a *mapper.hero, not a []*mapper.hero",
		"field C: a has-many relationship is a []*mapper.hero, not a *mapper.hero", "field D: a has-one relationship is a *mapper.hero, not a mapper.hero",
		"field E: a has-many relationship is a []*mapper.hero, not a []mapper.hero", "field F: a *int is no entity", "field g: it has a rel tag but is not exported",
		"field H: a relationship has no column of its own: drop the db tag", `field I: mapper.hero is an entity: say how it is reached, as in rel:"belongs-to"`,
		`field J: mapper.hero is an entity: say how it is reached, as in rel:"has-many"`, "field K: mapper.hero is an entity: a value is a copy, and in a session one row is one entity, whose changes are found by its pointer: make the field a *mapper.hero tagged rel:\"belongs-to\", or",
		"not a mapper.hero: a value is a copy", "not a []mapper.hero: a value is a copy", `field O: mapper.hero is an entity: a value is a copy, and in a session one row is one entity, whose changes are found by its pointer: make the field a []*mapper.hero tagged rel:"has-many", or`, "field L: a *time.Time is no entity",
		"field M: a many-to-many relationship needs its association table", "field N: a *struct {} is no entity",
	} {
		require.ErrorContains(t, err, want)
	}
	require.Len(t, e.Mistakes, 15)
}

type broken struct {
	ID      string
	HeroID  string
	CapID   *string
	YearID  int16
	Hero    *hero      `rel:"belongs-to"`
	Boss    *hero      `rel:"belongs-to"`
	Club    *club      `rel:"belongs-to,fk=year_id"`
	Twice   *club      `rel:"belongs-to,fk=hero_id+hero_id"`
	Narrow  *counted   `rel:"belongs-to,fk=year_id"`
	Cap     *other     `rel:"belongs-to,fk=hero_id,post-update"`
	Players []*player  `rel:"has-many"`
	Ranks   []*player  `rel:"has-many,fk=rank"`
	Fans    []*fan     `rel:"many-to-many,through=x,fk=a,ref=a"`
	Others  []*other   `rel:"has-many,fk=other_id,order=size"`
	Again   []*other   `rel:"has-many,fk=broken_id"`
	Same    []*other   `rel:"has-many,fk=broken_id,order=id up"`
	Same2   *other     `rel:"has-one,fk=broken_id"`
	Lost    []*unowned `rel:"has-many"`
	Bad     *badTarget `rel:"belongs-to,fk=hero_id"`
}

func (broken) TableName() string { return "broken" }

type other struct {
	ID       string
	OtherID  *string
	BrokenID *string
	Missing  *other `rel:"belongs-to"`
}

func (other) TableName() string { return "others" }

type unowned struct{ ID int64 }

type badTarget struct{ A chan int }

func (badTarget) TableName() string { return "bad" }

type userModel struct {
	ID   int64
	Toys []*toyModel `rel:"has-many"`
}

func (userModel) TableName() string { return "users" }

type toyModel struct {
	ID     int64
	UserID int64
	Owner  *userModel `rel:"belongs-to"`
}

func (toyModel) TableName() string { return "toys" }

// TestAMissingColumnOfARelationshipSaysWhichIsMeant, where the columns that are there tell it.
func TestAMissingColumnOfARelationshipSaysWhichIsMeant(t *testing.T) {
	users, err := Of(reflect.TypeFor[userModel]())
	require.NoError(t, err)
	_, err = users.Relationships()
	require.ErrorContains(t, err, `toyModel has no column "user_model_id" for the key of userModel: write fk=user_id, or add a field tagged db:"user_model_id"`)
	toys, err := Of(reflect.TypeFor[toyModel]())
	require.NoError(t, err)
	_, err = toys.Relationships()
	require.ErrorContains(t, err, `toyModel has no column "owner_id" for the key of userModel: write fk=user_id, or add a field tagged db:"owner_id"`)
}

// TestMistakesInRelationships: they come all at once, with those of the entities that can be reached, and name both ends.
func TestMistakesInRelationships(t *testing.T) {
	m, err := Of(reflect.TypeFor[broken]())
	require.NoError(t, err, "targets are looked at later")
	_, err = m.Relationships()
	for _, want := range []string{
		"mapping mapper.broken:", "field Hero (belongs-to hero): broken.HeroID is of type string, but the key hero.ID of type uuid.UUID: give them one type",
		`field Boss (belongs-to hero): broken has no column "boss_id" for the key of hero: name its column with fk=..., or add a field tagged db:"boss_id"`,
		"field Club (belongs-to club): the key of club is town, year, 2 column(s), but fk names 1: join them with + in that order, as in fk=a+b",
		`field Twice (belongs-to club): fk names the column "hero_id" twice`,
		"field Narrow (belongs-to counted): broken.YearID is of type int16, but the key counted.ID of type int32",
		"field Cap (belongs-to other): post-update writes NULL first, which broken.HeroID cannot be: make it a *string",
		`field Players (has-many player): player has no column "broken_id" for the key of broken`,
		"field Ranks (has-many player): player.Rank is of type int, but the key broken.ID of type string",
		"field Fans (many-to-many fan): fk and ref are both a in x", `field Others (has-many other): order names the column "size", which other does not have`,
		"field Same (has-many other): order=id up: write a column, or a column and desc",
		"field Same2 (has-one other): field Again is reached by the same columns: give one of them another fk=...",
		"field Lost (has-many unowned): unowned is no entity", "field Bad (belongs-to badTarget): badTarget cannot be mapped",
		"mapping mapper.badTarget:", "mapping mapper.other:", `field Missing (belongs-to other): other has no column "missing_id"`,
	} {
		require.ErrorContains(t, err, want)
	}
	_, again := m.Relationships()
	require.EqualError(t, again, err.Error())
}

// hub is in its own table, and spoke in that of its pairs.
type hub struct {
	ID     int64
	Hubs   []*hub   `rel:"many-to-many,through=hubs,fk=a,ref=b"`
	Spokes []*spoke `rel:"many-to-many,through=spokes,fk=hub_id,ref=id"`
	Others []*spoke `rel:"many-to-many,through=hub_spokes"`
}

func (hub) TableName() string { return "hubs" }

type spoke struct {
	ID    int64
	HubID int64
}

func (spoke) TableName() string { return "spokes" }

func TestAnEntitysTableHasNoPairs(t *testing.T) {
	t.Parallel()
	m, err := Of(reflect.TypeFor[hub]())
	require.NoError(t, err)
	_, err = m.Relationships()
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, []string{`field Hubs (many-to-many hub): through names hubs, which is the table of hub and has no column "a": name a table of its own for the pairs`}, e.Mistakes)
}
