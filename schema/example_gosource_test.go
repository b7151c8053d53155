package schema_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Models of a database that nobody wrote models for.
func ExampleMetaData_GoSource() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = engine.Close() }()
	for _, sql := range []string{
		"CREATE TABLE harbours (code text PRIMARY KEY, depth real NOT NULL CHECK (depth > 0))",
		"CREATE TABLE ships (id integer PRIMARY KEY, name text NOT NULL UNIQUE, home_code text REFERENCES harbours)",
	} {
		if _, err := engine.Exec(ctx, builder.Text(sql)); err != nil {
			log.Fatal(err)
		}
	}
	found, err := schema.Reflect(ctx, engine)
	if err != nil {
		log.Fatal(err)
	}
	source, err := found.GoSource("models")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(source))
	// Output:
	// package models
	//
	// import (
	// 	"github.com/drey-db/drey/builder"
	// 	"github.com/drey-db/drey/schema"
	// )
	//
	// // Prototypes of the tables' rows: addresses of their fields name columns.
	// var (
	// 	Harbours = builder.Model[Harbour]()
	// 	Ships    = builder.Model[Ship]()
	// )
	//
	// // MetaData is the tables.
	// var MetaData = schema.MustOf(Harbours, Ships)
	//
	// // Harbour is a row of harbours.
	// type Harbour struct {
	// 	Code  string  `db:"code,pk"`
	// 	Depth float64 `db:"depth,check=(depth > 0)"`
	// 	Ships []*Ship `rel:"has-many,fk=home_code"`
	// }
	//
	// // TableName names the table.
	// func (Harbour) TableName() string { return "harbours" }
	//
	// // Ship is a row of ships.
	// type Ship struct {
	// 	ID       int64    `db:"id,pk"`
	// 	Name     string   `db:"name,unique"`
	// 	HomeCode *string  `db:"home_code"`
	// 	Home     *Harbour `rel:"belongs-to,fk=home_code"`
	// }
	//
	// // TableName names the table.
	// func (Ship) TableName() string { return "ships" }
}
