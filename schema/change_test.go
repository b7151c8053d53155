package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/schema"
)

func TestChangesNameTheirSubjects(t *testing.T) {
	for want, c := range map[string]schema.Change{
		"heroes":           {Kind: schema.DropTable, Table: "heroes", Name: "heroes"},
		"app.heroes":       {Kind: schema.RenameTable, Schema: "app", Table: "heroes", Name: "heroes"},
		"heroes.heroes":    {Kind: schema.DropColumn, Table: "heroes", Name: "heroes"},
		"app.heroes.power": {Kind: schema.ModifyColumn, Schema: "app", Table: "heroes", Name: "power"},
		"app.mood":         {Kind: schema.ModifyEnum, Schema: "app", Name: "mood"},
		"mood":             {Kind: schema.DropEnum, Name: "mood"},
	} {
		require.Equal(t, want, c.Subject())
	}
	require.Equal(t, "app.mood: values a, b -> a", schema.Change{Kind: schema.ModifyEnum, Schema: "app", Name: "mood", From: "a, b", To: "a"}.String())
}
