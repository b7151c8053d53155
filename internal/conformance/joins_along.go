package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// leading is a relationship of O beside which others lead to the same table.
type leading[O any] struct {
	name  string
	along func(alias string) builder.Source
	load  builder.Loading
	found func(O) []string // what the field has
	rows  string           // SQL of the owners, and of what they lead to
	back  bool             // another of O's leads back, and fills the field
}

// lead is one row of a judge.
type lead struct{ Owner, Target string }

// JoinsAlongLoad: of several joins of one table ContainsEager takes the one along its relationship, whatever kind that is, in which order
// they stand, and which of them are loaded.
func JoinsAlongLoad(t *testing.T, b Backend) {
	db := b.openPatrons(t)
	db.stock(t)
	t.Run("pointers", func(t *testing.T) {
		eachAlong(t, db, builder.Select(bills), billName, billsLead)
	})
	t.Run("lists and a pointer", func(t *testing.T) {
		eachAlong(t, db, builder.Select(patrons), patronName, patronsLead)
	})
	t.Run("composite keys and associations", func(t *testing.T) {
		eachAlong(t, db, builder.Select(rooms), roomName, roomsLead)
		eachAlong(t, db, builder.Select(guests), guestName, guestsLead)
	})
	t.Run("a table and itself", func(t *testing.T) {
		eachAlong(t, db, builder.Select(folders), folderName, foldersLead)
	})
}

// eachAlong joins along all relationships, and loads each by itself, and all together.
func eachAlong[O any](t *testing.T, db *database, q builder.SelectStmt[*O], name func(*O) string, all []leading[*O]) {
	t.Helper()
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	for _, order := range [][]leading[*O]{all, backwards} {
		joined, every := q, make([]builder.Loading, len(order))
		for i, l := range order {
			joined, every[i] = joined.LeftJoin(l.along(fmt.Sprint("along", i))), l.load
		}
		loadsAlong(t, db, joined.Load(every...), name, all, all)
		for _, l := range all {
			loadsAlong(t, db, joined.Load(l.load), name, all, []leading[*O]{l})
		}
	}
}

// loadsAlong expects that q, in one statement, loads what the database leads to along some of all relationships, and nothing else.
func loadsAlong[O any](t *testing.T, db *database, q builder.SelectStmt[*O], name func(*O) string, all, some []leading[*O]) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	for _, r := range []repo.Reader{s, db.Engine} {
		db.log.take()
		list := value(repo.All(ctx, r, q))(t)
		expect(t, "statements", db.selects(), 1)
		for _, l := range all {
			want, asked := map[string][]string{}, slices.ContainsFunc(some, func(other leading[*O]) bool { return other.name == l.name })
			if l.back && !asked {
				continue
			}
			if asked {
				for _, row := range value(repo.All(ctx, db, builder.As[lead](builder.Text(l.rows))))(t) {
					want[row.Owner] = append(want[row.Owner], row.Target)
				}
			}
			for _, o := range list {
				found := l.found(o)
				slices.Sort(found)
				slices.Sort(want[name(o)])
				expect(t, l.name+" of "+name(o), strings.Join(found, " "), strings.Join(want[name(o)], " "))
			}
		}
	}
	must(t, s.Close())
}

// named returns the names of what a list holds, or a pointer leads to.
func named[T any](name func(*T) string, list ...*T) (names []string) {
	for _, e := range list {
		if e != nil {
			names = append(names, name(e))
		}
	}
	return names
}

func billName(o *Bill) string     { return fmt.Sprint(o.ID) }
func patronName(p *Patron) string { return p.Name }
func roomName(r *Room) string     { return fmt.Sprint(r.Wing, r.Number) }
func guestName(g *Guest) string   { return g.Name }
func folderName(f *Folder) string { return f.Name }

func to[V, T any](field *V) func(string) builder.Source {
	return func(alias string) builder.Source { return builder.Along(field, builder.Alias[T](alias)) }
}

const (
	ofBills   = "SELECT CAST(b.id AS text) AS owner, p.name AS target FROM bills b JOIN patrons p ON p.id = "
	ofPatrons = "SELECT p.name AS owner, CAST(b.id AS text) AS target FROM bills b JOIN patrons p ON p.id = b.patron_id"
	ofRooms   = "SELECT r.wing || CAST(r.number AS text) AS owner, g.name AS target FROM rooms r "
	ofGuests  = "SELECT g.name AS owner, r.wing || CAST(r.number AS text) AS target FROM rooms r "
	staying   = "JOIN stays s ON s.wing = r.wing AND s.number = r.number JOIN guests g ON g.id = s.guest_id"
	living    = "JOIN guests g ON g.wing = r.wing AND g.number = r.number"
)

var (
	billsLead = []leading[*Bill]{
		{"Patron", to[*Patron, Patron](&bills.Patron), builder.ContainsEager(&bills.Patron), func(o *Bill) []string { return named(patronName, o.Patron) }, ofBills + "b.patron_id", false},
		{"Guest", to[*Patron, Patron](&bills.Guest), builder.ContainsEager(&bills.Guest), func(o *Bill) []string { return named(patronName, o.Guest) }, ofBills + "b.guest_id", false},
		{"Ab", to[*Patron, Patron](&bills.Ab), builder.ContainsEager(&bills.Ab), func(o *Bill) []string { return named(patronName, o.Ab) }, ofBills + "b.patron_id AND p.town = 'ulm'", false},
		{"AB", to[*Patron, Patron](&bills.AB), builder.ContainsEager(&bills.AB), func(o *Bill) []string { return named(patronName, o.AB) }, ofBills + "b.guest_id AND p.town = 'bonn'", false},
	}
	patronsLead = []leading[*Patron]{
		{"Orders", to[[]*Bill, Bill](&patrons.Orders), builder.ContainsEager(&patrons.Orders), func(p *Patron) []string { return named(billName, p.Orders...) }, ofPatrons, false},
		{"Open", to[[]*Bill, Bill](&patrons.Open), builder.ContainsEager(&patrons.Open), func(p *Patron) []string { return named(billName, p.Open...) }, ofPatrons + " WHERE status = 'open' AND total > 0", false},
		{"Done", to[[]*Bill, Bill](&patrons.Done), builder.ContainsEager(&patrons.Done), func(p *Patron) []string { return named(billName, p.Done...) }, ofPatrons + " WHERE status = 'done'", false},
		{"Paid", to[*Bill, Bill](&patrons.Paid), builder.ContainsEager(&patrons.Paid), func(p *Patron) []string { return named(billName, p.Paid) }, ofPatrons + " WHERE status = 'paid'", false},
	}
	roomsLead = []leading[*Room]{
		{"Past", to[[]*Guest, Guest](&rooms.Past), builder.ContainsEager(&rooms.Past), func(r *Room) []string { return named(guestName, r.Past...) }, ofRooms + staying, false},
		{"Now", to[[]*Guest, Guest](&rooms.Now), builder.ContainsEager(&rooms.Now), func(r *Room) []string { return named(guestName, r.Now...) }, ofRooms + living, false},
	}
	guestsLead = []leading[*Guest]{
		{"Room", to[*Room, Room](&guests.Room), builder.ContainsEager(&guests.Room), func(g *Guest) []string { return named(roomName, g.Room) }, ofGuests + living, false},
		{"Past", to[[]*Room, Room](&guests.Past), builder.ContainsEager(&guests.Past), func(g *Guest) []string { return named(roomName, g.Past...) }, ofGuests + staying, false},
	}
	foldersLead = []leading[*Folder]{
		{"Parent", to[*Folder, Folder](&folders.Parent), builder.ContainsEager(&folders.Parent), func(f *Folder) []string { return named(folderName, f.Parent) },
			"SELECT f.name AS owner, p.name AS target FROM folders f JOIN folders p ON p.id = f.parent_id", true},
		{"Children", to[[]*Folder, Folder](&folders.Children), builder.ContainsEager(&folders.Children), func(f *Folder) []string { return named(folderName, f.Children...) },
			"SELECT p.name AS owner, f.name AS target FROM folders f JOIN folders p ON p.id = f.parent_id", false},
	}
)
