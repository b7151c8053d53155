package conformance

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// UniqueColumnsAreReferredTo: a foreign key refers to a column that is unique and not the key: children get what the parent has
// there, also where the database makes it, and are found by it.
func UniqueColumnsAreReferredTo(t *testing.T, b Backend) {
	db := b.openCountries(t)
	ctx, s := t.Context(), db.session(t)
	oslo, bergen := &City{Name: "oslo"}, &City{Name: "bergen"}
	no := &Country{Code: "NO", Cities: []*City{oslo, bergen}, Capital: &Capital{Name: "oslo"}, Ports: []*Port{{Name: "narvik"}}}
	t.Run("filled, led back", func(t *testing.T) {
		lund := &City{Name: "lund", Country: &Country{Code: "SE"}}
		must(t, s.Add(no, lund))
		must(t, s.Commit(ctx))
		expect(t, "filled: *oslo.CountryCode", *oslo.CountryCode, "NO")
		expect(t, "filled: *lund.CountryCode", *lund.CountryCode, "SE")
		expect(t, "filled: no.Capital.CountryCode", no.Capital.CountryCode, "NO")
		expect(t, "filled: *no.Ports[0].CountryToken == no.Token", *no.Ports[0].CountryToken == no.Token, true)
		expect(t, "filled: no.Token != uuid.Nil", no.Token != uuid.Nil, true)
		expect(t, "led back: oslo.Country == no", oslo.Country == no, true)
		expect(t, "led back: no.Capital.Country == no", no.Capital.Country == no, true)
		expect(t, "led back: s.Dirty()", s.Dirty(), []any(nil))
	})
	must(t, s.Close())
	t.Run("lists, and back", func(t *testing.T) {
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			list := value(repo.All(ctx, r, byCode.Load(builder.SelectIn(&countries.Cities), builder.Joined(&countries.Capital), builder.SelectIn(&countries.Ports))))(t)
			expect(t, "lists: cityNames(list[0].Cities)", cityNames(list[0].Cities), []string{"bergen", "oslo"})
			expect(t, "lists: cityNames(list[1].Cities)", cityNames(list[1].Cities), []string{"lund"})
			expect(t, "lists: list[0].Capital.Name", list[0].Capital.Name, "oslo")
			expect(t, "lists: list[1].Capital", list[1].Capital, (*Capital)(nil))
			expect(t, "lists: number of list[0].Ports", len(list[0].Ports), 1)
			expect(t, "lists: list[1].Ports != nil", list[1].Ports != nil, true)
			expect(t, "and back", list[0].Cities[0].Country == list[0], true)
			only := value(repo.All(ctx, r, builder.Select(countries).LoadOnly(builder.Col(&countries.ID)).Where(builder.Col(&countries.Code).Eq("NO")).Load(builder.SelectIn(&countries.Cities))))(t)
			expect(t, "what is referred to is read along", len(only[0].Cities), 2)
		}
	})
	t.Run("lists of whom nobody knows the code are not asked", func(t *testing.T) { unknownCodesAreNotAsked(t, db) })
	s = db.session(t)
	t.Run("what a foreign key gets is read before", func(t *testing.T) {
		part := value(repo.One(ctx, s, builder.Select(countries).LoadOnly(builder.Col(&countries.ID)).Where(builder.Col(&countries.Code).Eq("SE"))))(t)
		malmo, ystad := &City{Name: "malmo"}, &City{Name: "ystad", Country: part}
		part.Cities = append(part.Cities, malmo)
		must(t, s.Add(ystad))
		must(t, s.Flush(ctx))
		expect(t, "what a foreign key gets is read before: *malmo.CountryCode", *malmo.CountryCode, "SE")
		expect(t, "what a foreign key gets is read before: *ystad.CountryCode", *ystad.CountryCode, "SE")
		expect(t, "what a foreign key gets is read before: part.Code", part.Code, "SE")
	})
	t.Run("ones, has", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		for _, path := range []builder.Loading{builder.SelectIn(&cities.Country), builder.Joined(&cities.Country)} {
			all := value(repo.All(ctx, db.session(t), builder.Select(cities).OrderBy(builder.Col(&cities.Name).Asc()).Load(path)))(t)
			expect(t, "ones: all[0].Country.Code", all[0].Country.Code, "NO")
			expect(t, "ones: all[0].Country == all[2].Country", all[0].Country == all[2].Country, true)
			expect(t, "ones: all[1].Country.Code", all[1].Country.Code, "SE")
		}
		with := builder.Select(countries).Where(builder.Has(&countries.Cities, builder.Col(&cities.Name).Eq("lund")))
		expect(t, "has", value(repo.One(ctx, db, with))(t).Code, "SE")
	})
	t.Run("joined, of a parent", func(t *testing.T) {
		joined := byCode.Join(&countries.Cities).Where(builder.Col(&cities.Name).Eq("oslo"))
		expect(t, "joined", value(repo.One(ctx, db, joined))(t).Code, "NO")
		expect(t, "of a parent", value(repo.Count(ctx, db, builder.Select(cities).Where(builder.WithParent(&countries.Cities, no))))(t), int64(2))
	})
}

func unknownCodesAreNotAsked(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	some := builder.Select(countries).LoadOnly(builder.Col(&countries.Token)).Where(builder.Col(&countries.Code).Eq("NO"))
	country := value(repo.One(ctx, s, some))(t)
	list := value(repo.Collection(s, country, &country.Cities))(t)
	_, err := repo.All(ctx, s, list.Query())
	refused(t, err, repo.ErrNotLoaded)
	says(t, err, "Country.Cities needs Country.Code", "refresh it")
	must(t, s.Refresh(ctx, country))
	counted(t, s, list.Query(), 2)
	must(t, s.Close())
}

// ReferredColumnsChange: whoever refers to a unique column follows it, moves, is left without, or goes.
func ReferredColumnsChange(t *testing.T, b Backend) {
	db := b.openCountries(t)
	ctx, s := t.Context(), db.session(t)
	oslo, lund := &City{Name: "oslo"}, &City{Name: "lund"}
	no, se := &Country{Code: "NO", Cities: []*City{oslo}}, &Country{Code: "SE", Cities: []*City{lund}}
	must(t, s.Add(no, se))
	must(t, s.Commit(ctx))
	at := func(name, code string) int64 {
		return db.stored(t, "SELECT count(*) FROM cities WHERE name = :name AND country_code = :code", map[string]any{"name": name, "code": code})
	}
	no.Code = "NOR"
	must(t, s.Commit(ctx))
	expect(t, "followed: *oslo.CountryCode", *oslo.CountryCode, "NOR")
	expect(t, "followed: at(\"oslo\", \"NOR\")", at("oslo", "NOR"), int64(1))
	expect(t, "followed: s.Dirty()", s.Dirty(), []any(nil))
	lund.Country = no
	must(t, s.Commit(ctx))
	expect(t, "moved: *lund.CountryCode", *lund.CountryCode, "NOR")
	expect(t, "moved: at(\"lund\", \"NOR\")", at("lund", "NOR"), int64(1))
	expect(t, "moved: number of no.Cities", len(no.Cities), 2)
	expect(t, "moved: number of se.Cities", len(se.Cities), 0)
	se.Code, oslo.Country = "SWE", se
	must(t, s.Commit(ctx))
	expect(t, "moved to another value: *oslo.CountryCode", *oslo.CountryCode, "SWE")
	expect(t, "moved to another value: at(\"oslo\", \"SWE\")", at("oslo", "SWE"), int64(1))
	code := "NOR"
	oslo.CountryCode = &code
	must(t, s.Commit(ctx))
	expect(t, "by its field: oslo.Country == no || oslo.Country == nil", oslo.Country == no || oslo.Country == nil, true)
	expect(t, "by its field: at(\"oslo\", \"NOR\")", at("oslo", "NOR"), int64(1))
	no.Cities = []*City{oslo}
	must(t, s.Commit(ctx))
	expect(t, "let go: lund.CountryCode", lund.CountryCode, (*string)(nil))
	expect(t, "let go: lund.Country", lund.Country, (*Country)(nil))

	no.Capital = &Capital{Name: "one"}
	must(t, s.Commit(ctx))
	no.Capital = &Capital{Name: "two"}
	must(t, s.Commit(ctx))
	expect(t, "replaced", db.stored(t, "SELECT count(*) FROM capitals WHERE name = 'two' AND country_code = 'NOR'"), int64(1))
	no.Code = "N"
	refused(t, s.Commit(ctx), repo.ErrForeignKeyViolation) // of the capital, whose foreign key says nothing of it
	must(t, s.Rollback(ctx))
	expect(t, "as it was", no.Code, "NOR")
	must(t, s.Close())

	own := db.session(t)
	must(t, own.Delete(value(repo.One(ctx, own, builder.Select(countries).Where(builder.Col(&countries.Code).Eq("NOR"))))(t)))
	must(t, own.Commit(ctx))
	expect(t, "left without", []int64{db.stored(t, "SELECT count(*) FROM cities WHERE country_code IS NULL"), db.stored(t, "SELECT count(*) FROM capitals")}, []int64{2, 0})
}

// NewReferredValuesAreTaken: who names the new value of a unique column by its field, in the flush that gives it to a row, belongs to that row
// from then on, at both ends.
func NewReferredValuesAreTaken(t *testing.T, b Backend) {
	db := b.openCountries(t)
	ctx := t.Context()
	for i, from := range []string{"another one", "none", "one that has others"} {
		s := db.session(t)
		name := func(code string) string { return fmt.Sprint(code, i) }
		city, other := &City{Name: "city"}, &City{Name: "other"}
		to, was := &Country{Code: name("A")}, &Country{Code: name("Q")}
		if from != "none" {
			was.Cities = []*City{city}
		}
		if from == "one that has others" {
			to.Cities = []*City{other}
		}
		must(t, s.Add(to, was, city, other))
		must(t, s.Commit(ctx))
		code := name("B")
		to.Code, city.CountryCode = code, &code
		must(t, s.Commit(ctx))
		expect(t, "stored, from "+from, db.stored(t, "SELECT count(*) FROM cities WHERE name = 'city' AND country_code = '"+code+"'"), int64(1))
		expect(t, "the pointer, from "+from, city.Country == to, true)
		expect(t, "the list, from "+from, slices.Contains(to.Cities, city), true)
		expect(t, "the former list, from "+from, len(was.Cities), 0)
		must(t, s.Delete(to))
		must(t, s.Commit(ctx))
		expect(t, "left without, from "+from, city.CountryCode, (*string)(nil))
		must(t, s.Close())
	}
}
