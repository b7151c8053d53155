package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// inParts has expressions that begin and end with parentheses which do not stand around the whole.
type inParts struct {
	ID int64
	A  int64 `db:"a,check=(a > 0) OR (a < -5),default=(1) + (2)"`
	B  int64 `db:"b,check=((b > 0) OR (b < -5))"`
	C  int64 `db:"c,generated=(a + 1) * (a + 2)"`
}

// TableName names the table.
func (inParts) TableName() string { return "in_parts" }

func TestExpressionsOfSeveralParentheses(t *testing.T) {
	rows := builder.Model[inParts]()
	m := schema.MustOf(rows).With(
		schema.Check("ck_text", rows, builder.Text("(a > 0) OR (b > 0)")),
		schema.Check("ck_deep", rows, builder.Text("((a > 0) AND (b > 0)) OR (')' <> '(')")),
		schema.Index("ix_sum", builder.Raw[int64]("(a + 1) * (b + 1)")).On(rows).Where(builder.Text("(a > 0) OR (b > 0)")),
	)
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, m.CreateAll(ctx, engine))
		d, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		run(t, engine, "INSERT INTO in_parts (b) VALUES (1)")
		row, err := repo.One[*inParts](ctx, engine, builder.Select(rows))
		require.NoError(t, err)
		require.Equal(t, []int64{3, 1, 20}, []int64{row.A, row.B, row.C})
	})
}
