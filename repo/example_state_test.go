package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// sandyIn reads one hero in a session of the engine.
func sandyIn(ctx context.Context, engine *repo.Engine, opts ...repo.SessionOption) (*repo.Session, *Hero) {
	s := engine.Session(opts...)
	sandy, err := repo.One(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		log.Fatal(err)
	}
	return s, sandy
}

// A deleted entity stays in the session until the commit.
func ExampleSession_Delete() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	fmt.Println(s.Delete(sandy), s.State(sandy))
	fmt.Println(s.Flush(ctx), s.State(sandy))
	fmt.Println(s.Commit(ctx), s.State(sandy))
	// Output:
	// <nil> persistent
	// <nil> deleted
	// <nil> detached
}

// What a session holds is told without asking the database.
func ExampleSession_Dirty() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	if err := s.Add(&Hero{Name: "gary"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(s.New()), len(s.Dirty()), s.IsModified(sandy))
	sandy.Name = "Sandy Cheeks"
	fmt.Println(len(s.New()), len(s.Dirty()), s.IsModified(sandy))
	sandy.Name = "sandy"
	fmt.Println(len(s.New()), len(s.Dirty()), s.IsModified(sandy))
	// Output:
	// 1 0 false
	// 1 1 true
	// 1 0 false
}

// An entity that came from elsewhere, a cache or a form, is attached: later changes are written.
func ExampleSession_Attach() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	sandy, err := repo.One(ctx, engine, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy"))) // untracked
	if err != nil {
		log.Fatal(err)
	}

	s := engine.Session()
	defer s.Close()
	fmt.Println(s.State(sandy), s.Attach(sandy), s.State(sandy))
	sandy.Power = nil
	fmt.Println(s.Commit(ctx))
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes).Where(builder.NullCol(&heroes.Power).IsNull())))
	// Output:
	// transient <nil> persistent
	// <nil>
	// 3 <nil>
}

// An expunged entity keeps its values, and the session no longer writes them.
func ExampleSession_Expunge() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	sandy.Name = "private"
	fmt.Println(s.Expunge(sandy), s.State(sandy), sandy.Name)
	fmt.Println(s.Commit(ctx))
	fmt.Println(repo.Exists(ctx, engine, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("private"))))
	// Output:
	// <nil> detached private
	// <nil>
	// false <nil>
}

// Refresh reads a row again and drops local edits; Expire lets the next read do so.
func ExampleSession_Refresh() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	if _, err := s.Exec(ctx, builder.Text("UPDATE heroes SET power = 12 WHERE name = 'sandy'")); err != nil {
		log.Fatal(err)
	}
	sandy.Name = "mine"
	fmt.Println(s.Refresh(ctx, sandy, &sandy.Power), sandy.Name, *sandy.Power)
	fmt.Println(s.Refresh(ctx, sandy), sandy.Name, *sandy.Power)
	fmt.Println(s.Expire(sandy))
	again, err := repo.Get[Hero](ctx, s, sandy.ID)
	fmt.Println(again == sandy, err)
	// Output:
	// <nil> mine 12
	// <nil> mine 12
	// <nil>
	// true <nil>
}

// Set lets the database work out a value, and the field holds it afterwards.
func ExampleSession_Set() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	err = s.Set(sandy, &sandy.Power, builder.NullCol(&heroes.Power).Add(0.5))
	fmt.Println(*sandy.Power, err)
	err = s.Commit(ctx)
	fmt.Println(*sandy.Power, err)
	err = errors.Join(s.Set(sandy, &sandy.Power, builder.Null()), s.Commit(ctx))
	fmt.Println(sandy.Power == nil, err)
	// Output:
	// 9.5 <nil>
	// 10 <nil>
	// true <nil>
}

// Memo is deleted softly.
type Memo struct {
	ID        int64
	Text      string
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
}

// TableName names the table.
func (Memo) TableName() string { return "memos" }

var memos = builder.Model[Memo]()

// A softly deleted row is left out by reads, until it is purged.
func ExampleSession_Purge() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, memos); err != nil {
		log.Fatal(err)
	}
	s := engine.Session()
	defer s.Close()
	memo := &Memo{Text: "call the plumber"}
	tell := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
		seen, err := repo.Count(ctx, s, builder.Select(memos))
		if err != nil {
			log.Fatal(err)
		}
		all, err := repo.Count(ctx, s, builder.Select(memos).Unfiltered())
		fmt.Println(seen, "of", all, err)
	}
	tell(s.Add(memo))
	tell(s.Delete(memo))
	if err := s.Commit(ctx); err != nil {
		log.Fatal(err)
	}
	if memo, err = repo.Get[Memo](ctx, s, memo.ID, repo.Unfiltered()); err != nil {
		log.Fatal(err)
	}
	tell(s.Purge(memo))
	// Output:
	// 1 of 1 <nil>
	// 0 of 1 <nil>
	// 0 of 0 <nil>
}
