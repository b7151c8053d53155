package conformance

import (
	"time"

	"github.com/drey-db/drey/builder"
)

// Dynasty has thrones, which go when it lets them go.
type Dynasty struct {
	ID      int64     `db:"id,pk,noidentity"`
	Thrones []*Throne `rel:"has-many,cascade=all+delete-orphan"`
}

// Throne has columns that are left to the database, and what goes along with it, or lets go of it, in each way.
type Throne struct {
	ID        int64 `db:"id,pk,noidentity"`
	DynastyID *int64
	Dynasty   *Dynasty `rel:"belongs-to"`
	Code      string   `db:"code,unique"`
	Name      string
	Rank      int       `db:"rank,default=7,omitzero"`
	Motto     *string   `db:"motto,default='none'"`
	Made      time.Time `db:"made,default='2001-06-01 00:00:00'"`
	Edits     int       `db:"edits,default=3,omitzero,onupdate=edits + 1"`
	Counted   int       `db:"counted,onupdate=counted + 1"`
	Laws      int       `db:"laws,readonly,default=5"`
	Once      string    `db:"once,createonly"`

	Vassals []*Vassal  `rel:"has-many,cascade=all"`
	Jester  *Jester    `rel:"has-one,cascade=all"`
	Towns   []*Borough `rel:"has-many,references=code,onupdatefk=CASCADE"`
	Squires []*Squire  `rel:"has-many,cascade=all,passive-deletes,ondelete=CASCADE"`
	Pages   []*Footman `rel:"has-many,passive-deletes,ondelete=SET NULL"`
	Medals  []*Medal   `rel:"many-to-many,through=throne_medals"`
}

// Vassal goes along with his throne, and is deleted softly.
type Vassal struct {
	ID        int64 `db:"id,pk,noidentity"`
	ThroneID  int64
	Throne    *Throne    `rel:"belongs-to"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
}

// Jester is the only one of his throne, goes along with it, and is deleted softly.
type Jester struct {
	ID        int64      `db:"id,pk,noidentity"`
	ThroneID  int64      `db:"throne_id,unique"`
	Throne    *Throne    `rel:"belongs-to"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
}

// Borough refers to a throne by its code.
type Borough struct {
	ID         int64 `db:"id,pk,noidentity"`
	ThroneCode *string
	Throne     *Throne `rel:"belongs-to,references=code,onupdatefk=CASCADE"`
}

// Squire is deleted by the database along with his throne.
type Squire struct {
	ID       int64 `db:"id,pk,noidentity"`
	ThroneID int64
	Throne   *Throne `rel:"belongs-to,ondelete=CASCADE"`
}

// Footman loses his throne by the database.
type Footman struct {
	ID       int64 `db:"id,pk,noidentity"`
	ThroneID *int64
	Throne   *Throne `rel:"belongs-to,ondelete=SET NULL"`
}

// Medal is given to thrones.
type Medal struct {
	ID      int64     `db:"id,pk,noidentity"`
	Thrones []*Throne `rel:"many-to-many,through=throne_medals"`
}

// TableName names the table.
func (Dynasty) TableName() string { return "dynasties" }

// TableName names the table.
func (Throne) TableName() string { return "thrones" }

// TableName names the table.
func (Vassal) TableName() string { return "vassals" }

// TableName names the table.
func (Jester) TableName() string { return "jesters" }

// TableName names the table.
func (Borough) TableName() string { return "boroughs" }

// TableName names the table.
func (Squire) TableName() string { return "squires" }

// TableName names the table.
func (Footman) TableName() string { return "footmen" }

// TableName names the table.
func (Medal) TableName() string { return "medals" }

var (
	dynasties = builder.Model[Dynasty]()
	thrones   = builder.Model[Throne]()
	vassals   = builder.Model[Vassal]()
	jesters   = builder.Model[Jester]()
	boroughs  = builder.Model[Borough]()
	squires   = builder.Model[Squire]()
	footmen   = builder.Model[Footman]()
	medals    = builder.Model[Medal]()
)
