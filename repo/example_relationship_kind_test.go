package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Add brings the list along; the flush makes the keys and fills them in at both ends.
func Example_relationshipOneToMany() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		foxes := &Band{Name: "Foxes", Albums: []*Album{{Title: "Red"}, {Title: "Burrow"}}}
		if err := errors.Join(s.Add(foxes), s.Commit(ctx)); err != nil {
			return err
		}
		red := foxes.Albums[0]
		fmt.Println(red.BandID == foxes.ID, red.Band == foxes)
		stored(ctx, s, storedAlbums)
		return nil
	})
	// Output:
	// true true
	// Foxes: Burrow, Foxes: Red
}

// A pointer is enough, and so is the field beside it.
func Example_relationshipManyToOne() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		foxes := &Band{Name: "Foxes"}
		if err := errors.Join(s.Add(&Album{Title: "Red", Band: foxes}), s.Commit(ctx)); err != nil {
			return err
		}
		if err := errors.Join(s.Add(&Album{Title: "Burrow", BandID: foxes.ID}), s.Commit(ctx)); err != nil {
			return err
		}
		stored(ctx, s, storedAlbums)
		return nil
	})
	// Output:
	// Foxes: Burrow, Foxes: Red
}

// A foreign key may refer to a column that is unique and not the key.
func Example_relationshipReferences() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err == nil {
		defer engine.Close()
		err = schema.CreateAll(ctx, engine, builder.Model[Land](), builder.Model[Town]())
	}
	norway := &Land{Code: "NO", Towns: []*Town{{Name: "Oslo"}}}
	if err == nil {
		err = engine.Begin(ctx, func(s *repo.Session) error { return s.Add(norway) })
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(norway.Towns[0].LandCode, norway.Towns[0].Land == norway)
	// Output:
	// NO true
}

// A relationship that is only read has a condition and an order of its own; one with delete-orphan owns what it leads to.
func Example_relationshipViewOnly() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	inns := builder.Model[Inn]()
	if err := schema.CreateAll(ctx, engine, inns, builder.Model[Guest](), builder.Model[Sign]()); err != nil {
		log.Fatal(err)
	}
	s := engine.Session()
	defer s.Close()
	inn := &Inn{Guests: []*Guest{{Name: "ann", Nights: 1}, {Name: "bob"}, {Name: "cat", Nights: 9}}, Sign: &Sign{Text: "old"}}
	if err := errors.Join(s.Add(inn), s.Commit(ctx), repo.Load(ctx, s, []*Inn{inn}, &inns.Staying)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(inn.Staying[0].Name, len(inn.Staying), len(inn.Guests))

	old := inn.Sign
	inn.Sign = &Sign{Text: "new"}
	if err := s.Commit(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.State(old), s.State(inn.Sign))
	// Output:
	// cat 2 3
	// detached persistent
}

// Inn shows those of its guests who stay, and has a sign of its own.
type Inn struct {
	ID      int64
	SignID  *int64
	Sign    *Sign    `rel:"belongs-to,cascade=all+delete-orphan"`
	Guests  []*Guest `rel:"has-many"`
	Staying []*Guest `rel:"has-many,viewonly,where=nights > 0,order=nights desc"`
}

// TableName names the table.
func (Inn) TableName() string { return "inns" }

// Guest is at an inn.
type Guest struct {
	ID     int64
	Name   string
	Nights int
	InnID  *int64
}

// TableName names the table.
func (Guest) TableName() string { return "guests" }

// Sign hangs at an inn.
type Sign struct {
	ID   int64
	Text string
}

// TableName names the table.
func (Sign) TableName() string { return "signs" }

// A row may refer to one of several types, by a column with the key and one with the type's name.
func Example_relationshipPolymorphic() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	hikers := builder.Model[Hiker]()
	if err := schema.CreateAll(ctx, engine, hikers, builder.Model[Hut](), builder.Model[Badge]()); err != nil {
		log.Fatal(err)
	}
	ann, hut := &Hiker{ID: 1, Badges: []*Badge{{Text: "swift"}}}, &Hut{ID: 1, Badges: []*Badge{{Text: "warm"}}}
	if err := engine.Begin(ctx, func(s *repo.Session) error { return s.Add(ann, hut) }); err != nil {
		log.Fatal(err)
	}
	fmt.Println(ann.Badges[0].WonType, hut.Badges[0].WonType, hut.Badges[0].WonID)
	found, err := repo.One(ctx, engine, builder.Select(hikers).Load(builder.SelectIn(&hikers.Badges)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(found.Badges), found.Badges[0].Text)
	// Output:
	// hikers hut 1
	// 1 swift
}

// Hiker has badges, as huts have.
type Hiker struct {
	ID     int64
	Badges []*Badge `rel:"has-many,polymorphic=won"`
}

// TableName names the table.
func (Hiker) TableName() string { return "hikers" }

// Hut has badges, as hikers have.
type Hut struct {
	ID     int64
	Badges []*Badge `rel:"has-many,polymorphic=won,polymorphic-value=hut"`
}

// TableName names the table.
func (Hut) TableName() string { return "huts" }

// Badge was won by a hiker or a hut.
type Badge struct {
	ID      int64
	Text    string
	WonID   int64
	WonType string
}

// TableName names the table.
func (Badge) TableName() string { return "badges" }

// Land is known by its code.
type Land struct {
	ID    int64
	Code  string  `db:"code,unique"`
	Towns []*Town `rel:"has-many,references=code"`
}

// TableName names the table.
func (Land) TableName() string { return "lands" }

// Town names its land by that code.
type Town struct {
	ID       int64
	Name     string
	LandCode string
	Land     *Land `rel:"belongs-to,references=code"`
}

// TableName names the table.
func (Town) TableName() string { return "towns" }

// Whoever is replaced is an orphan, and goes.
func Example_relationshipHasOne() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		foxes := &Band{Name: "Foxes", Contract: &Contract{Years: 1}}
		if err := errors.Join(s.Add(foxes), s.Commit(ctx)); err != nil {
			return err
		}
		old := foxes.Contract
		foxes.Contract = &Contract{Years: 5}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(s.State(old), s.State(foxes.Contract))
		stored(ctx, s, "SELECT years FROM contracts")
		return nil
	})
	// Output:
	// detached persistent
	// 5
}

// The rows of the association table are put in and taken out as the lists say, from either end.
func Example_relationshipManyToMany() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		folk, punk := &Style{Name: "folk"}, &Style{Name: "punk"}
		foxes := &Band{Name: "Foxes", Styles: []*Style{folk, punk}}
		if err := errors.Join(s.Add(foxes), s.Commit(ctx)); err != nil {
			return err
		}
		stored(ctx, s, storedStyles)
		foxes.Styles = []*Style{folk}
		punk.Bands = []*Band{{Name: "Owls"}}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		stored(ctx, s, storedStyles)
		return nil
	})
	// Output:
	// Foxes: folk, Foxes: punk
	// Foxes: folk, Owls: punk
}

// An association with columns of its own is an entity whose key is made of two foreign keys.
func Example_relationshipAssociationEntity() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		barn := &Venue{Name: "Barn"}
		foxes := &Band{Name: "Foxes", Gigs: []*Gig{{Venue: barn, Fee: 100}}}
		if err := errors.Join(s.Add(foxes), s.Commit(ctx)); err != nil {
			return err
		}
		gig, err := repo.Get[Gig](ctx, s, foxes.ID, barn.ID)
		if err != nil {
			return err
		}
		gig.Fee = 120
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(barn.Gigs[0] == gig)
		stored(ctx, s, "SELECT b.name || ' at ' || v.name || ' for ' || g.fee FROM gigs g JOIN bands b ON b.id = g.band_id JOIN venues v ON v.id = g.venue_id")
		return nil
	})
	// Output:
	// true
	// Foxes at Barn for 120
}

// A tree is written from its root, in whatever order its parts were added, and deleted from its leaves.
func Example_relationshipTree() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		wheel := &Part{Name: "wheel", Parts: []*Part{{Name: "spoke"}, {Name: "rim"}}}
		bike := &Part{Name: "bike", Parts: []*Part{wheel}}
		if err := errors.Join(s.Add(wheel, bike), s.Commit(ctx)); err != nil {
			return err
		}
		stored(ctx, s, storedParts)
		if err := errors.Join(s.Delete(wheel), s.Commit(ctx)); err != nil {
			return err
		}
		stored(ctx, s, storedParts)
		return nil
	})
	// Output:
	// bike, wheel of bike, spoke of wheel, rim of wheel
	// bike
}

// Two rows that refer to each other: the one that is marked post-update is tied behind.
func Example_relationshipPostUpdate() {
	updates := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if strings.HasPrefix(e.SQL, "UPDATE") {
			fmt.Println(e.SQL)
		}
	})
	onStage(func(ctx context.Context, s *repo.Session) error {
		red := &Album{Title: "Red"}
		foxes := &Band{Name: "Foxes", Albums: []*Album{red}, Hit: red}
		if err := errors.Join(s.Add(foxes), s.Commit(ctx)); err != nil {
			return err
		}
		hit, err := repo.One(ctx, s, builder.Select(bands).Where(builder.NullCol(&bands.HitID).Eq(red.ID)))
		fmt.Println(hit == foxes)
		return err
	}, updates)
	// Output:
	// UPDATE "bands" SET "hit_id" = ? WHERE "id" = ?
	// true
}
