package render

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

type edited struct {
	ID    int64  `db:"id,pk"`
	Edits int64  `db:"edits"`
	Date  string `db:"date"`
	Odd   string `db:"Odd one"`
}

func (edited) TableName() string { return "wiki.pages" }

// A word is a column's name by what stands around it.
func TestColumnsAreQualified(t *testing.T) {
	m, err := mapper.Of(reflect.TypeFor[edited]())
	require.NoError(t, err)
	for text, want := range map[string]string{
		"edits + 1":              `"pages".edits + 1`,
		`"edits"+1`:              `"pages"."edits"+1`,
		"EDITS+edits":            `"pages".EDITS+"pages".edits`,
		"pages.edits":            "pages.edits",
		"edits (1)":              "edits (1)",
		"date '2024-01-01'":      "date '2024-01-01'",
		"edits::date":            `"pages".edits::date`,
		"CAST(edits AS date)":    `CAST("pages".edits AS date)`,
		"'edits' || \"Odd one\"": `'edits' || "pages"."Odd one"`,
		"nextval('s') -- edits":  "nextval('s') -- edits",
	} {
		require.Equal(t, want, Dialect{Name: "postgres"}.qualified(m, `"pages"`, text))
	}
}
