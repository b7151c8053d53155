package bunstore

import (
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/drey-db/drey/examples/toys/database"
)

// toy is database.Toy with bun's tag.
type toy struct {
	ID   uuid.UUID `bun:",pk"`
	Name string
	database.Stamps
}

// user is database.User with bun's tags.
type user struct {
	ID   uuid.UUID `bun:",pk"`
	Name string
	Toys []*toy `bun:"m2m:user_toy_association,join:User=Toy"`
	database.Stamps
}

// association is a row of user_toy_association.
type association struct {
	bun.BaseModel `bun:"table:user_toy_association"`

	UserID uuid.UUID `bun:"user_id,pk"`
	User   *user     `bun:"rel:belongs-to,join:user_id=id"`
	ToyID  uuid.UUID `bun:"toy_id,pk"`
	Toy    *toy      `bun:"rel:belongs-to,join:toy_id=id"`
}

// entity is the user as the application has it.
func (u *user) entity() *database.User {
	return &database.User{ID: u.ID, Name: u.Name, Toys: entities(u.Toys), Stamps: u.Stamps}
}

// entities are toys as the application has them: the same memory, for only the tags differ.
func entities(list []*toy) []*database.Toy {
	found := make([]*database.Toy, len(list))
	for i, t := range list {
		found[i] = (*database.Toy)(t)
	}
	return found
}
