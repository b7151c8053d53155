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
	measure struct {
		ID     int64
		Kind   string  `db:"kind"`
		Width  int64   `db:"width,check=width > 3"`
		Unit   *string `db:"unit"`
		Maker  string  `db:"maker"`
		Twice  int64   `db:"twice,generated=width * 2,check=twice > 30"`
		Shown  string  `db:"shown,generated=upper(unit)"`
		Label  string  `db:"label,generated=kind || maker"`
		Filled string  `db:"filled,generated=nullif(maker, '')"`
		Loose  *string `db:"loose,generated=nullif(unit || maker, '')"`
	}
	measureLess struct {
		ID    int64
		Kind  string `db:"kind"`
		Shown string `db:"shown,generated=upper(kind)"`
	}
)

func (measure) TableName() string     { return "measures" }
func (measureLess) TableName() string { return "measures" }

// Columns that went come back to rows with values that the generated columns made of them take, which may take no NULL, and have checks.
func TestColumnsComeBackBehindGeneratedOnes(t *testing.T) {
	before, after := schema.MustOf(builder.Model[measure]()), schema.MustOf(builder.Model[measureLess]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, before.CreateAll(ctx, engine))
		run(t, engine, "INSERT INTO measures (id, kind, width, unit, maker) VALUES (1, 'k', 16, 'b', 'c'), (2, 'kk', 17, 'bb', 'c')")
		p, err := after.Plan(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, p.Irreversible)
		runPlan(t, engine, p.Up)
		d, err := after.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		runPlan(t, engine, p.Down)
		d, err = before.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		rows, err := repo.Scalars[string](ctx, engine, builder.Text(
			"SELECT kind || ' ' || (twice = width * 2 AND width > 3) || ' ' || (shown = upper(unit)) || ' ' || (label = kind || maker) || ' ' || (filled = maker) FROM measures ORDER BY id"))
		require.NoError(t, err)
		truth := map[string]string{"postgres": " true", "sqlite": " 1"}[engine.Dialect().Name]
		require.Equal(t, []string{"k" + strings.Repeat(truth, 4), "kk" + strings.Repeat(truth, 4)}, rows)
		run(t, engine, "INSERT INTO measures (id, kind, width, unit, maker) VALUES (3, 'k', 16, 'b', 'c')")
	})
}
