package mapper

import (
	"database/sql"
	"reflect"
	"sync"
	"testing"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

type club struct {
	Town string    `db:"town,pk"`
	Year int32     `db:"year,pk"`
	Fans []*fan    `rel:"many-to-many,through=club_fans,fk=town+year"`
	Home []*player `rel:"has-many,fk=home_town+home_year,cascade=all+delete-orphan,order=rank desc+id,passive-deletes"`
	Away []*player `rel:"has-many,fk=away_town+away_year"`
}

func (club) TableName() string { return "clubs" }

type fan struct {
	ID    uuid.UUID `db:"id,pk"`
	Clubs []*club   `rel:"many-to-many,through=club_fans,ref=town+year"`
	Idols []*fan    `rel:"many-to-many,through=idols,fk=fan_id,ref=idol_id"`
	Shy   []*fan    `rel:"many-to-many,through=idols,fk=idol_id,ref=fan_id"`
}

func (fan) TableName() string { return "fans" }

type Homes struct {
	HomeTown *string
	HomeYear sql.Null[int32]
	Home     *club `rel:"belongs-to,fk=home_town+home_year"`
}

type player struct {
	ID   int64
	Rank int
	Homes
	AwayTown sql.NullString
	AwayYear *int64
	Away     *club `rel:"belongs-to,fk=away_town+away_year,post-update"`
	MentorID *int64
	Mentor   *player   `rel:"belongs-to"`
	Pupils   []*player `rel:"has-many,fk=mentor_id"`
	Shirt    *shirt    `rel:"has-one"`
}

func (player) TableName() string { return "players" }

type shirt struct {
	PlayerID int64   `db:"player_id,pk"`
	Player   *player `rel:"belongs-to"`
}

func (shirt) TableName() string { return "shirts" }

func related[T any](t *testing.T, field string) *Relationship {
	t.Helper()
	m, err := Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	list, err := m.Relationships()
	require.NoError(t, err)
	for i, r := range list {
		require.Equal(t, i, r.Index)
		require.Same(t, m, r.Owner)
		if r.Field == field {
			return r
		}
	}
	require.Fail(t, "no relationship "+field)
	return nil
}

func names(columns []*Column) (list []string) {
	for _, c := range columns {
		list = append(list, c.Name)
	}
	return list
}

func TestRelationships(t *testing.T) {
	home := related[player](t, "Homes.Home")
	require.Equal(t, []string{"home_town", "home_year"}, names(home.Local))
	require.Equal(t, []string{"town", "year"}, names(home.Remote))
	require.Equal(t, unsafe.Offsetof(player{}.Homes)+unsafe.Offsetof(Homes{}.Home), home.Offset)
	require.Same(t, related[club](t, "Home"), home.Inverse)
	require.Same(t, home, home.Inverse.Inverse)
	require.Same(t, related[club](t, "Away"), related[player](t, "Away").Inverse, "told apart by the foreign key")
	require.True(t, related[player](t, "Away").PostUpdate)

	members := related[club](t, "Home")
	require.True(t, members.Has(DeleteOrphan|DeleteWith) && members.PassiveDeletes && members.Many() && !members.HoldsKey())
	require.Equal(t, []OrderColumn{{members.Target.Column("rank"), true}, {members.Target.Column("id"), false}}, members.Order)

	require.Same(t, related[player](t, "Pupils"), related[player](t, "Mentor").Inverse, "an entity that refers to its like")
	require.Same(t, related[shirt](t, "Player"), related[player](t, "Shirt").Inverse)
	require.Equal(t, "player.Shirt (has-one shirt)", related[player](t, "Shirt").Describe())
	require.Nil(t, related[player](t, "Mentor").Owner.Column("mentor"), "a relationship is no column")
}

func TestAssociations(t *testing.T) {
	fans, clubs := related[club](t, "Fans"), related[fan](t, "Clubs")
	require.Equal(t, &Association{Table: "club_fans", Local: []string{"town", "year"}, Remote: []string{"fan_id"}}, fans.Through)
	require.Same(t, clubs, fans.Inverse)
	require.Same(t, fans, clubs.Inverse)
	require.Same(t, related[fan](t, "Shy"), related[fan](t, "Idols").Inverse)
	require.Same(t, related[fan](t, "Idols"), related[fan](t, "Shy").Inverse)
}

type late struct {
	ID      int64
	OwnerID *int64
	Owner   *named2 `rel:"belongs-to"`
}

func (late) TableName() string { return "lates" }

type named2 struct {
	ID    int64
	Lates []*late `rel:"has-many,fk=owner_id"`
}

// TestTargetsAreNamedLate: what a relationship leads to may be mapped, with names of its own, until it is first asked for.
func TestTargetsAreNamedLate(t *testing.T) {
	m, err := Of(reflect.TypeFor[late]())
	require.NoError(t, err)
	if _, mapped := mappings.Load(reflect.TypeFor[named2]()); !mapped {
		_, err = m.Relationships()
		require.ErrorContains(t, err, "field Owner (belongs-to named2): named2 is no entity: add func (named2) TableName() string, or map it first")
	}
	_, err = Map(reflect.TypeFor[named2](), Names{Table: "owners"})
	require.NoError(t, err)
	list, err := m.Relationships()
	require.NoError(t, err, "a mistake is not kept")
	require.Equal(t, "owners", list[0].Target.Table)
	require.Same(t, list[0], list[0].Inverse.Inverse)
}

// TestRelationshipsTogether asks from many goroutines, from both ends of a cycle.
func TestRelationshipsTogether(t *testing.T) {
	var group sync.WaitGroup
	found := make([]*Relationship, 32)
	for i := range found {
		group.Go(func() {
			typ, field := reflect.TypeFor[club](), "Home"
			if i%2 == 1 {
				typ, field = reflect.TypeFor[player](), "Homes.Home"
			}
			m, _ := Of(typ)
			list, _ := m.Relationships()
			for _, r := range list {
				if r.Field == field {
					found[i] = r
				}
			}
		})
	}
	group.Wait()
	for i, r := range found {
		require.Same(t, found[i%2], r)
		require.Same(t, found[(i+1)%2], r.Inverse)
	}
}

func TestRelationshipFields(t *testing.T) {
	p, mentor := &player{}, &player{}
	base := unsafe.Pointer(p)
	one, many := related[player](t, "Mentor"), related[player](t, "Pupils")
	require.True(t, one.IsNil(base) && many.IsNil(base))
	require.Empty(t, one.Targets(base))
	one.SetOne(base, unsafe.Pointer(mentor))
	require.Same(t, mentor, p.Mentor)
	require.Equal(t, []unsafe.Pointer{unsafe.Pointer(mentor)}, one.Targets(base))
	many.SetList(base, []unsafe.Pointer{unsafe.Pointer(mentor), nil})
	require.Equal(t, []*player{mentor, nil}, p.Pupils)
	require.Len(t, many.List(base), 2)
	require.Equal(t, []unsafe.Pointer{unsafe.Pointer(mentor)}, many.Targets(base))
	require.Equal(t, "player.Pupils", many.Name())
}

func TestCarry(t *testing.T) {
	at := func(v any) unsafe.Pointer { return reflect.ValueOf(v).UnsafePointer() }
	home, away := related[player](t, "Homes.Home"), related[player](t, "Away")
	for _, r := range []*Relationship{home, away} {
		p, key := &player{}, &club{Town: "x", Year: 1999}
		for i, c := range r.Local {
			require.False(t, Carry(r.Remote[i], at(&club{}), c, at(p)), "NULL")
			require.True(t, Carry(c, at(p), r.Remote[i], at(key)))
		}
		got := &club{Town: "old"}
		for i, c := range r.Local {
			require.True(t, Carry(r.Remote[i], at(got), c, at(p)))
		}
		require.Equal(t, []any{"x", int32(1999)}, []any{got.Town, got.Year})
	}
	far := int64(1) << 40
	require.False(t, Carry(away.Remote[1], at(&club{}), away.Local[1], at(&player{AwayYear: &far})), "no key is so wide")
}
