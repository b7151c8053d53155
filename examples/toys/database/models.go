package database

import (
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// Stamps are the columns that every table has. The database fills them in, and drey reads them back.
type Stamps struct {
	CreatedAt time.Time `db:"created_at,default=now()" json:"created_at" doc:"When it was made"`
	UpdatedOn time.Time `db:"updated_on,default=now(),onupdate=now()" json:"updated_on" doc:"When it was last changed"`
}

// Toy is a row of toys.
type Toy struct {
	ID   uuid.UUID `db:"id,pk,uuid7" json:"id" format:"uuid" doc:"Sorts by time of making"`
	Name string    `db:"name,type=varchar(80)" json:"name" example:"Kite"`
	Stamps
}

// TableName names the table.
func (Toy) TableName() string { return "toys" }

// User is a row of users, with the toys that the user has.
type User struct {
	ID   uuid.UUID `db:"id,pk,uuid7" json:"id" format:"uuid" doc:"Sorts by time of making"`
	Name string    `db:"name,type=varchar(80)" json:"name" example:"Sandy"`
	Toys []*Toy    `rel:"many-to-many,through=user_toy_association,order=name,ondelete=cascade" json:"toys" nullable:"false"`
	Stamps
}

// TableName names the table.
func (User) TableName() string { return "users" }

// LongestName is how many characters a name has at most.
const LongestName = 80

// The prototypes: their field addresses name columns.
var (
	users = builder.Model[User]()
	toys  = builder.Model[Toy]()
)

// MetaData is the tables that revisions are written from.
var MetaData = schema.MustOf(users, toys)
