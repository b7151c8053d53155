package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

type (
	quay  struct{ ID int64 }
	barge struct {
		ID     int64
		QuayID *int64 `db:"moored_at,fk=quays.id,deferrable"`
		Home   *quay  `rel:"belongs-to"` // and there is no column for it
	}
	raft struct {
		ID  int64
		Tag int64 `db:"tag,deferrable"`
	}
)

func (quay) TableName() string  { return "quays" }
func (barge) TableName() string { return "barges" }
func (raft) TableName() string  { return "rafts" }

// A mistake of a relationship is told alone: a column that names what it refers to is not told to name it.
func TestAMistakeOfARelationshipBlamesNoOtherColumn(t *testing.T) {
	_, err := schema.Of(builder.Model[quay](), builder.Model[barge]())
	require.ErrorContains(t, err, "Home")
	require.NotContains(t, err.Error(), "add fk=table.column")
	_, err = schema.Of(builder.Model[raft]())
	require.ErrorContains(t, err, "tag is none: add fk=table.column")
}
