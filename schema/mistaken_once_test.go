package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// crew has ships, whose relationship back is wrong: there is no such column.
type crew struct {
	ID    int64
	Ships []*vessel `rel:"has-many,fk=crew_id"`
}

func (crew) TableName() string { return "crews" }

type vessel struct {
	ID     int64
	CrewID *int64
	Crew   *crew `rel:"belongs-to,fk=crew_code"`
}

func (vessel) TableName() string { return "ships" }

type harbour struct {
	ID     int64
	ShipID *int64
	Ship   *vessel `rel:"belongs-to,fk=ship_id"`
}

func (harbour) TableName() string { return "harbours" }

// A mistake in a relationship is told once, from however many models its type is reached.
func TestAMistakeInARelationshipIsToldOnce(t *testing.T) {
	_, err := schema.Of(builder.Model[crew](), builder.Model[vessel](), builder.Model[harbour]())
	require.ErrorContains(t, err, "crew_code")
	require.Equal(t, 1, strings.Count(err.Error(), "has no column"), err.Error())
}
