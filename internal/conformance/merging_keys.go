package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Tour has gigs, whose keys are filled from both ends, and legs, which have a number within it.
type Tour struct {
	ID   int64
	Name string
	Gigs []*Gig `rel:"has-many,cascade=all+delete-orphan"`
	Legs []*Leg `rel:"has-many,cascade=all+delete-orphan"`
}

// Gig is a tour's at a venue.
type Gig struct {
	TourID  int64 `db:"tour_id,pk"`
	VenueID int64 `db:"venue_id,pk"`
	Fee     int
	Venue   *Venue `rel:"belongs-to"`
}

// Venue is where gigs are.
type Venue struct {
	ID   int64
	Name string
}

// Leg is a part of a tour.
type Leg struct {
	TourID int64 `db:"tour_id,pk"`
	Pos    int64 `db:"pos,pk"`
	Text   string
	Tour   *Tour `rel:"belongs-to"`
}

// TableName names the table.
func (Tour) TableName() string { return "tours" }

// TableName names the table.
func (Gig) TableName() string { return "gigs" }

// TableName names the table.
func (Venue) TableName() string { return "venues" }

// TableName names the table.
func (Leg) TableName() string { return "legs" }

var (
	tours  = builder.Model[Tour]()
	gigs   = builder.Model[Gig]()
	venues = builder.Model[Venue]()
	legs   = builder.Model[Leg]()
)

const (
	playedAt = "SELECT name || ':' || fee FROM gigs JOIN venues ON id = venue_id ORDER BY name"
	led      = "SELECT name || ':' || pos || text FROM legs JOIN tours ON id = tour_id ORDER BY name, pos"
)

func gigAt(venue string, fee int) *Gig { return &Gig{Venue: &Venue{Name: venue}, Fee: fee} }

// MergedKeysAreWhole: Merge finds a row by a key whose every part is known. Parts that an owner or a pointer tells are theirs, and
// where these have no keys yet what is merged is new, alike as the other parts may be.
func MergedKeysAreWhole(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, schema.MustOf(tours, gigs, venues, legs).CreateAll(ctx, db.Engine))
	merging := func(forms ...any) {
		t.Helper()
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			for _, form := range forms {
				var err error
				switch form := form.(type) {
				case *Tour:
					_, err = repo.Merge(ctx, s, form)
				case *Gig:
					_, err = repo.Merge(ctx, s, form)
				case *Leg:
					_, err = repo.Merge(ctx, s, form)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}))
	}
	merging(&Tour{ID: 900, Name: "a", Gigs: []*Gig{gigAt("arena", 1), gigAt("barn", 1)}})
	expect(t, "a form with two new ones", listed(t, db, playedAt), "arena:1, barn:1")
	one, two := gigAt("club", 2), gigAt("dome", 3)
	one.TourID, two.TourID = 900, 900
	merging(one, two)
	expect(t, "one after the other", listed(t, db, playedAt), "arena:1, barn:1, club:2, dome:3")

	merging(&Tour{Name: "b", Legs: []*Leg{{Pos: 1, Text: "x"}, {Pos: 2, Text: "y"}}}, &Tour{Name: "c", Legs: []*Leg{{Pos: 1, Text: "z"}}})
	expect(t, "numbered in new owners", listed(t, db, led), "b:1x, b:2y, c:1z")
	merging(&Leg{Pos: 1, Text: "u", Tour: &Tour{Name: "d"}}, &Leg{Pos: 1, Text: "v", Tour: &Tour{Name: "e"}})
	expect(t, "numbered, by pointers to new owners", listed(t, db, led), "b:1x, b:2y, c:1z, d:1u, e:1v")

	db.exec(t, "INSERT INTO tours (id, name) VALUES (0, 'zero')")
	db.exec(t, "INSERT INTO legs (tour_id, pos, text) VALUES (0, 1, 'kept')")
	id := db.stored(t, "SELECT id FROM tours WHERE name = 'b'")
	merging(&Tour{ID: id, Name: "b", Legs: []*Leg{{Pos: 1, Text: "X"}, {Pos: 3, Text: "n"}}})
	expect(t, "a row with zero in its key is another's", listed(t, db, led), "b:1X, b:3n, c:1z, d:1u, e:1v, zero:1kept")

	must(t, db.Begin(ctx, func(s *repo.Session) error {
		pending := gigAt("east", 4)
		pending.TourID = 900
		must(t, s.Add(pending))
		other := gigAt("west", 5)
		other.TourID = 900
		expect(t, "what is pending is another one", value(repo.Merge(ctx, s, other))(t) != pending, true)
		return nil
	}))
	expect(t, "both", listed(t, db, playedAt), "arena:1, barn:1, club:2, dome:3, east:4, west:5")
}
