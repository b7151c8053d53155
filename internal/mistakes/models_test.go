package mistakes_test

import (
	"context"
	"database/sql/driver"

	"github.com/drey-db/drey/builder"
)

// The types of the chapter: models that are none.
type (
	noKey    struct{ Name string }
	noTable  struct{ ID int64 }
	hidden   struct{ id int64 }
	empty    struct{}
	channels struct {
		ID int64
		C  chan int
	}
	functions struct {
		ID int64
		F  func()
	}
	anything struct {
		ID int64
		V  any
	}
	floatKey struct {
		ID float64
	}
	pointerKey struct {
		ID *int64
	}
	emptyName struct{ ID int64 }
	quotedT   struct{ ID int64 }
	hiddenDB  struct {
		ID   int64
		name string `db:"name"`
	}
	openDefault struct {
		ID    int64
		State string `db:"state,default=open"`
	}
	gormColumn struct {
		ID   int64  `db:"id"`
		Name string `gorm:"size:80;column:full_name"`
	}
	gormLeftOut struct {
		ID   int64  `db:"id"`
		Full string `gorm:"-"`
	}
	bunColumn struct {
		ID   int64  `bun:",pk,autoincrement" db:"id"`
		Name string `bun:"full_name,notnull"`
	}
	gormHook     struct{ ID int64 }
	hookOfNobody struct{ ID int64 }
	writeHook    struct{ ID int64 }
	untypedValue struct {
		ID int64
		V  valuer
	}
)

// lossy loses what it reads.
type lossy struct{ N int64 }

// Value is the number.
func (c lossy) Value() (driver.Value, error) { return c.N, nil }

// Scan reads into a copy.
func (lossy) Scan(any) error { return nil }

// lossyText loses what it reads.
type lossyText struct{ S string }

// MarshalText is the text.
func (c lossyText) MarshalText() ([]byte, error) { return []byte(c.S), nil }

// UnmarshalText reads into a copy.
func (lossyText) UnmarshalText([]byte) error { return nil }

type (
	scansCopies struct {
		ID int64
		V  lossy `db:"v,type=bigint"`
	}
	scansCopiesBehind struct {
		ID int64
		V  *lossy `db:"v,type=bigint"`
	}
	readsCopies struct {
		ID int64
		V  lossyText
	}
	structKeys struct {
		ID int64
		V  map[struct{ X int }]string
	}
	keysInside struct {
		ID int64
		V  []struct{ Names map[float64]string }
	}
)

func (scansCopies) TableName() string       { return "t" }
func (scansCopiesBehind) TableName() string { return "t" }
func (readsCopies) TableName() string       { return "t" }
func (structKeys) TableName() string        { return "t" }
func (keysInside) TableName() string        { return "t" }

func (noKey) TableName() string        { return "t" }
func (hidden) TableName() string       { return "t" }
func (empty) TableName() string        { return "t" }
func (channels) TableName() string     { return "t" }
func (functions) TableName() string    { return "t" }
func (anything) TableName() string     { return "t" }
func (floatKey) TableName() string     { return "t" }
func (pointerKey) TableName() string   { return "t" }
func (emptyName) TableName() string    { return "" }
func (quotedT) TableName() string      { return `"t"` }
func (hiddenDB) TableName() string     { return "t" }
func (untypedValue) TableName() string { return "t" }
func (gormHook) TableName() string     { return "t" }
func (gormColumn) TableName() string   { return "t" }
func (gormLeftOut) TableName() string  { return "t" }
func (bunColumn) TableName() string    { return "t" }
func (openDefault) TableName() string  { return "t" }
func (hookOfNobody) TableName() string { return "t" }
func (writeHook) TableName() string    { return "t" }

func (*gormHook) BeforeUpdate(*world) error             { return nil }
func (hookOfNobody) BeforeInsert() error                { return nil }
func (*writeHook) AfterWrite(ctx context.Context) error { return ctx.Err() }

var ofModels = []mistake{
	{"no key", mapped[noKey], "noKey", `mark its fields with db:"name,pk"`},
	{"no TableName", mapped[noTable], "noTable", "add func (noTable) TableName() string"},
	{"no exported field", mapped[hidden], "hidden", "export a field"},
	{"no field", mapped[empty], "empty", "export a field"},
	{"a channel", mapped[channels], "channels C", "leave it out with"},
	{"a function", mapped[functions], "functions F", "leave it out with"},
	{"a Scan of a copy", mapped[scansCopies], "scansCopies V Scan", "give it a pointer receiver, *lossy"},
	{"a Scan of a copy behind a pointer", mapped[scansCopiesBehind], "scansCopiesBehind V Scan", "give it a pointer receiver, *lossy"},
	{"an UnmarshalText of a copy", mapped[readsCopies], "readsCopies V UnmarshalText", "give it a pointer receiver, *lossyText"},
	{"a map by structs", mapped[structKeys], "structKeys V map", "make its keys strings or integers"},
	{"a map by fractions in a list of structs", mapped[keysInside], "keysInside V Names", "make its keys strings or integers"},
	{"an any", mapped[anything], "anything V", "give it a concrete type"},
	{"a key that is a float", mapped[floatKey], "floatKey ID", "make it an integer"},
	{"a key that is a pointer", mapped[pointerKey], "pointerKey ID", "make it an integer"},
	{"an empty table name", mapped[emptyName], "emptyName", "name a table"},
	{"a quoted table name", mapped[quotedT], "quotedT", "without quotes"},
	{"a db tag of a field that is not exported", mapped[hiddenDB], "hiddenDB name", "export it"},
	{"a Valuer without type=", mapped[untypedValue], "untypedValue V", "tag it type=..."},
	{"a default without quotes", mapped[openDefault], "openDefault State", "write default='open'"},
	{"a column's name in a gorm tag alone", mapped[gormColumn], "gormColumn Name gorm name", `write db:"full_name"`},
	{"a field that gorm leaves out", mapped[gormLeftOut], "gormLeftOut Full", `write db:"-"`},
	{"a column's name in a bun tag alone", mapped[bunColumn], "bunColumn Name bun", `write db:"full_name"`},
	{"a hook of GORM's", mapped[gormHook], "gormHook BeforeUpdate", "make it func (*gormHook) BeforeUpdate(ctx context.Context) error"},
	{"a hook without a context", mapped[hookOfNobody], "hookOfNobody BeforeInsert", "make it func (*hookOfNobody) BeforeInsert(ctx context.Context) error"},
	{"AfterWrite of another type", mapped[writeHook], "writeHook AfterWrite", "AfterWrite(ctx context.Context, change flush.Change) error"},
	{"Model of a pointer", mapped[*Hero], "Hero", "without the star"},
	{"Model of a number", mapped[int], "int", "name a struct"},
	{"Model of a list", mapped[[]Hero], "Hero", "name a struct"},
	{"Model once more under another name", func(*world) error { return second(modelled[Hero](builder.TableName("others"))) }, "Hero", "give its names where it is mapped first"},
}
