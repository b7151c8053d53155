package sqlxbackend

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// readLiteral reads text into a new T.
func readLiteral[T any](text string) (v T, err error) {
	c := column{rows: &rows{dialect: dialect{database: databaseOf(postgres)}, names: []string{"x"}}, kind: "?"}
	err = c.read(reflect.ValueOf(&v).Elem(), text)
	return v, err
}

func requireLiteral[T any](t *testing.T, text string, want T) {
	t.Helper()
	got, err := readLiteral[T](text)
	require.NoError(t, err, text)
	require.Equal(t, want, got, text)
}

func TestArrayLiterals(t *testing.T) {
	t.Parallel()
	a, b := "a", "NULL"
	requireLiteral(t, `{}`, []int{})
	requireLiteral(t, `{1,-2,3}`, []int64{1, -2, 3})
	requireLiteral(t, `[0:2]={1,-2,3}`, []int{1, -2, 3})
	requireLiteral(t, `[-1:0][2:3]={{1,2},{3,4}}`, [][]int{{1, 2}, {3, 4}})
	requireLiteral(t, `{a,NULL,"NULL"}`, []*string{&a, nil, &b})
	requireLiteral(t, `{"","a,b","\"q\"","{x}","back\\slash"," s "}`, []string{"", "a,b", `"q"`, "{x}", `back\slash`, " s "})
	requireLiteral(t, `{t,f}`, []bool{true, false})
	requireLiteral(t, `{"\\x00ff",NULL,"\\x"}`, [][]byte{{0, 255}, nil, {}})
	requireLiteral(t, `{"{\"a\": 1}"}`, []map[string]int{{"a": 1}})
	requireLiteral(t, `{1,2}`, [2]int{1, 2})
	requireLiteral(t, `[1,2]`, []int{1, 2}) // JSON
	requireLiteral(t, `["]={"]`, []string{"]={"})
	requireLiteral(t, `["018f2f4e-0000-7000-8000-000000000001"]`, [][16]byte{{1, 0x8f, 0x2f, 0x4e, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}})
}

func TestWhatIsNoArrayLiteralIsRefusedWithoutItsText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{`, `{1`, `{1,`, `{1,}`, `{,1}`, `{1}x`, `{"qZ8vhunter2`, `{"a"b}`, `{a"b"}`, `{{1},2}`, `{1 {2}}`, `{"\`, ``, `qZ8vhunter2`, `{qZ8vhunter2}`, `{1,NULL}`, `[0:1]={`} {
		_, err := readLiteral[[]int](text)
		require.ErrorIs(t, err, backends.ErrDataException, text)
		require.NotContains(t, err.Error(), "qZ8vhunter2")
	}
	_, err := readLiteral[[3]int](`{1,2}`)
	require.ErrorIs(t, err, backends.ErrDataException)
	_, err = readLiteral[[]string](`{a,NULL}`)
	require.ErrorContains(t, err, "cannot read NULL into string: use *string or sql.Null[string]")
}

func FuzzArrayLiteral(f *testing.F) {
	for _, text := range []string{`{}`, `{a,NULL,"b\"c"}`, `[0:1]={{1},{2}}`, `{"\`, `[1,2]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = readLiteral[[][]*string](text)
		read, err := readLiteral[[]*string](text)
		if err != nil || !utf8.ValidString(text) {
			return
		}
		again, err := kit.ColumnOf(reflect.ValueOf(read)).Literal()
		require.NoError(t, err)
		reread, err := readLiteral[[]*string](again)
		require.NoError(t, err, again)
		if len(read) > 0 {
			require.Equal(t, read, reread)
		}
	})
}

func FuzzArrayOfStrings(f *testing.F) {
	f.Add("a", `"b\`)
	f.Add("NULL", "{}, ")
	f.Fuzz(func(t *testing.T, a, b string) {
		want := []string{a, b}
		text, err := kit.ColumnOf(reflect.ValueOf(want)).Literal()
		require.NoError(t, err)
		requireLiteral(t, text, want)
	})
}
