package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// giving is a castle that is given to another realm, by which its key changes, and what is done afterwards.
type giving struct{ how, then string }

// RowsTakeTheirOwnAlong: a row whose key holds its parent's is given to another parent, and what refers to it goes along, in memory too.
func RowsTakeTheirOwnAlong(t *testing.T, b Backend) {
	db := b.open(t)
	must(t, schema.MustOf(realms, castles, towers, flags).CreateAll(t.Context(), db.Engine))
	for _, how := range []string{"pointer", "field", "list", "a new realm"} {
		for _, then := range []string{"cut", "pointer", "delete", "delete the tower", "edit"} {
			for bits := range 4 {
				t.Run(fmt.Sprint(how, ", ", then, ", ", bits), func(t *testing.T) { giving{how, then}.try(t, db, bits&1 == 0, bits&2 == 0) })
			}
		}
	}
}

func (g giving) try(t *testing.T, db *database, loaded, committed bool) {
	ctx := t.Context()
	for _, table := range []string{"towers", "castles", "realms"} {
		db.exec(t, "DELETE FROM "+table)
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Realm{Code: "a", Castles: []*Castle{{No: 1, Towers: []*Tower{{ID: 1}, {ID: 2}}}}}, &Realm{Code: "b"})
	}))
	s := db.session(t)
	castle := value(repo.Get[Castle](ctx, s, "a", 1))(t)
	if loaded {
		must(t, repo.Load(ctx, s, []*Castle{castle}, &castles.Towers, &castles.Realm))
	}
	other := value(repo.Get[Realm](ctx, s, "b"))(t)
	g.move(t, s, castle, other)
	must(t, s.Flush(ctx))
	if committed {
		must(t, s.Commit(ctx))
	}
	must(t, repo.Load(ctx, s, []*Castle{castle}, &castles.Towers))
	expect(t, "towers", len(castle.Towers), 2)
	expect(t, "refers to", *castle.Towers[0].RealmCode, castle.RealmCode)
	want := g.after(t, s, castle)
	must(t, s.Commit(ctx))
	got := listed(t, db, "SELECT id || coalesce(realm_code, '-') || coalesce(CAST(castle_no AS text), '-') || name FROM towers ORDER BY id")
	expect(t, "stored", got, want)
	must(t, s.Close())
}

func (g giving) move(t *testing.T, s *repo.Session, castle *Castle, other *Realm) {
	t.Helper()
	switch g.how {
	case "pointer":
		castle.Realm = other
	case "field":
		castle.RealmCode = "b"
	case "list":
		other.Castles = append(other.Castles, castle)
	default:
		castle.Realm = &Realm{Code: "c"}
	}
}

// after does something to a tower or the castle, and returns the towers' rows after it.
func (g giving) after(t *testing.T, s *repo.Session, castle *Castle) string {
	t.Helper()
	first, here := castle.Towers[0], castle.RealmCode+"1"
	switch g.then {
	case "cut":
		castle.Towers = castle.Towers[1:]
	case "pointer":
		first.Castle = nil
	case "delete":
		must(t, s.Delete(castle))
		return "1--, 2--"
	case "delete the tower":
		must(t, s.Delete(first))
		return "2" + here
	default:
		first.Name = "edited"
		return "1" + here + "edited, 2" + here
	}
	return "1--, 2" + here
}
