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
