package mapper

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseTag(t *testing.T) {
	for text, want := range map[string]tag{
		"":                       {},
		"'name;unique'":          {name: "name;unique", quoted: true},
		" 'it''s' , pk":          {name: "it's", quoted: true, options: Options{PrimaryKey: true}},
		"'k=v'":                  {name: "k=v", quoted: true},
		"'a,b'":                  {name: "a,b", quoted: true},
		"the 'mood' past":        {name: "the 'mood' past"},
		"'a' and 'b'":            {name: "'a' and 'b'"},
		"user name":              {name: "user name"},
		"user.name":              {name: "user.name"},
		"a,unique='true'":        {name: "a", options: Options{Unique: []string{"true"}}},
		"a,index=Both Of Them":   {name: "a", options: Options{Index: []string{"Both Of Them"}}},
		"a,was='b;c'":            {name: "a", options: Options{Was: "b;c"}},
		"name":                   {name: "name"},
		" name , pk ":            {name: "name", options: Options{PrimaryKey: true}},
		",pk,uuid7":              {options: Options{PrimaryKey: true, UUID7: true}},
		"a,default='a,b'":        {name: "a", options: Options{Default: "'a,b'"}},
		"a,default='it''s, so'":  {name: "a", options: Options{Default: "'it''s, so'"}},
		"a,default=f(1, (2)),pk": {name: "a", options: Options{Default: "f(1, (2))", PrimaryKey: true}},
		"a,type=text[],default=ARRAY['x','y'],pk": {name: "a", options: Options{SQLType: "text[]", Default: "ARRAY['x','y']", PrimaryKey: true}},
		"a,check=f(b[1, 2], c[d(1, 2)])":          {name: "a", options: Options{Check: "f(b[1, 2], c[d(1, 2)])"}},
		"a,check='[' < b,pk":                      {name: "a", options: Options{Check: "'[' < b", PrimaryKey: true}},
		"a,default=x=1":                           {name: "a", options: Options{Default: "x=1"}},
		"a,type=numeric(10,2)":                    {name: "a", options: Options{SQLType: "numeric(10,2)"}},
		"a,check=b IN ('(',')')":                  {name: "a", options: Options{Check: "b IN ('(',')')"}},
		`a,comment="one, two"`:                    {name: "a", options: Options{Comment: "one, two"}},
		"a,comment='it''s'":                       {name: "a", options: Options{Comment: "it's"}},
		"a,was='old'":                             {name: "a", options: Options{Was: "old"}},
		"a,generated=b + c,collate=C,using=a::int": {name: "a", options: Options{
			Generated: "b + c", ReadOnly: true, Collate: "C", Using: "a::int"}},
		"a,pk,identity,deferrable": {name: "a", options: Options{PrimaryKey: true, Identity: true, Deferrable: true}},
		"a,unique,index":           {name: "a", options: Options{Unique: []string{""}, Index: []string{""}}},
		"a,unique=x,unique=y":      {name: "a", options: Options{Unique: []string{"x", "y"}}},
		"a,fk=b.id,ondelete=set null,onupdatefk=cascade,was=c": {name: "a", options: Options{
			References: "b.id", OnDelete: "set null", OnUpdateKey: "cascade", Was: "c"}},
		"a,onupdate=now(),omitzero,version,readonly,secret": {name: "a", options: Options{
			OnUpdate: "now()", OmitZero: true, Version: true, ReadOnly: true, Secret: true}},
	} {
		got := parseTag(text)
		got.given = nil
		require.Equal(t, want, got, text)
	}
}

func TestParseTagMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"a,pkk":             `unknown option "pkk" (write pk): the options are pk, uuid7`,
		"a,":                `unknown option "": a comma has nothing behind it: drop it`,
		"a,default":         `option "default" needs a value: write default=...`,
		"a,default=":        `option "default" needs a value`,
		"a,pk=1":            `option "pk" takes no value`,
		"a,pk,pk":           `option "pk" is given twice`,
		"default=now()":     `"default=now()" stands where the column's name goes: put a comma before it`,
		"a,default='x":      "a ' is not closed",
		"a,default=f(1":     "a ( is not closed",
		"a,default=f)1(,pk": "a ) has no (",
		"a,default=ARRAY[1": "a [ is not closed",
		"a,default=1],pk":   "a ] has no [",
		"a,ondelete=oops":   "ondelete=oops is no action: say one of cascade",
		"a,default=f([1)]":  "a ) has no (",
		"a`b":               "no quotes",
		"''":                "a column's name is not empty",
		"name;unique":       `"name;unique" is no plain name: write the column's name first and options behind commas, as in db:"name,unique"; a column that is called so is db:"'name;unique'"`,
		"column:old":        `"column:old" is no plain name`,
		"a,unique=true":     `option "unique" takes a name, and no true: write unique alone, or unique='true'`,
		"a,index=False":     `option "index" takes a name, and no False: drop it`,
		"a,index,index":     `option "index" is given twice: keep one`,
		"a,unique,unique":   `option "unique" is given twice: keep one`,
		"a,index=b,index=b": `option "index=b" is given twice: keep one`,
		"a,pk=false":        `option "pk" takes no value: drop it`,
		"a,index=unique":    "index=unique has an option in its name: write a comma before each option, or index='unique'",
		"a,index=b;notnull": "has an option in its name",
		"a,unique=b index":  "has an option in its name",
		"a,was=b;unique":    "was=b;unique is no plain name: write a comma before each option, or was='b;unique'",
	} {
		got := parseTag(text)
		require.NotEmpty(t, got.mistakes, text)
		require.Contains(t, got.mistakes[0], want, text)
	}
}

// What a name means is seen beside the field's: words with blanks between are a name, options are not.
func TestTagOfFields(t *testing.T) {
	for _, c := range []struct{ field, tag, want string }{
		{"U", "unique", `"unique" is an option and stands where the column's name goes: put a comma before it, as in db:",unique"; a column that is called so is db:"'unique'"`},
		{"U", "index,type=text", `"index" is an option`},
		{"Email", "email unique", `"email unique" is a name and the option unique: write a comma between them, as in db:"email,unique"`},
		{"Email", "email NOT NULL", `as in db:"email,notnull"`},
		{"No", "no primary key", `as in db:"no,pk"`},
		{"U", "'unique'", ""}, {"Unique", "unique", ""}, {"Version", "version,version", ""}, {"Rev", "version,version", ""},
		{"Kind", "type", ""}, {"Note", "comment", ""}, {"Name", "user name", ""}, {"No", "File Index", ""}, {"AppVersion", "app version", ""},
		{"V", "'app version'", ""},
	} {
		got := strings.Join(tagOf(reflect.StructField{Name: c.field, Tag: reflect.StructTag(fmt.Sprintf("db:%q", c.tag))}).mistakes, "; ")
		require.Equal(t, c.want == "", got == "", "%s: %s", c.tag, got)
		require.Contains(t, got, c.want)
	}
}

// What reflect writes of a name is what the tag reads.
func TestNamesAsTagsWriteThem(t *testing.T) {
	for _, name := range []string{"a", "user name", "user.name", "unique", "a unique", "a;b", "xml:lang", "k=v", "x,y", "p(q", "it's", "'a'", "-", " a", "a ", "''", "true", "a\nb"} {
		f := reflect.StructField{Name: "X", Tag: reflect.StructTag(fmt.Sprintf("db:%q", ColumnName(name, "X")+",index="+GroupName(name)))}
		got := tagOf(f)
		require.Empty(t, got.mistakes, name)
		require.Equal(t, name, got.name)
		require.Equal(t, []string{name}, got.options.Index)
	}
	require.Equal(t, "version", ColumnName("version", "Version"))
	require.Equal(t, "user name", ColumnName("user name", "X"))
}

func TestSnakeCase(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "Name": "name", "AppSrc": "app_src", "UserID": "user_id", "HTTPPort": "http_port", "A": "a",
		"Address2Line": "address2_line", "Already_Snake": "already_snake", "ÄrgerLich": "ärger_lich",
	} {
		require.Equal(t, want, SnakeCase(name))
	}
}

// FuzzParseTag checks that no tag panics, and that what is well formed loses nothing: its pieces joined are the tag.
func FuzzParseTag(f *testing.F) {
	for _, seed := range []string{"a,pk", "a,default='a,b'", "a,type=numeric(10,2)", "a,default=f(')'),unique=x", "((,'", ",,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, mistake := splitTag(text)
		require.Equal(t, text, strings.Join(parts, ","))
		parsed := parseTag(text)
		if mistake != "" {
			require.NotEmpty(t, parsed.mistakes)
		}
	})
}
