package conformance

import (
	"database/sql"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// base describes the tables that are made in every fresh database.
var base = sync.OnceValue(func() *schema.MetaData {
	return schema.MustOf(heroes, toys, builder.Model[Team](), things, parcels, builder.Model[Loan]())
})

// Stamps are the columns of when.
type Stamps struct {
	CreatedAt time.Time `db:"created_at,default=now()"`
	UpdatedOn time.Time `db:"updated_on,default=now(),onupdate=now()"`
}

// Hero has a key that the client makes.
type Hero struct {
	ID     uuid.UUID `db:"id,pk,uuid7"`
	Name   string    `db:"name,unique"`
	Power  *float64  `db:"power"`
	AppSrc string    `db:"app_src,index"`
	Stamps
}

// TableName names the table.
func (Hero) TableName() string { return "heroes" }

// Toy has a key that the database counts up.
type Toy struct {
	ID    int64
	Label string
	Size  int `db:"size,type=integer,check=size >= 0"`
}

// TableName names the table.
func (Toy) TableName() string { return "toys" }

// Team has a key of two columns and a version.
type Team struct {
	Code string `db:"code,pk"`
	Year int    `db:"year,pk"`
	Rev  int    `db:"rev,version"`
	Name string
}

// TableName names the table.
func (Team) TableName() string { return "teams" }

// Note is a document.
type Note struct {
	Lines []string `json:"lines"`
}

// Thing has a column of every kind.
type Thing struct {
	ID    int64
	Flag  bool
	Whole *int32
	Small int16
	Ratio float64
	Blob  []byte
	Seen  *time.Time
	Owner *uuid.UUID
	Doc   *Note
	Tags  []string
	Pin   string `db:"pin,secret"`
}

// TableName names the table.
func (Thing) TableName() string { return "things" }

// Parcel has columns that travel as arrays where the database has them.
type Parcel struct {
	ID    uuid.UUID `db:"id,pk,uuid7"`
	Whole *int32
	Price string `db:"price,type=numeric(10,2)"`
	Open  bool
	Blob  []byte
	Seen  *time.Time
	Doc   map[string]any
	Word  sql.Null[string]
}

// TableName names the table.
func (Parcel) TableName() string { return "parcels" }

// Loan refers to a toy that need not be there before COMMIT.
type Loan struct {
	ID    int64
	ToyID int64 `db:"toy_id,fk=toys.id,deferrable"`
}

// TableName names the table.
func (Loan) TableName() string { return "loans" }

var (
	heroes  = builder.Model[Hero]()
	toys    = builder.Model[Toy]()
	parcels = builder.Model[Parcel]()
	things  = builder.Model[Thing]()
	name    = builder.Col(&heroes.Name)
	power   = builder.NullCol(&heroes.Power)
	label   = builder.Col(&toys.Label)
)
