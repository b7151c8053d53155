package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	ratedFilm struct {
		ID     int64
		Rating string `db:"rating,type=rating,default='G'"`
		Label  string `db:"label,default='Y7'"`
	}
	ratedAnew struct {
		ID     int64
		Rating string `db:"rating,type=rating,default='Y7'"`
		Label  string `db:"label,default='Y7'"`
	}
)

func (ratedFilm) TableName() string { return "films" }
func (ratedAnew) TableName() string { return "films" }

func rated(prototype any, values ...string) *schema.MetaData {
	return schema.MustOf(prototype).With(schema.Enum("rating", values...))
}

// A value is added to an enum whatever reads a column of it. The way back, which makes the type anew, is what such a view stands in.
func TestAnEnumThatViewsReadGetsValues(t *testing.T) {
	for name, view := range map[string]string{
		"a view":              "CREATE VIEW by_rating AS SELECT rating, count(*) FROM films GROUP BY rating",
		"a materialized view": "CREATE MATERIALIZED VIEW by_rating AS SELECT rating FROM films",
		"a rule":              "CREATE RULE by_rating AS ON UPDATE TO films WHERE NEW.rating = 'G' DO INSTEAD NOTHING",
		"a policy":            "CREATE POLICY by_rating ON films USING (rating = 'G')",
		"nothing":             "",
	} {
		for added, values := range map[string][]string{"PG-13": {"G", "PG-13", "PG"}, "Y7, which a text is too": {"Y7", "G", "PG"}} {
			t.Run(name+", "+added, func(t *testing.T) {
				t.Parallel()
				engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
				require.NoError(t, rated(builder.Model[ratedFilm](), "G", "PG").CreateAll(t.Context(), engine))
				run(t, engine, "INSERT INTO films (rating) VALUES ('PG')")
				if view != "" {
					run(t, engine, view)
				}
				m := rated(builder.Model[ratedFilm](), values...)
				p, err := m.Plan(t.Context(), engine)
				require.NoError(t, err)
				runPlan(t, engine, p.Up)
				requireNoDiff(t, m, engine)
				if view == "" {
					require.Empty(t, p.Irreversible)
					runPlan(t, engine, p.Down)
					return
				}
				require.Equal(t, 1, strings.Count(strings.Join(p.Up, ";"), "ADD VALUE"))
				require.Contains(t, p.Irreversible, "the way back changes films.rating: ")
				require.Contains(t, p.Irreversible, "by_rating uses it, and nothing declares how to make that again")
				require.Empty(t, p.Down)
			})
		}
	}
}

// A new value that the same revision uses needs a new type, which an undeclared view keeps from being made.
func TestAnEnumThatViewsReadAndAValueThatIsUsed(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	require.NoError(t, rated(builder.Model[ratedFilm](), "G", "PG").CreateAll(t.Context(), engine))
	run(t, engine, "CREATE VIEW by_rating AS SELECT rating FROM films")
	m := rated(builder.Model[ratedAnew](), "Y7", "G", "PG")
	_, err := m.Plan(t.Context(), engine)
	var refused *schema.PlanError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "films.rating", refused.Object)
	require.Contains(t, refused.Reason, "view by_rating uses it")
	require.Contains(t, refused.Reason, "or add the enum's value in a revision of its own, before the one that uses it")
	first, err := rated(builder.Model[ratedFilm](), "Y7", "G", "PG").Plan(t.Context(), engine)
	require.NoError(t, err)
	runPlan(t, engine, first.Up)
	then, err := m.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, then.Irreversible)
	runPlan(t, engine, then.Up)
	requireNoDiff(t, m, engine)
	n, err := repo.Scalars[string](t.Context(), engine, builder.Text("INSERT INTO films DEFAULT VALUES RETURNING rating::text"))
	require.NoError(t, err)
	require.Equal(t, []string{"Y7"}, n)
}
