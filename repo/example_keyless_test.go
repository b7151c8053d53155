package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Fame is a row of a view: it has no key, and says so.
type Fame struct {
	_     struct{} `db:",keyless"`
	Power *float64
	Names int64
}

// TableName names the view.
func (Fame) TableName() string { return "fame" }

var fame = builder.Model[Fame]()

// What has no key is read as entities are, and neither tracked nor written.
func Example_keyless() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	view := "CREATE VIEW fame AS SELECT power, count(*) AS names FROM heroes GROUP BY power"
	if _, err := engine.Exec(ctx, builder.Text(view)); err != nil {
		log.Fatal(err)
	}

	s := engine.Session()
	defer s.Close()
	rows, err := repo.All(ctx, s, builder.Select(fame).OrderBy(builder.Col(&fame.Names).Desc()))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range rows {
		fmt.Println(f.Names, f.Power != nil, s.State(f))
	}
	fmt.Println(s.Add(rows[0]))
	// Output:
	// 2 false transient
	// 1 true transient
	// repo: add: invalid request: Fame is keyless, so a session reads it and neither tracks nor writes it: use builder.Insert, Update or Delete
}
