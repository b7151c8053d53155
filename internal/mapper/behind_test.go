package mapper

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Spot is embedded by pointer.
type Spot struct{ X, Y int }

type lot struct {
	Street *street `db:",prefix=street_"`
	Number *int
}

type estate struct {
	ID   int
	Home *lot `db:",prefix=home_"`
	Work *lot `db:",prefix=work_"`
	*Spot
}

func (estate) TableName() string { return "estates" }

func estateMapping(t *testing.T) *Mapping {
	t.Helper()
	m, err := Of(reflect.TypeFor[estate]())
	require.NoError(t, err)
	return m
}

func TestColumnsBehindPointers(t *testing.T) {
	m := estateMapping(t)
	var names []string
	for _, c := range m.Columns {
		names = append(names, c.Name)
		require.Equal(t, c.Name != "id", c.IsBehind() && c.Nullable(), c.Name)
	}
	require.Equal(t, []string{"id", "home_street_name", "home_street_town", "home_number", "work_street_name", "work_street_town", "work_number", "x", "y"}, names)
	require.Equal(t, "Home.Street.Town", m.Columns[2].Field)

	none, full := &estate{}, &estate{Home: &lot{Street: &street{Name: "Elm"}}, Spot: &Spot{Y: 2}}
	a, b := unsafe.Pointer(none), unsafe.Pointer(full)
	require.Nil(t, m.Columns[1].Value(a))
	require.Equal(t, "Elm", m.Columns[1].Value(b))
	require.Equal(t, "", m.Columns[2].Value(b))
	require.Nil(t, m.Columns[4].Value(b))
	require.True(t, m.Column("home_number").Equal(a, b), "both are NULL")
	require.False(t, m.Column("home_street_town").Equal(a, b), "NULL is not empty")
	require.True(t, m.Column("x").IsZero(a))
	require.False(t, m.Same(a, b))
	require.True(t, m.Same(a, m.Snapshot(a)))
	require.True(t, m.Same(b, m.Snapshot(b)))
}

func TestCopiesBehindPointersAreApart(t *testing.T) {
	m := estateMapping(t)
	shared := &street{Name: "Elm", Town: "Graz"}
	one, two := &estate{Home: &lot{Street: shared}}, &estate{Home: &lot{Street: shared}}
	a, b := unsafe.Pointer(one), unsafe.Pointer(two)
	snapshot := (*estate)(m.Snapshot(a))
	require.Equal(t, one, snapshot)
	require.NotSame(t, one.Home, snapshot.Home)

	other := unsafe.Pointer(&estate{Home: &lot{Street: &street{Name: "Oak"}}})
	m.Column("home_street_name").Copy(a, other)
	require.Equal(t, "Oak", one.Home.Street.Name)
	require.Equal(t, "Elm", two.Home.Street.Name, "whoever holds the struct sees no change")
	m.Column("home_street_town").Set(b, "Wien")
	require.Equal(t, street{"Elm", "Graz"}, *shared)

	none := unsafe.Pointer(&estate{})
	for _, c := range m.Columns {
		c.Copy(a, none)
	}
	require.NotNil(t, one.Home)
	m.DropEmpty(SetOf(m.Columns[:1]), a, none)
	require.NotNil(t, one.Home, "nobody has told of what is behind it")
	m.DropEmpty(m.All, a, none)
	require.Equal(t, estate{}, *one)
	m.DropEmpty(m.All, b, none)
	require.Equal(t, "Wien", two.Home.Street.Town, "what holds something stays")
}

// bond is a foreign key behind a pointer.
type bond struct{ HeroID uuid.UUID }

type bound struct {
	ID   int
	Bond *bond `db:",prefix=bond_"`
	Hero *hero `rel:"belongs-to,fk=bond_hero_id"`
}

func (bound) TableName() string { return "bound" }

func TestRelationshipsAreNotBehindPointers(t *testing.T) {
	m, err := Of(reflect.TypeFor[bound]())
	require.NoError(t, err)
	_, err = m.Relationships()
	require.ErrorContains(t, err, `field Hero (belongs-to hero): the column "bond_hero_id" stands behind a pointer, by which no row refers to another: move Bond.HeroID out of there`)
}
