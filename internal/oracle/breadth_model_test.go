package oracle_test

import (
	"database/sql"
	"time"

	"github.com/drey-db/drey/builder"
)

// The second family of models says what the first one cannot: relationships beyond keys, views, rows that are deleted softly,
// structs as columns. Keys are chosen by the program, and an entity is known by type and key: Region#1. breadth.py maps the same
// tables by words of SQLAlchemy's own.

// Region is referred to by its code, which is unique, not its key, and changes.
type Region struct {
	ID       int64      `db:"id,pk,noidentity"`
	Code     string     `db:"code,unique"`
	Size     int64      `db:"size"`
	Villages []*Village `rel:"has-many,references=code,onupdatefk=CASCADE"`
	Castles  []*Castle  `rel:"has-many,references=code,onupdatefk=CASCADE,cascade=all+delete-orphan"`
	Crown    *Crown     `rel:"has-one,references=code,onupdatefk=CASCADE"`
}

// TableName names the table.
func (Region) TableName() string { return "regions" }

// Village is in a region, or in none.
type Village struct {
	ID         int64   `db:"id,pk,noidentity"`
	Size       int64   `db:"size"`
	RegionCode *string `db:"region_code"`
	Region     *Region `rel:"belongs-to,references=code,onupdatefk=CASCADE"`
}

// TableName names the table.
func (Village) TableName() string { return "villages" }

// Castle falls with its region.
type Castle struct {
	ID         int64   `db:"id,pk,noidentity"`
	Size       int64   `db:"size"`
	RegionCode string  `db:"region_code"`
	Region     *Region `rel:"belongs-to,references=code,onupdatefk=CASCADE"`
}

// TableName names the table.
func (Castle) TableName() string { return "castles" }

// Crown is one region's, and has no way back.
type Crown struct {
	ID         int64   `db:"id,pk,noidentity"`
	Size       int64   `db:"size"`
	RegionCode *string `db:"region_code"`
}

// TableName names the table.
func (Crown) TableName() string { return "crowns" }

// Guest has bills, which several fields show.
type Guest struct {
	ID    int64    `db:"id,pk,noidentity"`
	Size  int64    `db:"size"`
	Town  string   `db:"town"`
	Bills []*Bill  `rel:"has-many,fk=guest_id"`
	Open  []*Bill  `rel:"has-many,viewonly,fk=guest_id,where=status = 'open' AND size > 2,order=size desc+id"`
	Done  []*Bill  `rel:"has-many,viewonly,fk=guest_id,where=status = 'done',order=id desc"`
	Last  *Bill    `rel:"has-one,viewonly,fk=guest_id,order=id desc"`
	Near  []*Guest `rel:"has-many,viewonly,fk=town,references=town,where=size > 1"`
	Hosts []*Bill  `rel:"has-many,fk=host_id"`
}

// TableName names the table.
func (Guest) TableName() string { return "guests" }

// Bill is a guest's, and may have a host.
type Bill struct {
	ID      int64  `db:"id,pk,noidentity"`
	Size    int64  `db:"size"`
	Status  string `db:"status"`
	GuestID *int64 `db:"guest_id"`
	HostID  *int64 `db:"host_id"`
	Guest   *Guest `rel:"belongs-to,fk=guest_id"`
	Host    *Guest `rel:"belongs-to,fk=host_id"`
	Local   *Guest `rel:"belongs-to,viewonly,fk=guest_id,where=town = 'ulm'"`
}

// TableName names the table.
func (Bill) TableName() string { return "bills" }

// Human has memos, as a Firm has, and their keys are the same numbers.
type Human struct {
	ID       int64     `db:"id,pk,noidentity"`
	Size     int64     `db:"size"`
	Memos    []*Memo   `rel:"has-many,polymorphic=owner"`
	Portrait *Portrait `rel:"has-one,polymorphic=shown,polymorphic-value=being,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Human) TableName() string { return "humans" }

// Firm has memos, as a Human has.
type Firm struct {
	ID       int64     `db:"id,pk,noidentity"`
	Size     int64     `db:"size"`
	Memos    []*Memo   `rel:"has-many,polymorphic=owner"`
	Portrait *Portrait `rel:"has-one,polymorphic=shown,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Firm) TableName() string { return "firms" }

// Memo is about a human, a firm or nobody.
type Memo struct {
	ID        int64   `db:"id,pk,noidentity"`
	Size      int64   `db:"size"`
	OwnerID   *int64  `db:"owner_id"`
	OwnerType *string `db:"owner_type"`
	Human     *Human  `rel:"belongs-to,polymorphic=owner"`
	Firm      *Firm   `rel:"belongs-to,polymorphic=owner"`
}

// TableName names the table.
func (Memo) TableName() string { return "memos" }

// Portrait shows a human or a firm, and has no way back.
type Portrait struct {
	ID        int64  `db:"id,pk,noidentity"`
	Size      int64  `db:"size"`
	ShownID   int64  `db:"shown_id"`
	ShownType string `db:"shown_type"`
}

// TableName names the table.
func (Portrait) TableName() string { return "portraits" }

// Gadget has a battery of its own, which goes when it is let go.
type Gadget struct {
	ID        int64    `db:"id,pk,noidentity"`
	Size      int64    `db:"size"`
	BatteryID *int64   `db:"battery_id"`
	Battery   *Battery `rel:"belongs-to,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Gadget) TableName() string { return "gadgets" }

// Battery has a cell of its own, which leads back.
type Battery struct {
	ID     int64  `db:"id,pk,noidentity"`
	Size   int64  `db:"size"`
	CellID *int64 `db:"cell_id"`
	Cell   *Cell  `rel:"belongs-to,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Battery) TableName() string { return "batteries" }

// Cell leads back to its battery.
type Cell struct {
	ID      int64    `db:"id,pk,noidentity"`
	Size    int64    `db:"size"`
	Battery *Battery `rel:"has-one"`
}

// TableName names the table.
func (Cell) TableName() string { return "cells" }

// Drawer is deleted softly, with its binders; labels stay without it.
type Drawer struct {
	ID        int64      `db:"id,pk,noidentity"`
	Size      int64      `db:"size"`
	Rev       int64      `db:"rev,version"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Binders   []*Binder  `rel:"has-many,cascade=all"`
	Stamps    []*Stamp   `rel:"has-many"`
}

// TableName names the table.
func (Drawer) TableName() string { return "drawers" }

// Binder is deleted softly, and its sheets for good.
type Binder struct {
	ID        int64        `db:"id,pk,noidentity"`
	Size      int64        `db:"size"`
	DrawerID  int64        `db:"drawer_id"`
	DeletedAt sql.NullTime `db:"deleted_at,softdelete"`
	Drawer    *Drawer      `rel:"belongs-to"`
	Sheets    []*Sheet     `rel:"has-many,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Binder) TableName() string { return "binders" }

// Sheet is a binder's.
type Sheet struct {
	ID       int64   `db:"id,pk,noidentity"`
	Size     int64   `db:"size"`
	BinderID int64   `db:"binder_id"`
	Binder   *Binder `rel:"belongs-to"`
}

// TableName names the table.
func (Sheet) TableName() string { return "sheets" }

// Stamp is in a drawer, or nowhere.
type Stamp struct {
	ID       int64   `db:"id,pk,noidentity"`
	Size     int64   `db:"size"`
	DrawerID *int64  `db:"drawer_id"`
	Drawer   *Drawer `rel:"belongs-to"`
}

// TableName names the table.
func (Stamp) TableName() string { return "stamps" }

// Spot is a place, as columns of whoever has one.
type Spot struct {
	Lat int64  `db:"lat"`
	Lon *int64 `db:"lon"`
}

// Abode is an address, as columns of whoever has one.
type Abode struct {
	Street string  `db:"street"`
	Zip    *string `db:"zip"`
	Spot   Spot    `db:",prefix=at_"`
}

// Client has two addresses, words that are written once, and zeros that are NULL.
type Client struct {
	ID     int64   `db:"id,pk,noidentity"`
	Size   int64   `db:"size"`
	Home   Abode   `db:",prefix=home_"`
	Work   Abode   `db:",prefix=work_"`
	Signed string  `db:"signed,createonly"`
	Nick   string  `db:"nick,nullzero"`
	Points int64   `db:"points,nullzero"`
	Orders []*Deal `rel:"has-many"`
}

// TableName names the table.
func (Client) TableName() string { return "clients" }

// Deal is a client's, and written once.
type Deal struct {
	ID       int64   `db:"id,pk,noidentity"`
	Size     int64   `db:"size"`
	ClientID int64   `db:"client_id,createonly"`
	Client   *Client `rel:"belongs-to"`
}

// TableName names the table.
func (Deal) TableName() string { return "deals" }

// The prototypes, for the queries.
var (
	regions   = builder.Model[Region]()
	villages  = builder.Model[Village]()
	castles   = builder.Model[Castle]()
	crowns    = builder.Model[Crown]()
	guests    = builder.Model[Guest]()
	bills     = builder.Model[Bill]()
	humans    = builder.Model[Human]()
	firms     = builder.Model[Firm]()
	memos     = builder.Model[Memo]()
	portraits = builder.Model[Portrait]()
	gadgets   = builder.Model[Gadget]()
	batteries = builder.Model[Battery]()
	cells     = builder.Model[Cell]()
	drawers   = builder.Model[Drawer]()
	binders   = builder.Model[Binder]()
	sheets    = builder.Model[Sheet]()
	stamps    = builder.Model[Stamp]()
	clients   = builder.Model[Client]()
	deals     = builder.Model[Deal]()
)
