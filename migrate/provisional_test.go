package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type loose struct {
	ID int64   `db:"id,pk"`
	N  *string `db:"n"`
}

func (loose) TableName() string { return "xs" }

type strict struct {
	ID int64  `db:"id,pk"`
	N  string `db:"n"`
}

func (strict) TableName() string { return "xs" }

type apart struct {
	ID int64   `db:"id,pk"`
	N  *string `db:"n,unique"`
}

func (apart) TableName() string { return "xs" }

// What rows refuse is told of the table that the user knows, whatever it is called for the moment.
func TestErrorsNameTheTableThatIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		model any
		rows  string
		kind  error
	}{
		"NOT NULL": {builder.Model[strict](), "(1, NULL)", repo.ErrNotNullViolation},
		"UNIQUE":   {builder.Model[apart](), "(1, 'a'), (2, 'a')", repo.ErrUniqueViolation},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				dir := t.TempDir()
				upgraded := func(model any) error {
					m := migrator(t, engine, migrate.Config{Dir: dir, MetaData: schema.MustOf(model)})
					_, err := m.Revision(t.Context(), migrate.NewRevision{Message: name, Autogenerate: true, Allow: []string{"*"}})
					require.NoError(t, err)
					return m.Upgrade(t.Context(), "head")
				}
				require.NoError(t, upgraded(builder.Model[loose]()))
				sent(t, engine, "INSERT INTO xs (id, n) VALUES "+c.rows)
				err := upgraded(c.model)
				require.ErrorIs(t, err, c.kind)
				require.NotContains(t, err.Error(), "drey_new_")
				var refusal *backends.Error
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, "xs", refusal.Table)
			})
		})
	}
}
