package sqlxbackend

import (
	"context"
	"database/sql"
	"net/url"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

const (
	postgres = "postgres"
	sqlite   = "sqlite"
)

// database is what a database can do and how it differs, whatever its driver. Of one with nothing but a name the driver alone
// knows.
type database struct {
	name       string
	maxParams  int                  // of a statement; 0: nobody knows
	isolations []sql.IsolationLevel // nil: the driver knows
	local      bool                 // it lives in the program's own process: no answer of it is lost, and connections open one by one

	counted       bool   // the driver says nothing of another number of arguments than placeholders
	countedByPeer bool   // the server does, where there are arguments, in words that repeat some of them
	writeLock     bool   // it has one writer: BEGIN IMMEDIATE takes the lock, and query_only makes a transaction read-only
	deferrable    string // makes a transaction deferrable
	noDeferrable  string // why no transaction is; "": some are
	goneCode      string // of ROLLBACK, where the database has rolled back on its own

	dynamicTypes bool // a column keeps values of any type, and how it was declared says what they mean
	booleans     bool // has booleans, so that numbers are none
	unknownText  bool // types that the driver does not know arrive as the bytes of their text

	bindText  func(text string) error                                                           // refuses text that it cannot keep; nil: none
	bindList  func(list *kit.Column) (any, error)                                               // nil: a JSON list
	bindValue func(value, given any) (any, error)                                               // other values, as they were given; nil: they stay as they are
	onConnect func(ctx context.Context, c backends.Runner, query url.Values, memory bool) error // nil: nothing
}

// databases are those that are known.
var databases = map[string]*database{
	postgres: {
		name: postgres, maxParams: kit.MostParams, countedByPeer: true, deferrable: "SET TRANSACTION DEFERRABLE",
		isolations: []sql.IsolationLevel{
			sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable,
		},
		booleans: true, unknownText: true, bindText: kit.Storable, bindList: arrayLiteral,
	},
	sqlite: {
		name: sqlite, maxParams: sqliteParams, local: true, counted: true, writeLock: true, noDeferrable: "SQLite has no deferrable transactions: leave the option out", goneCode: "1",
		isolations:   []sql.IsolationLevel{sql.LevelSerializable},
		dynamicTypes: true, bindList: func(list *kit.Column) (any, error) { return sqliteList(list) }, bindValue: sqliteValue, onConnect: setPragmas,
	},
}

// databaseOf returns the database of a name.
func databaseOf(name string) *database {
	if known, ok := databases[name]; ok {
		return known
	}
	return &database{name: name}
}

// arrayLiteral returns a list as PostgreSQL writes an array.
func arrayLiteral(list *kit.Column) (any, error) {
	text, err := list.Literal()
	if err == nil {
		err = kit.Storable(text)
	}
	return text, err
}
