// Package tag is read by a test.
package tag

type Moved struct {
	ID   int64  `gorm:"primaryKey"` // want `Moved has gorm tags and no db tags`
	Name string `gorm:"size:80"`
}

func (Moved) TableName() string { return "moved" }

type Bun struct {
	ID   int64
	Name string `bun:"name,notnull" json:"name"` // want `Bun has bun tags and no db tags.*column of Name`
}

func (Bun) TableName() string { return "bun" }

type Both struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"size:80" db:"name"`
}

func (Both) TableName() string { return "both" }

type Form struct {
	ID int64 `gorm:"primaryKey"`
}

type Plain struct {
	ID   int64
	Name string `json:"name"`
}

func (Plain) TableName() string { return "plain" }

type base struct {
	ID int64 `gorm:"primaryKey"`
}

type deeper struct{ base }

type Embeds struct {
	base // want `Embeds has gorm tags and no db tags.*column of ID`
	Name string
}

func (Embeds) TableName() string { return "embeds" }

type EmbedsDeeper struct {
	Name   string
	deeper // want `EmbedsDeeper has gorm tags and no db tags`
}

func (EmbedsDeeper) TableName() string { return "deeper" }

type mapped struct {
	ID int64 `db:"id,pk" gorm:"primaryKey"`
}

type EmbedsMapped struct {
	mapped
	Name string `gorm:"size:80"`
}

func (EmbedsMapped) TableName() string { return "mapped" }

type Holds struct {
	ID    int64
	Other base `json:"other"`
}

func (Holds) TableName() string { return "holds" }
