package conformance

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// unloading is how lists of the second glasshouse, which show everything, are not known any more, or what stands in them is.
type unloading struct {
	undone  bool // they were read of what is undone: else somebody else writes once they were read
	unread  bool // behind it they are as if nobody had ever loaded them
	leaves  bool // rows that are removed are not missed
	options []repo.SessionOption
	before  func(t *testing.T, g *glazed, s *repo.Session)
	unload  func(t *testing.T, g *glazed, s *repo.Session, two *Glasshouse)
}

// unloadings are the ways there are.
func unloadings() map[string]unloading {
	nested := &struct{ *repo.Savepoint }{}
	return map[string]unloading{
		"a rollback":                        {undone: true, unload: func(t *testing.T, _ *glazed, s *repo.Session, _ *Glasshouse) { must(t, s.Rollback(t.Context())) }},
		"a rollback, of one that was there": {undone: true, unread: true, before: knowing, unload: func(t *testing.T, _ *glazed, s *repo.Session, _ *Glasshouse) { must(t, s.Rollback(t.Context())) }},
		"a savepoint's rollback": {undone: true, before: func(t *testing.T, g *glazed, s *repo.Session) {
			value(repo.Count(t.Context(), s, builder.Select(pots)))(t)
			nested.Savepoint = value(s.BeginNested(t.Context()))(t)
		}, unload: func(t *testing.T, _ *glazed, _ *repo.Session, _ *Glasshouse) { must(t, nested.Rollback(t.Context())) }},
		"ExpireAll": {unload: func(_ *testing.T, _ *glazed, s *repo.Session, _ *Glasshouse) { s.ExpireAll() }},
		"Expire": {unload: func(t *testing.T, _ *glazed, s *repo.Session, two *Glasshouse) {
			must(t, s.Expire(append(shownBy(two), two)...))
		}},
		"Expire of what they show": {unload: func(t *testing.T, _ *glazed, s *repo.Session, two *Glasshouse) { must(t, s.Expire(shownBy(two)...)) }},
		"Refresh": {unload: func(t *testing.T, _ *glazed, s *repo.Session, two *Glasshouse) {
			refreshed(t, s, append([]any{two}, shownBy(two)...))
		}},
		"Refresh of what they show": {unload: func(t *testing.T, _ *glazed, s *repo.Session, two *Glasshouse) { refreshed(t, s, shownBy(two)) }},
		"PopulateExisting": {unload: func(t *testing.T, g *glazed, s *repo.Session, two *Glasshouse) {
			must(t, s.Expire(two))
			for _, e := range shownBy(two) {
				must(t, s.Expire(e))
			}
			g.meet(t, s, true)
		}},
		"PopulateExisting of what they show": {leaves: true, unload: func(t *testing.T, g *glazed, s *repo.Session, two *Glasshouse) {
			g.meet(t, s, true)
		}},
		"a write by criteria": {unload: writingNothing},
		"a commit":            {options: []repo.SessionOption{repo.WithExpireOnCommit(true)}},
	}
}

// knowing has the session know the second glasshouse, without its lists, from an earlier transaction.
func knowing(t *testing.T, g *glazed, s *repo.Session) {
	value(repo.Get[Glasshouse](t.Context(), s, g.n+1))(t)
	must(t, s.Commit(t.Context()))
}

// refreshed refreshes entities whose rows may be gone.
func refreshed(t *testing.T, s *repo.Session, entities []any) {
	t.Helper()
	for _, e := range entities {
		if err := s.Refresh(t.Context(), e); err != nil && !errors.Is(err, repo.ErrNotFound) {
			t.Fatal(err)
		}
	}
}

// writingNothing writes every table by criteria that no row meets: only the database knows that.
func writingNothing(t *testing.T, _ *glazed, s *repo.Session, _ *Glasshouse) {
	ctx, none := t.Context(), int64(-1)
	value(s.Exec(ctx, builder.Update(glasshouses).Set(builder.Col(&glasshouses.OverID).To(nil)).Where(builder.Col(&glasshouses.ID).Eq(none))))(t)
	value(s.Exec(ctx, builder.Update(pots).Set(builder.Col(&pots.HouseID).To(nil)).Where(builder.Col(&pots.ID).Eq(none))))(t)
	value(s.Exec(ctx, builder.Update(seeds).Set(builder.Col(&seeds.Code).To(nil)).Where(builder.Col(&seeds.ID).Eq(none))))(t)
	value(s.Exec(ctx, builder.Update(stoves).Set(builder.Col(&stoves.HouseID).To(nil)).Where(builder.Col(&stoves.ID).Eq(none))))(t)
	value(s.Exec(ctx, builder.Update(trays).Set(builder.Col(&trays.Spot).To(nil)).Where(builder.Col(&trays.ID).Eq(none))))(t)
	value(s.Exec(ctx, builder.Update(glassLabels).Set(builder.Col(&glassLabels.OwnerID).To(nil)).Where(builder.Col(&glassLabels.ID).Eq(none))))(t)
}

// shownBy is all that the lists of a glasshouse show.
func shownBy(two *Glasshouse) []any {
	m := metAll{annexes: two.Annexes, pots: two.Pots, seeds: two.Seeds, stoves: []*Stove{two.Stove}, trays: two.Trays, labels: two.Labels}
	return m.all()
}

// ListsThatAreNotLoadedSayNothing: where the key of an owner changes, or what else is referred to, those follow it whose rows lead to it, and
// what its lists show where they are not loaded any more, or what they show was read since, is not believed: what has another owner by then, or
// none, stays where it is.
func ListsThatAreNotLoadedSayNothing(t *testing.T, b Backend) {
	tryUnloaded(t, b, func(u unloaded, _ *testing.T, _ *repo.Session, two *Glasshouse) string {
		code := fmt.Sprint("new", u.n)
		two.ID, two.Code, two.Zone, two.Spot = u.n+7, code, "y", u.n+7
		return u.of(u.n+7, code, "y")
	})
}

// HasOnesThatAreNotLoadedDriveNobodyOut: an owner that is given another one by that one's own pointer, whether or not by its own, lets go of the one that it has by then, and
// not of the one that it had when its has-one was loaded. Nobody is read for that where nobody has loaded it.
func HasOnesThatAreNotLoadedDriveNobodyOut(t *testing.T, b Backend) {
	tryUnloaded(t, b, func(u unloaded, t *testing.T, s *repo.Session, two *Glasshouse) string {
		other := &Stove{ID: u.n + 1, House: two}
		if must(t, s.Add(other)); u.meetsOwner {
			two.Stove = other
		}
		theirs := u.of(u.n+1, u.code(u.n+1), "z")
		if u.by.unread {
			return theirs
		}
		return strings.Replace(theirs, fmt.Sprint("stove ", u.n+1), "stove 0", 1)
	})
}

// unloaded is one case.
type unloaded struct {
	*glazed
	by                unloading
	what              string
	meets, meetsOwner bool // again, before something is done
}

// tryUnloaded unloads lists in every way where everything has gone elsewhere, or stayed, and does something to the second glasshouse, which says
// what is stored where everything had stayed.
func tryUnloaded(t *testing.T, b Backend, do func(u unloaded, t *testing.T, s *repo.Session, two *Glasshouse) string) {
	for how, by := range unloadings() {
		t.Run(how, func(t *testing.T) {
			g := openGlazed(t, b)
			for _, what := range []string{"moved", "let go", "removed", "there"} {
				if by.leaves && what == "removed" {
					continue
				}
				for bits := range 4 {
					u := unloaded{g, by, what, bits&1 > 0, bits&2 > 0}
					t.Run(fmt.Sprintf("%s, met %v, owner met %v", what, u.meets, u.meetsOwner), func(t *testing.T) { u.try(t, do) })
				}
			}
		})
	}
}

// written are the statements after which everything is elsewhere, and what is stored then and stays so.
func (u unloaded) written() (list []string, stored string) {
	switch u.what {
	case "moved":
		return u.moved(fmt.Sprint(u.n), fmt.Sprintf("'c%d'", u.n)), u.of(u.n, u.code(u.n), "z")
	case "let go":
		return u.moved("NULL", "NULL"), u.of(0, "", "z")
	case "removed":
		return u.removed(), ""
	}
	return nil, ""
}

func (u unloaded) try(t *testing.T, do func(u unloaded, t *testing.T, s *repo.Session, two *Glasshouse) string) {
	ctx := t.Context()
	u.begin(t)
	list, want := u.written()
	if u.by.undone {
		u.send(t, list)
	}
	s := u.db.session(t, u.by.options...)
	if u.by.before != nil {
		u.by.before(t, u.glazed, s)
	}
	if u.by.undone {
		for _, sql := range u.given(u.n + 1) {
			value(s.Exec(ctx, builder.Text(sql)))(t)
		}
	}
	two := u.load(t, s)
	if !u.by.undone {
		must(t, s.Commit(ctx))
		u.send(t, list)
	}
	if u.by.unload != nil {
		u.by.unload(t, u.glazed, s, two)
	}
	if u.meets {
		u.meet(t, s, false)
	}
	if u.meetsOwner {
		two = value(repo.Get[Glasshouse](ctx, s, u.n+1))(t)
	}
	stayed := do(u, t, s, two)
	must(t, s.Commit(ctx))
	if u.what == "there" {
		want = stayed
	}
	expect(t, "stored", u.stored(t), want)
	expect(t, "held", u.held(t, s), want)
	must(t, s.Close())
}

// load is the second glasshouse with its lists, which show everything.
func (g *glazed) load(t *testing.T, s *repo.Session) *Glasshouse {
	t.Helper()
	two := value(repo.Get[Glasshouse](t.Context(), s, g.n+1))(t)
	must(t, repo.Load(t.Context(), s, []*Glasshouse{two}, &glasshouses.Annexes, &glasshouses.Pots, &glasshouses.Seeds, &glasshouses.Stove, &glasshouses.Trays, &glasshouses.Labels))
	expect(t, "shown", len(two.Annexes)+len(two.Pots)+len(two.Seeds)+len(two.Trays)+len(two.Labels), 5)
	expect(t, "warmed", two.Stove != nil, true)
	return two
}
