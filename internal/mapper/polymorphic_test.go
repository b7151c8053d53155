package mapper

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

type cat struct {
	ID    int64
	Tags  []*label `rel:"has-many,polymorphic=on"`
	Quote []*label `rel:"has-many,polymorphic=on,polymorphic-value=puss,viewonly,where=id > 0"`
}

func (cat) TableName() string { return "cats" }

type dog struct {
	ID   int64
	Tags []*label `rel:"has-many,polymorphic=on,polymorphic-value=hound"`
}

func (dog) TableName() string { return "dogs" }

type label struct {
	ID     int64
	OnID   *int64
	OnType *string
	Cat    *cat `rel:"belongs-to,polymorphic=on"`
	Dog    *dog `rel:"belongs-to,polymorphic=on,polymorphic-value=hound"`
}

func (label) TableName() string { return "labels" }

func TestPolymorphicRelationships(t *testing.T) {
	ofCat, toCat, toDog := related[cat](t, "Tags"), related[label](t, "Cat"), related[label](t, "Dog")
	require.Equal(t, []string{"on_id", "on_type"}, names(ofCat.Held()))
	require.Equal(t, []string{"on_id", "on_type"}, names(toCat.Own()))
	require.Equal(t, []string{"id"}, names(ofCat.Own()))
	require.Equal(t, "cats", ofCat.TypeValue)
	require.Equal(t, `"on_type" = 'cats'`, ofCat.Where)
	require.Equal(t, `"on_type" = 'puss' AND (id > 0)`, related[cat](t, "Quote").Where)
	require.Same(t, toCat, ofCat.Inverse)
	require.Same(t, related[dog](t, "Tags"), toDog.Inverse)
	one := &label{}
	at := unsafe.Pointer(one)
	require.False(t, toCat.IsOfType(at))
	toCat.SetType(at)
	require.Equal(t, "cats", *one.OnType)
	require.True(t, toCat.IsOfType(at) && !toDog.IsOfType(at))
}

type pup struct {
	ID   int64
	Tags []*label `rel:"has-many,polymorphic=on,polymorphic-value=hound"`
}

func (pup) TableName() string { return "dogs" }

type fox struct {
	ID   int64
	Tags []*label `rel:"has-many,polymorphic=on,polymorphic-value=hound"`
	Seen []*label `rel:"has-many,polymorphic=on,polymorphic-value=cats,viewonly"`
}

func (fox) TableName() string { return "foxes" }

type leash struct {
	ID     int64
	OnID   *int64
	OnType *string
	Cat    *cat `rel:"belongs-to,polymorphic=on,polymorphic-value=pet"`
	Dog    *dog `rel:"belongs-to,polymorphic=on,polymorphic-value=pet"`
}

func (leash) TableName() string { return "leashes" }

func TestATypesNameIsOneTypes(t *testing.T) {
	related[dog](t, "Tags")
	related[pup](t, "Tags")
	for _, wrong := range []struct {
		of   reflect.Type
		want string
	}{
		{reflect.TypeFor[fox](), `field Tags (has-many label): "hound" in label.OnType says both dog and fox: give one of them another polymorphic-value=...`},
		{reflect.TypeFor[leash](), `field Dog (belongs-to dog): "pet" in leash.OnType says both cat and dog: give one of them another polymorphic-value=...`},
	} {
		m, err := Of(wrong.of)
		require.NoError(t, err)
		for range 2 { // each time that it is asked for
			_, err = m.Relationships()
			require.ErrorContains(t, err, wrong.want)
			require.NotContains(t, err.Error(), "Seen")
		}
	}
}

type misnamed struct {
	ID     int64
	OnID   *int64
	AtID   *int64
	AtType int
	A      []*label `rel:"has-many,polymorphic=of"`
	B      *cat     `rel:"belongs-to,polymorphic=at"`
	C      []*label `rel:"has-many,fk=on_id,polymorphic=under"`
}

func (misnamed) TableName() string { return "misnamed" }

func TestMistakesInPolymorphicRelationships(t *testing.T) {
	m, err := Of(reflect.TypeFor[misnamed]())
	require.NoError(t, err)
	_, err = m.Relationships()
	for _, want := range []string{
		`label has no column "of_id" for the key of misnamed`, "misnamed.AtType is a int, but holds the name of a type: make it a string",
		`label has no column "under_type" for the type that it refers to: add a field tagged db:"under_type"`,
	} {
		require.ErrorContains(t, err, want)
	}
	for text, want := range map[string]string{
		"many-to-many,through=x,polymorphic=a":    "an association table refers to one type",
		"has-many,polymorphic-value=a":            "add polymorphic=owner",
		"has-many,polymorphic=a,ondelete=CASCADE": "has no foreign key in the database",
	} {
		require.Contains(t, parseRelation(text).mistakes[0], want)
	}
}
