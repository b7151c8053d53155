package conformance

import (
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
)

// tables are made in every fresh database.
var tables = []string{
	`CREATE TABLE heroes (id {uuid} PRIMARY KEY, name text NOT NULL UNIQUE, power {double}, app_src text NOT NULL,
		created_at {time} NOT NULL DEFAULT {now}, updated_on {time} NOT NULL DEFAULT {now})`,
	`CREATE TABLE toys (id {counted}, label text NOT NULL, size integer NOT NULL CHECK (size >= 0))`,
	`CREATE TABLE teams (code text NOT NULL, year integer NOT NULL, rev integer NOT NULL, name text NOT NULL, PRIMARY KEY (code, year))`,
	`CREATE TABLE things (id {counted}, flag boolean NOT NULL, whole integer, small smallint NOT NULL, ratio {double} NOT NULL, blob {bytes}, seen {time},
		owner {uuid}, doc {json}, tags {texts}, pin text NOT NULL)`,
}

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

// TableName implements the mapper's wish.
func (Hero) TableName() string { return "heroes" }

// Toy has a key that the database counts up.
type Toy struct {
	ID    int64
	Label string
	Size  int
}

// TableName implements the mapper's wish.
func (Toy) TableName() string { return "toys" }

// Team has a key of two columns and a version.
type Team struct {
	Code string `db:"code,pk"`
	Year int    `db:"year,pk"`
	Rev  int    `db:"rev,version"`
	Name string
}

// TableName implements the mapper's wish.
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

// TableName implements the mapper's wish.
func (Thing) TableName() string { return "things" }

var (
	heroes = builder.Model[Hero]()
	toys   = builder.Model[Toy]()
	things = builder.Model[Thing]()
	name   = builder.Col(&heroes.Name)
	power  = builder.NullCol(&heroes.Power)
	label  = builder.Col(&toys.Label)
)
