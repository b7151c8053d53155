package mapper

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// Types with tags that go vet refuses are made here at run time.
func TestTagsThatGoDoesNotReadAreMistakes(t *testing.T) {
	t.Parallel()
	for tag, wrong := range map[string]bool{
		`db:"mood,check=mood IN ('happy'\, 'sad')"`: true, `db: "name"`: true, `db:name`: true, `db:'name'`: true, `json:"a"db:"b" x`: false,
		`json:"a",db:"b"`: true, `rel:"has-many`: true, `db="name"`: true, `db:"name" json:"a"`: false, "": false, `json:db`: false,
		`db:"name,check=a\\b"`: false, `json:"a" db:"name"`: false, `json:"db:x"`: false,
	} {
		b := newBuilder(reflect.StructOf([]reflect.StructField{{Name: "Name", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(tag)}}), Names{})
		b.record()
		if !wrong {
			require.NoError(t, b.err(), tag)
			continue
		}
		require.ErrorContains(t, b.err(), "field Name: Go cannot read its tag", tag)
	}
}

// Go reads the first of two tags of one key, and nobody the second.
func TestTwoTagsOfOneKeyAreAMistake(t *testing.T) {
	t.Parallel()
	for tag, wrong := range map[string]string{
		`db:"a" db:"b,unique"`: "it has two db tags", `db:"a" json:"b" db:"a"`: "it has two db tags", `db:"a" json:"db:b"`: "", `db:"a" adb:"b"`: "",
	} {
		b := newBuilder(reflect.StructOf([]reflect.StructField{{Name: "Mail", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(tag)}}), Names{})
		b.record()
		if wrong == "" {
			require.NoError(t, b.err(), tag)
			continue
		}
		require.ErrorContains(t, b.err(), wrong, tag)
	}
}

// A tag under another key is no mistake to Go, and nobody reads it.
func TestKeysInCapitalsAreTold(t *testing.T) {
	t.Parallel()
	for tag, wrong := range map[string]bool{
		`DB:"mail,unique"`: true, `Db:"mail"`: true, `json:"x" dB:"mail"`: true, `REL:"has-many"`: true, `Rel:"has-many"`: true,
		`db:"mail"`: false, `json:"DB:"`: false, `adb:"x"`: false, `DB:"x" db:"y"`: false, `RELEASE:"x"`: false,
	} {
		b := newBuilder(reflect.StructOf([]reflect.StructField{{Name: "Mail", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(tag)}}), Names{})
		b.record()
		if !wrong {
			require.NoError(t, b.err(), tag)
			continue
		}
		require.ErrorContains(t, b.err(), "Go tells capitals apart", tag)
	}
}

// A dash leaves a field out, and so means no column with options.
func TestADashWithOptionsIsAMistake(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, parseTag("-,unique").mistakes)
	require.Empty(t, parseTag("'-',unique").mistakes)
}
