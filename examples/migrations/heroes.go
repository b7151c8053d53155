package main

import (
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// Hero is a row of heroes as the first version of the program has it.
type Hero struct {
	ID   int64  `db:"id,pk"`
	Name string `db:"name"`
}

// TableName names the table.
func (Hero) TableName() string { return "heroes" }

// StrongHero is Hero after a change of the model: what was its name is its alias, and it has a power.
type StrongHero struct {
	ID    int64    `db:"id,pk"`
	Alias string   `db:"alias,was=name"`
	Power *float64 `db:"power,index"`
}

// TableName names the same table.
func (StrongHero) TableName() string { return "heroes" }

var (
	heroes       = builder.Model[Hero]()
	strongHeroes = builder.Model[StrongHero]()

	before = schema.MustOf(heroes)       // the models of the first version
	after  = schema.MustOf(strongHeroes) // and of the second
)
