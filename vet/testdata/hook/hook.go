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
