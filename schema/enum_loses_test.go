package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type tempered struct {
	ID   int64
	Mood string `db:"mood,type=temper"`
}

func (tempered) TableName() string { return "tempered" }

// A value that an enum loses may stand in rows, whatever an enum is in the database.
func TestAnEnumThatLosesAValueIsDestructive(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		of := func(values ...string) *schema.MetaData {
			return schema.MustOf(builder.Model[tempered]()).With(schema.Enum("temper", values...))
		}
		require.NoError(t, of("calm", "wild").CreateAll(t.Context(), engine))
		for _, c := range []struct {
			values      []string
			destructive bool
		}{
			{[]string{"calm"}, true}, {[]string{"calm", "wild", "tame"}, false}, {[]string{"wild", "calm"}, false}, {[]string{"wild", "tame"}, true},
		} {
			d, err := of(c.values...).Diff(t.Context(), engine)
			require.NoError(t, err)
			destructive := false
			for _, change := range d.Changes {
				destructive = destructive || change.Destructive
			}
			require.Equal(t, c.destructive, destructive, "%v: %s", c.values, d)
		}
	})
}
