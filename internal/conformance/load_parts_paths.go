package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// LoadedPartsLeadOnByEveryPath: an entity of which one path of a query reads some columns has the foreign keys by which another path leads on
// from it, whichever of the two comes to it first.
func LoadedPartsLeadOnByEveryPath(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(setts, badgers))
	one, two := int64(1), int64(2)
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Sett{ID: 1}, &Sett{ID: 2, WithinID: &one}, &Badger{ID: 2, SettID: &two}, &Badger{ID: 3, SettID: &two, MotherID: &one, GuardsID: &one}, &Badger{ID: 1})
	}))
	gone := builder.NullCol(&setts.GoneAt)
	within := map[string]builder.Loading{"a SELECT": builder.SelectIn(&setts.Within), "a join": builder.Joined(&setts.Within)}
	for name, on := range within {
		for _, home := range []builder.Loading{builder.SelectIn(&badgers.Sett), builder.Joined(&badgers.Sett)} {
			back := builder.SelectIn(&setts.Badgers).Then(home.Then(on))
			for _, r := range []repo.Reader{db.session(t), db.Engine} {
				t.Run("below by "+name, func(t *testing.T) {
					list := value(repo.All(ctx, r, builder.Select(badgers).Where(builder.Col(&badgers.ID).Eq(2)).Load(home.Only(gone).Then(back))))(t)
					expect(t, "within", list[0].Sett.Within.ID, int64(1))
				})
			}
			for _, r := range []repo.Reader{db.session(t), db.Engine} {
				t.Run("the rows' own by "+name, func(t *testing.T) {
					list := value(repo.All(ctx, r, builder.Select(setts).Where(builder.Col(&setts.ID).Eq(2)).LoadOnly(gone).Load(back)))(t)
					expect(t, "within", list[0].Within.ID, int64(1))
				})
			}
			t.Run("of entities by "+name, func(t *testing.T) {
				s := db.session(t)
				list := value(repo.All(ctx, s, builder.Select(badgers).Where(builder.Col(&badgers.ID).Eq(2))))(t)
				must(t, repo.Load(ctx, s, list, home.Only(gone).Then(back)))
				expect(t, "within", list[0].Sett.Within.ID, int64(1))
			})
		}
	}
}
