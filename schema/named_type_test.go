package schema_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Tables that are called as types of PostgreSQL's are, and one that has columns of those types.
type (
	calledDate struct {
		ID  int64
		Day time.Time `db:"day,type=date"`
	}
	calledText struct {
		ID   int64
		Body string `db:"body,default='x',check=body <> ''"`
	}
	calledJSONB struct {
		ID int64
		J  map[string]any `db:"j"`
	}
	calledUUID struct {
		ID uuid.UUID `db:"id,pk"`
	}
	ofCalled struct {
		ID   int64
		Day  *time.Time     `db:"day,type=date"`
		Days []time.Time    `db:"days,type=date[]"`
		Body string         `db:"body,default='y',check=lower(body) <> 'z'"`
		Loud string         `db:"loud,generated=upper(body)"`
		J    map[string]any `db:"j"`
		U    uuid.UUID      `db:"u,index"`
		Mood string         `db:"mood,type=mood,default='happy'"`
	}
)

func (calledDate) TableName() string  { return "date" }
func (calledText) TableName() string  { return "text" }
func (calledJSONB) TableName() string { return "jsonb" }
func (calledUUID) TableName() string  { return "uuid" }
func (ofCalled) TableName() string    { return "of_called" }

// A table may be called as a type is: nothing differs once it is made, and a plan gives a column that type.
func TestATableIsCalledAsATypeIs(t *testing.T) {
	m := schema.MustOf(builder.Model[calledDate](), builder.Model[calledText](), builder.Model[calledJSONB](), builder.Model[calledUUID](), builder.Model[ofCalled]())
	m = m.With(schema.Enum("mood", "happy", "sad"))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, m.CreateAll(ctx, engine))
		d, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		if engine.Dialect().Name != "postgres" {
			return
		}
		was := typesIn(t, engine)
		run(t, engine, `ALTER TABLE "of_called" ALTER day TYPE timestamp, ALTER j TYPE json, ALTER u TYPE text`, `ALTER TABLE "date" ALTER day TYPE text`)
		changed := typesIn(t, engine)
		p, err := m.Plan(ctx, engine)
		require.NoError(t, err)
		require.Len(t, p.Changes, 4)
		runPlan(t, engine, p.Up)
		require.Equal(t, was, typesIn(t, engine))
		runPlan(t, engine, p.Down)
		require.Equal(t, changed, typesIn(t, engine))
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		d, err = found.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}

// typesIn are the columns of a database with their types.
func typesIn(t *testing.T, engine *repo.Engine) []string {
	t.Helper()
	list, err := repo.Scalars[string](t.Context(), engine, builder.Text(`SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' WHERE a.attnum > 0 ORDER BY 1`))
	require.NoError(t, err)
	return list
}
