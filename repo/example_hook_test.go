package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/flush"
	"github.com/drey-db/drey/schema"
)

// Pet looks after itself: it is asked before it is written, and told when it was read.
type Pet struct {
	ID    int64  `db:"id,pk"`
	Name  string `db:"name"`
	Owner string `db:"owner"`

	greeting string // no column: unexported fields without a tag are left alone
}

// TableName names the table.
func (Pet) TableName() string { return "pets" }

var pets = builder.Model[Pet]()

// BeforeInsert tidies what somebody typed.
func (p *Pet) BeforeInsert(context.Context) error {
	p.Name = strings.TrimSpace(p.Name)
	return nil
}

// BeforeUpdate sees every change before it is written, and may add to it.
func (p *Pet) BeforeUpdate(context.Context) error {
	p.Name = strings.ToLower(p.Name)
	return nil
}

// BeforeDelete may keep the row.
func (p *Pet) BeforeDelete(context.Context) error {
	if p.Owner != "" {
		return fmt.Errorf("%s belongs to %s", p.Name, p.Owner)
	}
	return nil
}

// Validate has the last word before a row is written.
func (p *Pet) Validate(context.Context) error {
	if p.Name == "" {
		return errors.New("a pet has a name")
	}
	return nil
}

// AfterLoad works out what is not stored.
func (p *Pet) AfterLoad(context.Context) error {
	p.greeting = "hello, " + p.Name
	return nil
}

// openPets returns an engine on a database with a table of pets and gary in it.
func openPets(ctx context.Context) (*repo.Engine, *repo.Session, *Pet) {
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if err := schema.CreateAll(ctx, engine, pets); err != nil {
		log.Fatal(err)
	}
	s, gary := engine.Session(), &Pet{Name: "  gary ", Owner: "spongebob"}
	if err := errors.Join(s.Add(gary), s.Commit(ctx)); err != nil {
		log.Fatal(err)
	}
	return engine, s, gary
}

func ExampleBeforeInserter() {
	engine, s, gary := openPets(context.Background())
	defer engine.Close()
	defer s.Close()
	fmt.Printf("%q\n", gary.Name)
	// Output:
	// "gary"
}

func ExampleBeforeUpdater() {
	ctx := context.Background()
	engine, s, gary := openPets(ctx)
	defer engine.Close()
	defer s.Close()
	gary.Name = "GARY THE SNAIL"
	fmt.Println(s.Flush(ctx), gary.Name)
	// Output:
	// <nil> gary the snail
}

func ExampleBeforeDeleter() {
	ctx := context.Background()
	engine, s, gary := openPets(ctx)
	defer engine.Close()
	defer s.Close()
	fmt.Println(s.Delete(gary))
	fmt.Println(s.Flush(ctx))
	// Output:
	// <nil>
	// repo: flush: before deleting Pet: gary belongs to spongebob
}

func ExampleValidator() {
	ctx := context.Background()
	engine, s, gary := openPets(ctx)
	defer engine.Close()
	defer s.Close()
	gary.Name = ""
	fmt.Println(s.Flush(ctx))
	// Output:
	// repo: flush: before updating Pet: a pet has a name
}

func ExampleAfterLoader() {
	ctx := context.Background()
	engine, s, _ := openPets(ctx)
	defer engine.Close()
	defer s.Close()
	found, err := repo.One(ctx, engine, builder.Select(pets))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.greeting)
	// Output:
	// hello, gary
}

// An audit trail writes what every flush wrote, in the same transaction.
func ExampleSession_Flushed() {
	ctx := context.Background()
	engine, s, gary := openPets(ctx)
	defer engine.Close()
	defer s.Close()
	audited := engine.Session(repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, change := range s.Flushed() {
			fmt.Printf("%s %T %v\n", change.Operation, change.Entity, change.Key)
			for _, c := range change.Columns {
				fmt.Printf("  %s: %v -> %v\n", c.Column, c.Old, c.New)
			}
		}
		return nil
	}}))
	defer audited.Close()
	pet, err := repo.Get[Pet](ctx, audited, gary.ID)
	if err != nil {
		log.Fatal(err)
	}
	pet.Owner = "sandy"
	if err := audited.Add(&Pet{ID: 2, Name: "pearl", Owner: "-"}); err != nil {
		log.Fatal(err)
	}
	if err := audited.Commit(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// update *repo_test.Pet [1]
	//   owner: spongebob -> sandy
	// insert *repo_test.Pet [2]
	//   id: <nil> -> 2
	//   name: <nil> -> pearl
	//   owner: <nil> -> -
}

// Parrot says what became of its row.
type Parrot struct {
	ID   int64
	Name string
	Code string `db:"code,secret"`
}

// TableName names the table.
func (Parrot) TableName() string { return "parrots" }

// AfterWrite is told what was written.
func (p *Parrot) AfterWrite(_ context.Context, c flush.Change) error {
	fmt.Println(c)
	return nil
}

// An entity may be told what a flush wrote of it, old values and new ones.
func ExampleAfterWriter() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, builder.Model[Parrot]()); err != nil {
		log.Fatal(err)
	}

	s := engine.Session()
	defer s.Close()
	polly := &Parrot{ID: 1, Name: "polly", Code: "1234"}
	if err := s.Add(polly); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Commit(ctx))
	polly.Name, polly.Code = "Polly", "5678"
	fmt.Println(s.Commit(ctx))
	// Output:
	// insert Parrot [1]: id NULL -> 1, name NULL -> polly, code NULL -> ***
	// <nil>
	// update Parrot [1]: name polly -> Polly, code *** -> ***
	// <nil>
}
