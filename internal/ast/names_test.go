package ast

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

func TestReads(t *testing.T) {
	table, alias := tableFor[toy](t, ""), tableFor[toy](t, "other")
	id := table.Column(table.Mapping.Key[0])
	inner := Select().With(ColumnPart, alias.Column(alias.Mapping.Key[0]))

	mappings, opaque, _ := Reads(SelectEntities(table))
	require.Equal(t, []*mapper.Mapping{table.Mapping}, mappings)
	require.False(t, opaque)
	mappings, opaque, _ = Reads(Select().With(ColumnPart, Literal(1)).With(WherePart, MemberQuery(Literal(1), OpIn, Subquery(inner))))
	require.Equal(t, []*mapper.Mapping{table.Mapping}, mappings, "a sub-select's tables are read as well")
	require.False(t, opaque)
	_, opaque, _ = Reads(Select().With(ColumnPart, id).With(WherePart, Negate(Text("a", nil, true))))
	require.True(t, opaque)
	_, opaque, _ = Reads(Select().With(ColumnPart, Call(OpCount, []*Node{Template("?", []*Node{id})})))
	require.True(t, opaque)
}
