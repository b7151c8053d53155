package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// sailor has an enum whose name has capitals.
type sailor struct {
	ID   int64
	Role string `db:"role,type=\"Role\""`
	Mood string `db:"mood,type=\"my mood\""`
}

// TableName names the table.
func (sailor) TableName() string { return "sailors" }

// An enum that needs quotes holds its values alone, on every database.
func TestAnEnumInQuotesHoldsItsValuesAlone(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		m := schema.MustOf(builder.Model[sailor]()).With(schema.Enum("Role", "cook", "mate"), schema.Enum("my mood", "happy"))
		require.NoError(t, m.CreateAll(t.Context(), engine))
		write := func(role, mood string) error {
			return engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&sailor{Role: role, Mood: mood}) })
		}
		require.NoError(t, write("cook", "happy"))
		for _, refused := range []error{write("bad", "happy"), write("cook", "bad")} {
			var e *backends.Error
			require.ErrorAs(t, refused, &e)
			require.Contains(t, []backends.Kind{backends.ErrCheckViolation, backends.ErrDataException}, e.Kind)
		}
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		more, err := schema.MustOf(builder.Model[sailor]()).With(schema.Enum("Role", "cook", "mate", "boy"), schema.Enum("my mood", "happy")).Plan(t.Context(), engine)
		require.NoError(t, err)
		require.NotEmpty(t, more.Up)
	})
}
