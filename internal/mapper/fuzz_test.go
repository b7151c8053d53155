package mapper

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// palette is what the fields of a struct that nobody would write are made of.
var palette = []reflect.Type{
	reflect.TypeFor[int64](), reflect.TypeFor[string](), reflect.TypeFor[*float64](), reflect.TypeFor[bool](), reflect.TypeFor[[]byte](),
	reflect.TypeFor[time.Time](), reflect.TypeFor[*time.Time](), reflect.TypeFor[uuid.UUID](), reflect.TypeFor[json.RawMessage](),
	reflect.TypeFor[sql.Null[string]](), reflect.TypeFor[map[string]any](), reflect.TypeFor[[]string](), reflect.TypeFor[chan int](),
	reflect.TypeFor[func()](), reflect.TypeFor[complex128](), reflect.TypeFor[any](), reflect.TypeFor[error](), reflect.TypeFor[**int](),
	reflect.TypeFor[*hero](), reflect.TypeFor[[]*hero](), reflect.TypeFor[hero](), reflect.TypeFor[[4]byte](), reflect.TypeFor[struct{}](),
	reflect.TypeFor[uint64](), reflect.TypeFor[int8](), reflect.TypeFor[[0]int](), reflect.TypeFor[Times](), reflect.TypeFor[*Times](),
}

// strange returns a struct type with a field for each of kinds, tagged in turn with the lines of tags; odd ones as relationships.
func strange(kinds []byte, tags string) reflect.Type {
	lines := strings.Split(tags, "\n")
	var fields []reflect.StructField
	for i, kind := range kinds[:min(len(kinds), 12)] {
		key, line := "db", lines[i%len(lines)]
		if kind >= 128 {
			key = "rel"
		}
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("F%d", i), Type: palette[int(kind)%len(palette)], Tag: reflect.StructTag(key + ":" + strconv.Quote(line)),
		})
	}
	return reflect.StructOf(fields)
}

var (
	ofField = regexp.MustCompile(`^field F\d+(\.\w+)?: .`)
	ofType  = regexp.MustCompile(`^[^:]*(it|its|key|version|table|column)`)
)

func FuzzMapping(f *testing.F) {
	for _, tags := range []string{
		"id,pk", "id,pk\nname,unique\n,version", "a\na", "-", ",uuid7,uuid7", ",default=now(),onupdate='x,y'", "x,type=numeric(10,2),check=(a>1",
		",nonsense", "a=b", "belongs-to,fk=a+b", "has-many,cascade=all+delete-orphan", "many-to-many,through=x", ",pk,omitzero,readonly,secret,version",
		"x,was=\"y\"", "\x00", ",default=", ",index=,unique=g,fk=a.b,ondelete=cascade", "'", "(", ",,,",
	} {
		f.Add([]byte{0, 1, 2, 5, 7, 18 + 128, 19 + 128}, tags)
		f.Add([]byte{12, 13, 14, 15, 16, 17, 20, 22, 26, 27}, tags)
	}
	f.Fuzz(func(t *testing.T, kinds []byte, tags string) {
		typ := strange(kinds, tags)
		defer func() { mappings.Delete(typ); records.Delete(typ) }()
		_, recordErr := RecordOf(typ)
		m, err := Map(typ, Names{Table: "strange"})
		for _, err := range []error{recordErr, err} {
			var wrong *Error
			if !errors.As(err, &wrong) {
				require.NoError(t, err)
				continue
			}
			for _, mistake := range wrong.Mistakes {
				require.True(t, ofField.MatchString(mistake) || ofType.MatchString(mistake), "%q names nothing", mistake)
			}
		}
		if err != nil {
			return
		}
		require.NotEmpty(t, m.Key)
		seen := map[string]bool{}
		for _, c := range m.Columns {
			require.False(t, seen[c.Name], "column %q is there twice", c.Name)
			require.NotEmpty(t, c.Name)
			seen[c.Name] = true
		}
		p := m.New()
		require.True(t, reflect.DeepEqual(m.Pointer(p), m.Pointer(m.Snapshot(p))))
	})
}
