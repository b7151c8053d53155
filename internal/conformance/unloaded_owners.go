package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// OwnersThatWereExpiredAreReadBeforeTheyAreFollowed: where something beside the key of an owner changes that is referred to, those follow it that
// refer to what it had by then, and not to what it had when it was last seen, which may be another one's.
func OwnersThatWereExpiredAreReadBeforeTheyAreFollowed(t *testing.T, b Backend) {
	g := openGlazed(t, b)
	for bits := range 4 {
		meets, second := bits&1 > 0, bits&2 > 0
		t.Run(fmt.Sprintf("met %v, the second changes %v", meets, second), func(t *testing.T) {
			g.begin(t)
			ctx, s := t.Context(), g.db.session(t)
			one, two := value(repo.Get[Glasshouse](ctx, s, g.n))(t), g.load(t, s)
			must(t, s.Commit(ctx))
			for _, c := range [][2]int64{{one.ID, -g.n}, {two.ID, one.ID}, {one.ID, two.ID}} { // they change places, and their own come along
				g.db.exec(t, fmt.Sprintf("UPDATE glasshouses SET code = 'c%d', spot = %d WHERE id = %d", c[1], c[1], c[0]))
			}
			s.ExpireAll()
			if meets {
				g.meet(t, s, false)
			}
			code, want := fmt.Sprint("new", g.n), fmt.Sprintf("seed %s, tray z%d", g.code(one.ID), one.ID)
			changed := one
			if second {
				changed, want = two, fmt.Sprintf("seed %s, tray y%d", code, g.n+7)
			}
			changed.Code, changed.Zone, changed.Spot = code, "y", g.n+7
			must(t, s.Commit(ctx))
			expect(t, "stored", listed(t, g.db, fmt.Sprintf("SELECT 'seed ' || code FROM seeds WHERE id = %d UNION ALL SELECT 'tray ' || zone || spot FROM trays WHERE id = %d ORDER BY 1", g.n, g.n)), want)
		})
	}
}

// WhatAListHasReadSinceIsItsOwners: where a list was read later than what it shows, which had another owner then, its owner is followed, or taken
// away, as the rows say.
func WhatAListHasReadSinceIsItsOwners(t *testing.T, b Backend) {
	g := openGlazed(t, b)
	for what, do := range map[string]func(t *testing.T, s *repo.Session, two *Glasshouse) string{
		"the key changes": func(_ *testing.T, _ *repo.Session, two *Glasshouse) string {
			code := fmt.Sprint("new", g.n)
			two.ID, two.Code, two.Zone, two.Spot = g.n+7, code, "y", g.n+7
			return g.of(g.n+7, code, "y")
		},
		"the owner goes": func(t *testing.T, s *repo.Session, two *Glasshouse) string {
			must(t, s.Delete(two))
			return g.of(0, "", "")
		},
	} {
		for _, doubted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, doubted again %v", what, doubted), func(t *testing.T) {
				g.begin(t)
				ctx, s := t.Context(), g.db.session(t)
				g.send(t, g.moved(fmt.Sprint(g.n), fmt.Sprintf("'c%d'", g.n)))
				g.meet(t, s, false)
				must(t, s.Commit(ctx))
				g.send(t, g.moved(fmt.Sprint(g.n+1), fmt.Sprintf("'c%d'", g.n+1)))
				two := g.load(t, s)
				if doubted {
					must(t, s.Commit(ctx))
					must(t, s.Refresh(ctx, two))
				}
				want := do(t, s, two)
				must(t, s.Commit(ctx))
				expect(t, "stored", g.stored(t), want)
				expect(t, "held", g.held(t, s), want)
				must(t, s.Close())
			})
		}
	}
}

// WhatAnUpdateTakesAlongIsExpired: after an UPDATE by criteria, or an upsert, of what is referred to, what refers to it is believed anew, which the
// database has taken along: another one may get what it had, and is not followed by it.
func WhatAnUpdateTakesAlongIsExpired(t *testing.T, b Backend) {
	g := openGlazed(t, b)
	id, code := builder.Col(&glasshouses.ID), builder.Col(&glasshouses.Code)
	for what, write := range map[string]func() builder.Sqlizer{
		"by criteria": func() builder.Sqlizer { return builder.Update(glasshouses).Set(code.To("x")).Where(id.Eq(g.n + 1)) },
		"upserted": func() builder.Sqlizer {
			return builder.Insert(glasshouses).Values(&Glasshouse{ID: g.n + 1, Code: "x", Zone: "z", Spot: g.n + 1}).OnConflict(id).DoUpdate(code.ToExcluded())
		},
		"upserted whole": func() builder.Sqlizer {
			return builder.Insert(glasshouses).Values(&Glasshouse{ID: g.n + 1, Code: "x", Zone: "z", Spot: g.n + 1}).OnConflict(id).DoUpdate()
		},
	} {
		t.Run(what, func(t *testing.T) {
			g.begin(t)
			ctx, s := t.Context(), g.db.session(t)
			value(repo.Get[Glasshouse](ctx, s, g.n))(t)
			seed := value(repo.Get[Seed](ctx, s, g.n))(t)
			value(s.Exec(ctx, write()))(t)
			expect(t, "known", s.Loaded(seed, &seed.Code), false)
			one := value(repo.Get[Glasshouse](ctx, s, g.n))(t)
			one.Code = g.code(g.n + 1) // that the other one had
			must(t, s.Commit(ctx))
			one.Code = "one's"
			must(t, s.Commit(ctx))
			expect(t, "stored", listed(t, g.db, fmt.Sprintf("SELECT code FROM seeds WHERE id = %d", g.n)), "x")
			expect(t, "read", *value(repo.Get[Seed](ctx, s, g.n))(t).Code, "x")
			must(t, s.Close())
			g.db.exec(t, fmt.Sprintf("DELETE FROM seeds WHERE id = %d", g.n))
			g.db.exec(t, fmt.Sprintf("UPDATE glasshouses SET code = 'c%d' || id WHERE id IN (%d, %d)", g.n, g.n, g.n+1))
		})
	}
}
