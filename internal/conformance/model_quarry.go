package conformance

import (
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// Quarry is a tenant: its key, which people give it and may change, is part of all keys below it.
type Quarry struct {
	Code  string  `db:"code,pk"`
	Gangs []*Gang `rel:"has-many,fk=quarry_code,onupdatefk=CASCADE"`
}

// Gang is a quarry's, and is led by another one of the same quarry.
type Gang struct {
	QuarryCode string `db:"quarry_code,pk"`
	No         int64  `db:"no,pk"`
	Size       int64
	LeadNo     *int64
	Quarry     *Quarry  `rel:"belongs-to,fk=quarry_code,onupdatefk=CASCADE"`
	Lead       *Gang    `rel:"belongs-to,fk=quarry_code+lead_no,onupdatefk=CASCADE,deferrable"`
	Led        []*Gang  `rel:"has-many,fk=quarry_code+lead_no,onupdatefk=CASCADE,deferrable"`
	Blasts     []*Blast `rel:"has-many,fk=quarry_code+gang_no,onupdatefk=CASCADE,deferrable"`
}

// Blast is one gang's, and another one of the same quarry may watch it.
type Blast struct {
	ID         int64
	QuarryCode *string
	GangNo     *int64
	WatchNo    *int64
	Size       int64
	Gang       *Gang `rel:"belongs-to,fk=quarry_code+gang_no,onupdatefk=CASCADE,deferrable"`
	Watch      *Gang `rel:"belongs-to,fk=quarry_code+watch_no,onupdatefk=CASCADE,deferrable"`
}

// TableName names the table.
func (Quarry) TableName() string { return "quarries" }

// TableName names the table.
func (Gang) TableName() string { return "gangs" }

// TableName names the table.
func (Blast) TableName() string { return "blasts" }

var (
	quarries = builder.Model[Quarry]()
	gangs    = builder.Model[Gang]()
	blasts   = builder.Model[Blast]()
)

func quarrying() *schema.MetaData { return schema.MustOf(quarries, gangs, blasts) }
