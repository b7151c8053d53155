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
	add := builder.Insert(heroes).Set(name.To("n"), password.To("hush"))
	for what, stmt := range map[string]interface{ Statement() ast.Statement }{
		"a tuple":     builder.Select(heroes).Where(builder.Tuple(name, password).Gt("n", "hush")),
		"tuples":      builder.Select(heroes).Where(builder.Tuple(name, password).In([]any{"n", "hush"})),
		"a case":      builder.SelectColumns(builder.Case[string]().When(password.Eq("hush"), "hush")),
		"a filter":    builder.SelectColumns(builder.Count().Filter(password.Eq("hush"))),
		"a pattern":   builder.Select(heroes).Where(password.Matches("hush")),
		"JSON":        builder.Select(heroes).Where(builder.JSON(password).HasKey("hush")),
		"VALUES":      builder.Select(logins).From(builder.Values(logins, login{"n", "hush"})),
		"a CTE":       builder.Select(logins).With(builder.CTE(logins, builder.SelectColumns(name, password).Where(password.Eq("hush")))),
		"a union":     builder.Union(builder.Select(heroes).Where(password.Eq("hush")), builder.Select(heroes).Where(password.Ne("hush"))),
		"an upsert":   add.OnConflict(name).DoUpdate(password.To("hush")).Where(password.Ne("hush")),
		"FromSelect":  builder.Insert(heroes).FromSelect(builder.SelectColumns(builder.Literal("hush")), password),
		"DISTINCT ON": builder.Select(heroes).DistinctOn(password.Coalesce("hush")),
	} {
		for range 2 { // the second text comes from the cache
			c, err := render.Compile(stmt.Statement(), render.Dialect(builder.Postgres()))
			require.NoError(t, err)
			require.Contains(t, c.Args, "hush", what)
			require.NotContains(t, c.Shown(), "hush", what)
		}
	}
}
