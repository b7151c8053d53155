package mistakes_test

import (
	"context"

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
