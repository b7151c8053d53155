package mapper

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseRelation(t *testing.T) {
	usual := SaveUpdate | MergeWith
	for text, want := range map[string]relationTag{
		"belongs-to":                         {kind: BelongsTo, cascade: usual},
		" has-one , fk = a_id ":              {kind: HasOne, cascade: usual, fk: []string{"a_id"}, given: []string{"fk"}},
		"has-many,fk=a+b":                    {kind: HasMany, cascade: usual, fk: []string{"a", "b"}, given: []string{"fk"}},
		"has-many,cascade=none":              {kind: HasMany, given: []string{"cascade"}},
		"has-many,cascade=all+delete-orphan": {kind: HasMany, cascade: 1<<6 - 1, given: []string{"cascade"}},
		"has-many,order=size desc+label": {kind: HasMany, cascade: usual, order: []string{"size desc", "label"},
			given: []string{"order"}},
		"belongs-to,post-update": {kind: BelongsTo, cascade: usual, postUpdate: true, given: []string{"post-update"}},
		"many-to-many,through=app.x,ref=b,passive-deletes": {kind: ManyToMany, cascade: usual, through: "app.x", ref: []string{"b"},
			passiveDeletes: true, given: []string{"through", "ref", "passive-deletes"}},
	} {
		require.Equal(t, want, parseRelation(text), text)
	}
	require.Equal(t, usual|DeleteWith, parseRelation("has-many,cascade=save-update+delete").cascade)
}

func TestParseRelationMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                              `unknown kind "": the kinds are belongs-to, has-one, has-many, many-to-many`,
		"fk=a":                          `unknown kind "fk=a"`,
		"has-many,lazy=select":          `unknown option "lazy" (write nothing: a query says what it loads`,
		"has-many,fk=a,fk=b":            `option "fk" is given twice`,
		"has-many,fk":                   `option "fk" needs a value: write fk=...`,
		"has-many,passive-deletes=all":  `option "passive-deletes" takes no value`,
		"has-many,fk=a+":                "fk=a+ has an empty or quoted name",
		"has-many,cascade=delete-all":   `unknown cascade "delete-all" (write delete): the cascades are save-update, delete`,
		"has-many,cascade=none+delete":  "cascade none stands alone",
		"many-to-many":                  "needs its association table: write through=table",
		`many-to-many,through=a..b`:     "association table \"a..b\"",
		"has-many,through=x":            "a has-many relationship has no association table",
		"belongs-to,order=a":            "without an order: drop order",
		"has-many,where=a > 0":          "add viewonly",
		"has-many,viewonly,cascade=all": "a viewonly relationship writes nothing: drop cascade",
		"has-one,viewonly,post-update":  "a viewonly relationship writes nothing: drop post-update",
		"belongs-to,viewonly,order=a":   "without an order: drop order",
		"has-one,order=a":               "without an order: drop order",
		"has-many,viewonly=1":           `option "viewonly" takes no value`,
		"many-to-many,through=x,cascade=all+delete-orphan": "delete-orphan needs one owner",
		"belongs-to,passive-deletes":                       "passive-deletes is about rows that refer to this one",
		"many-to-many,through=x,post-update":               "post-update is about a foreign key",
		"has-many,no-back-populates":                       "say it at the belongs-to end",
		"many-to-many,through=a;ref=b":                     `association table "a;ref=b": name a table, or schema.table, without quotes, and options behind commas`,
		"many-to-many,through=x,ref=a;fk=b":                "ref=a;fk=b has an empty or quoted name, or a semicolon",
		"has-many,fk='a":                                   "a ' is not closed",
	} {
		got := parseRelation(text)
		require.NotEmpty(t, got.mistakes, text)
		require.Contains(t, got.mistakes[0], want, text)
	}
}

// FuzzParseRelation checks that no tag panics, and that a tag without a mistake says a kind and what the kind needs.
func FuzzParseRelation(f *testing.F) {
	for _, seed := range []string{"belongs-to", "has-many,fk=a+b,order=c desc", "many-to-many,through=x,cascade=all", "has-one,=", ",,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := parseRelation(text)
		if len(got.mistakes) > 0 {
			return
		}
		require.NotZero(t, got.kind)
		require.Equal(t, got.kind == ManyToMany, got.through != "")
		for _, name := range append(got.fk, got.ref...) {
			require.NotEmpty(t, name)
			require.False(t, wrongName(name))
		}
	})
}
