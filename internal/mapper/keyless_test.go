package mapper

import (
	"reflect"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

type sighting struct {
	_      struct{} `db:",keyless"`
	ID     int64
	HeroID uuid.UUID
	Hero   *hero `rel:"belongs-to"`
}

func (sighting) TableName() string { return "sightings" }

type mark struct { //nolint:unused // what embeds it has its field
	_ struct{} `db:" , keyless "`
}

type markedInside struct {
	mark
	Name string
}

func (markedInside) TableName() string { return "marked" }

func TestKeyless(t *testing.T) {
	m, err := Of(reflect.TypeFor[sighting]())
	require.NoError(t, err)
	require.True(t, m.Keyless)
	require.Empty(t, m.Key, "a field called ID is a column")
	require.Len(t, m.Columns, 2)
	require.Nil(t, m.CountedKey())
	links, err := m.Relationships()
	require.NoError(t, err)
	require.Len(t, links, 1)

	m, err = Of(reflect.TypeFor[markedInside]())
	require.NoError(t, err)
	require.True(t, m.Keyless, "an embedded struct may say it")
	r, err := RecordOf(reflect.TypeFor[sighting]())
	require.NoError(t, err, "a row may be of such a type")
	require.Len(t, r.Columns, 2)
}

type badlyMarked struct {
	_       struct{} `db:",keyless,secret"`
	ID      int64    `db:"id,pk"`
	Rev     int64    `db:",version"`
	Token   [16]byte `db:",uuid7"`
	Keyless struct{} `db:",keyless"`
}

func (badlyMarked) TableName() string { return "bad" }

type mutter struct {
	_  struct{} `db:"name"`
	ID int64
}

func (mutter) TableName() string { return "mutters" }

func TestMistakesInMarks(t *testing.T) {
	_, err := Of(reflect.TypeFor[badlyMarked]())
	for _, want := range []string{
		"field _: a blank field has no column", "field ID: it is marked pk, but the type says keyless",
		"field Rev: version and uuid7 are for what a session writes", "field Token: version and uuid7",
		"field Keyless: keyless is said of the type, on a blank field: write _ struct{} `db:\",keyless\"`",
	} {
		require.ErrorContains(t, err, want)
	}
	_, err = Of(reflect.TypeFor[mutter]())
	require.ErrorContains(t, err, "field _: a blank field has no column")
	_, err = Of(reflect.TypeFor[struct{ Name string }]())
	require.ErrorContains(t, err, "by a field _ struct{} `db:\",keyless\"`")
}

type watcher struct {
	ID        int64
	LastID    *int64
	Last      *sighting   `rel:"belongs-to"`
	Sightings []*sighting `rel:"has-many,fk=hero_id"`
}

func (watcher) TableName() string { return "watchers" }

type register struct {
	_       struct{} `db:",keyless"`
	Name    string
	Heroes  []*hero `rel:"has-many"`
	Watched []*hero `rel:"many-to-many,through=watched"`
}

func (register) TableName() string { return "registers" }

func TestKeylessRelationships(t *testing.T) {
	m, err := Of(reflect.TypeFor[watcher]())
	require.NoError(t, err)
	_, err = m.Relationships()
	require.ErrorContains(t, err, "field Last (belongs-to sighting): sighting is keyless, so no field can lead to a row of it")
	require.ErrorContains(t, err, "field Sightings (has-many sighting): sighting is keyless")
	m, err = Of(reflect.TypeFor[register]())
	require.NoError(t, err)
	_, err = m.Relationships()
	require.ErrorContains(t, err, "field Heroes (has-many hero): register is keyless, so nothing refers to a row of it: only belongs-to")
	require.ErrorContains(t, err, "field Watched (many-to-many hero): register is keyless")
}

type letter struct {
	_    struct{}  `db:",noreturning"`
	ID   uuid.UUID `db:"id,pk,uuid7"`
	Body string
}

func (letter) TableName() string { return "letters" }

type countedLetter struct {
	_  struct{} `db:",noreturning"`
	ID int64
}

func (countedLetter) TableName() string { return "letters" }

type defaultLetter struct {
	_  struct{}  `db:",noreturning"`
	ID uuid.UUID `db:"id,pk,default=gen_random_uuid()"`
}

func (defaultLetter) TableName() string { return "letters" }

type keylessLetter struct {
	_    struct{} `db:",keyless,noreturning"`
	Body string
}

func (keylessLetter) TableName() string { return "letters" }

func TestNoReturning(t *testing.T) {
	m, err := Of(reflect.TypeFor[letter]())
	require.NoError(t, err)
	require.True(t, m.Unread)
	for _, typ := range []reflect.Type{reflect.TypeFor[countedLetter](), reflect.TypeFor[defaultLetter]()} {
		_, err = Of(typ)
		require.ErrorContains(t, err, "uuid7")
	}
	_, err = Of(reflect.TypeFor[keylessLetter]())
	require.ErrorContains(t, err, "never flushed")
}
