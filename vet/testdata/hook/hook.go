// Package hook is read by a test.
package hook

import (
	"context"

	"github.com/drey-db/drey/repo/flush"
)

type Wrong struct{ ID int64 }

func (Wrong) TableName() string { return "wrong" }

func (*Wrong) BeforeInsert() error                        { return nil }  // want `nobody calls BeforeInsert of Wrong, which is func\(\) error: make it func \(\*Wrong\) BeforeInsert\(ctx context.Context\) error`
func (Wrong) BeforeUpdate(context.Context)                {}              // want `nobody calls BeforeUpdate of Wrong`
func (*Wrong) BeforeDelete(context.Context, string) error { return nil }  // want `nobody calls BeforeDelete of Wrong`
func (*Wrong) AfterWrite(context.Context) error           { return nil }  // want `AfterWrite\(ctx context.Context, change flush.Change\) error`
func (*Wrong) AfterLoad(ctx context.Context) bool         { return true } // want `nobody calls AfterLoad of Wrong`
func (*Wrong) Validate() error                            { return nil }  // want `make it func \(\*Wrong\) Validate\(ctx context.Context\) error`

type Right struct{ ID int64 }

func (*Right) TableName() string { return "right" }

func (*Right) BeforeInsert(context.Context) error             { return nil }
func (Right) AfterLoad(context.Context) error                 { return nil }
func (*Right) AfterWrite(context.Context, flush.Change) error { return nil }
func (*Right) Validate(context.Context) error                 { return nil }
func (*Right) BeforeCreate() error                            { return nil } // one's own name

type Form struct{ Name string }

func (Form) Validate() error     { return nil } // no entity
func (Form) BeforeInsert() error { return nil }

type Meant struct{ ID int64 }

func (Meant) TableName() string { return "meant" }

func (Meant) Validate() error { return nil } //nolint:dreyhook // called by hand

type Moved struct{ ID int64 }

func (Moved) TableName() string { return "moved" }

func (*Moved) BeforeCreate(ctx context.Context) error         { return nil } // want `nobody calls BeforeCreate of Moved, a hook of another library: make it func \(\*Moved\) BeforeInsert\(ctx context.Context\) error`
func (*Moved) BeforeSave(ctx context.Context) error           { return nil } // want `make it func \(\*Moved\) Validate`
func (*Moved) AfterFind(ctx context.Context) (err error)      { return nil } // want `make it func \(\*Moved\) AfterLoad`
func (*Moved) AfterUpdate(ctx context.Context) error          { return nil } // want `AfterWrite\(ctx context.Context, change flush.Change\) error`
func (*Moved) AfterInsert(ctx context.Context) error          { return nil } // want `AfterWrite`
func (*Moved) AfterScanRow(ctx context.Context) error         { return nil } // want `AfterLoad`
func (*Moved) AfterSave(ctx context.Context, by string) error { return nil } // one's own
func (*Moved) AfterCreate(ctx context.Context) bool           { return true }
func (*Moved) BeforeScanRow()                                 {}
func (*Moved) BeforeSelect(ctx context.Context) error         { return nil }

type Called struct{ ID int64 }

func (*Called) TableName() string { return "called" }

func (*Called) BeforeSave(ctx context.Context) error  { return nil } // called below
func (*Called) AfterDelete(ctx context.Context) error { return nil } // called by an interface
func (*Called) Validate() error                       { return nil } // called below
func (*Called) AfterSave(ctx context.Context) error   { return nil } // want `nobody calls AfterSave of Called`

type afterDeleter interface {
	AfterDelete(ctx context.Context) error
	AfterSave(ctx context.Context, by string) error
}

func save(ctx context.Context, c *Called, all []any) error {
	for _, one := range all {
		if a, ok := one.(afterDeleter); ok {
			_ = a.AfterDelete(ctx)
		}
	}
	if err := c.Validate(); err != nil {
		return err
	}
	return c.BeforeSave(ctx)
}

type stamped struct{}

func (*stamped) BeforeUpdate() error                    { return nil }
func (*stamped) AfterSave(context.Context) error        { return nil }
func (*stamped) Validate() error                        { return nil } // of itself
func (*stamped) BeforeDelete(ctx context.Context) error { return nil }

type Embeds struct {
	ID      int64
	stamped // want `nobody calls BeforeUpdate of Embeds, which is func\(\) error` `nobody calls AfterSave of Embeds, a hook of another library`
}

func (Embeds) TableName() string { return "embeds" }

type EmbedsEntity struct {
	Wrong
	Name string
}

func (EmbedsEntity) TableName() string { return "embedding" }

type Overrides struct {
	ID int64
	stamped
}

func (Overrides) TableName() string                   { return "overrides" }
func (*Overrides) BeforeUpdate(context.Context) error { return nil }
func (*Overrides) AfterSave()                         {}

type Misspelt struct {
	ID   int64
	Name string
	At   struct{ Day int }
	Tags []string
}

func (Misspelt) TableName() string { return "misspelt" }

func (*Misspelt) Beforeupdate(context.Context) error             { return nil } // want `nobody calls Beforeupdate of Misspelt: a hook is called BeforeUpdate, in these letters`
func (*Misspelt) Afterwrite(context.Context, flush.Change) error { return nil } // want `a hook is called AfterWrite`
func (*Misspelt) VALIDATE(context.Context) error                 { return nil } // want `a hook is called Validate`
func (*Misspelt) Beforedelete(string) error                      { return nil }
func (*Misspelt) afterLoad(context.Context) error                { return nil } // called below

func (m *Misspelt) load(ctx context.Context) error { return m.afterLoad(ctx) }

type Copied struct {
	ID   int64
	Name string
	At   struct{ Day int }
	Tags []string
	Next *Copied
}

func (Copied) TableName() string { return "copied" }

func (c Copied) BeforeInsert(context.Context) error {
	c.Name = "x"     // want `BeforeInsert of Copied sets a field of a copy: make it func \(c \*Copied\) BeforeInsert\(ctx context.Context\) error`
	c.At.Day++       // want `sets a field of a copy`
	c.Tags[0] = "a"  // of a list that both have
	c.Next.Name = "" // of another
	other := Copied{}
	other.Name = c.Name
	return nil
}

func (c Copied) Validate(context.Context) error {
	c.Name = "for itself"
	return nil
}

func (c *Copied) BeforeUpdate(context.Context) error {
	c.Name = "x"
	return nil
}

func (c Copied) AfterLoad(context.Context) error {
	c = Copied{}
	return nil
}
