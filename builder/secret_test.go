package builder_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// TestSecretsInConstructs: what meets a secret column is secret wherever it stands.
func TestSecretsInConstructs(t *testing.T) {
	type login struct {
		Name     string
		Password string `db:"password,secret"`
	}
	password, logins := builder.Col(&heroes.Password), builder.Derived[login]("logins")
	add := builder.Insert(heroes).Set(name.To("n"), password.To("qZ8vhush"))
	for what, stmt := range map[string]interface{ Statement() ast.Statement }{
		"a tuple":     builder.Select(heroes).Where(builder.Tuple(name, password).Gt("n", "qZ8vhush")),
		"tuples":      builder.Select(heroes).Where(builder.Tuple(name, password).In([]any{"n", "qZ8vhush"})),
		"a case":      builder.SelectColumns(builder.Case[string]().When(password.Eq("qZ8vhush"), "qZ8vhush")),
		"a filter":    builder.SelectColumns(builder.Count().Filter(password.Eq("qZ8vhush"))),
		"a pattern":   builder.Select(heroes).Where(password.Matches("qZ8vhush")),
		"JSON":        builder.Select(heroes).Where(builder.JSON(password).HasKey("qZ8vhush")),
		"VALUES":      builder.Select(logins).From(builder.Values(logins, login{"n", "qZ8vhush"})),
		"a CTE":       builder.Select(logins).With(builder.CTE(logins, builder.SelectColumns(name, password).Where(password.Eq("qZ8vhush")))),
		"a union":     builder.Union(builder.Select(heroes).Where(password.Eq("qZ8vhush")), builder.Select(heroes).Where(password.Ne("qZ8vhush"))),
		"an upsert":   add.OnConflict(name).DoUpdate(password.To("qZ8vhush")).Where(password.Ne("qZ8vhush")),
		"FromSelect":  builder.Insert(heroes).FromSelect(builder.SelectColumns(builder.Literal("qZ8vhush")), password),
		"DISTINCT ON": builder.Select(heroes).DistinctOn(password.Coalesce("qZ8vhush")),
	} {
		for range 2 { // the second text comes from the cache
			c, err := render.Compile(stmt.Statement(), render.Dialect(builder.Postgres()))
			require.NoError(t, err)
			require.Contains(t, c.Args, "qZ8vhush", what)
			require.NotContains(t, c.Shown(), "qZ8vhush", what)
		}
	}
}
