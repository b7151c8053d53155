package mapper

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

type harbour struct {
	ID    int64
	Code  string  `db:"code,unique"`
	Zone  string  `db:"zone,unique=place"`
	Spot  int64   `db:"spot,unique=place"`
	Alias *string `db:"alias,unique"`
	Depth float64 `db:"depth,unique"`
	Ships []*ship `rel:"has-many,references=code"`
	Moors []*ship `rel:"has-many,fk=zone+spot,references=zone+spot"`
}

func (harbour) TableName() string { return "harbours" }

type ship struct {
	ID          int64
	HarbourCode *string
	Zone        *string
	Spot        *int64
	HarbourID   *int64
	Harbour     *harbour `rel:"belongs-to,references=code"`
	Moor        *harbour `rel:"belongs-to,fk=zone+spot,references=zone+spot"`
	ByID        *harbour `rel:"belongs-to,fk=harbour_id,references=id"`
}

func (ship) TableName() string { return "ships" }

func TestForeignKeysReferToUniqueColumns(t *testing.T) {
	ships, harbourOf := related[harbour](t, "Ships"), related[ship](t, "Harbour")
	require.Equal(t, [][]string{{"code"}, {"harbour_code"}}, [][]string{names(ships.Local), names(ships.Remote)}, "the default is the type's name and the column's")
	require.True(t, ships.ReferencesUnique && harbourOf.ReferencesUnique && !related[ship](t, "ByID").ReferencesUnique)
	require.Same(t, harbourOf, ships.Inverse)
	require.Same(t, related[harbour](t, "Moors"), related[ship](t, "Moor").Inverse)
	referred, columns := harbourOf.Referred()
	require.Same(t, ships.Owner, referred)
	require.Equal(t, []string{"code"}, names(columns))
	require.Equal(t, []string{"id", "code", "zone", "spot"}, names(referred.ReferredTo()))
	require.Equal(t, []string{"id"}, names(ships.Target.ReferredTo()))
}

type misledKinds struct {
	ID    int64
	Ships []*harbour `rel:"many-to-many,through=x,references=code"`
}

func (misledKinds) TableName() string { return "misled_kinds" }

func TestMistakesInReferences(t *testing.T) {
	_, err := Of(reflect.TypeFor[misledKinds]())
	require.ErrorContains(t, err, "the columns of an association table refer to keys: drop references")
	m, err := Of(reflect.TypeFor[misledReferences]())
	require.NoError(t, err)
	_, err = m.Relationships()
	for _, want := range []string{
		`references names the column "cod", which harbour does not have`, "references names harbour.Alias, a *string, by which no entity is found",
		"references names harbour.Depth, a float64", "field D (belongs-to harbour): references names what several harbour may have: tag it with unique",
		"E (belongs-to harbour): the key of harbour is zone, spot, 2 column(s), but fk names 1",
	} {
		require.ErrorContains(t, err, want)
	}
	require.NotContains(t, err.Error(), "give them one type", "of a key that the tag does not name")
}

type misledReferences struct {
	ID   int64
	Code *string
	Deep *float64
	Zone *string
	A    *harbour `rel:"belongs-to,fk=code,references=cod"`
	B    *harbour `rel:"belongs-to,fk=code,references=alias"`
	C    *harbour `rel:"belongs-to,fk=deep,references=depth"`
	D    *harbour `rel:"belongs-to,fk=zone,references=zone"`
	E    *harbour `rel:"belongs-to,fk=zone,references=zone+spot"`
}

func (misledReferences) TableName() string { return "misled_references" }
