package conformance

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Kin refers to two others of its own table, and to a home.
type Kin struct {
	ID       int64
	MotherID *int64
	FatherID *int64
	HomeID   *int64
	Mother   *Kin  `rel:"belongs-to"`
	Father   *Kin  `rel:"belongs-to"`
	Home     *Home `rel:"belongs-to"`
}

// TableName names the table.
func (Kin) TableName() string { return "kin" }

// Home refers to the one who built it.
type Home struct {
	ID        int64
	BuilderID *int64
	Builder   *Kin `rel:"belongs-to"`
}

// TableName names the table.
func (Home) TableName() string { return "homes" }

// family is new rows, each of which refers to rows that stand before it.
type family struct {
	random *rand.Rand
	kin    []*Kin
	homes  []*Home
	want   []string // what refers to what, by the keys that were given
}

// way draws how one row refers to another: by its pointer, by its field where the key is known, or by both.
func (f *family) way(id int64) (pointer bool, field *int64) {
	way := f.random.IntN(3)
	if id == 0 || way == 0 {
		return true, nil
	}
	return way == 1, &id
}

// grow adds a row with up to three references.
func (f *family) grow(id int64) {
	if len(f.kin) > 0 && f.random.IntN(4) == 0 {
		home, by := &Home{ID: id}, f.kin[f.random.IntN(len(f.kin))]
		pointer, field := f.way(by.ID)
		if home.BuilderID = field; pointer {
			home.Builder = by
		}
		f.want = append(f.want, fmt.Sprintf("home %d by %d", id, by.ID))
		f.homes = append(f.homes, home)
		return
	}
	k := &Kin{ID: id}
	for _, role := range []struct {
		name string
		id   **int64
		of   **Kin
	}{{"mother", &k.MotherID, &k.Mother}, {"father", &k.FatherID, &k.Father}} {
		if len(f.kin) == 0 || f.random.IntN(3) == 0 {
			continue
		}
		other := f.kin[f.random.IntN(len(f.kin))]
		pointer, field := f.way(other.ID)
		if *role.id = field; pointer {
			*role.of = other
		}
		f.want = append(f.want, fmt.Sprintf("%s of %d is %d", role.name, id, other.ID))
	}
	if len(f.homes) > 0 && f.random.IntN(2) == 0 {
		home := f.homes[f.random.IntN(len(f.homes))]
		pointer, field := f.way(home.ID)
		if k.HomeID = field; pointer {
			k.Home = home
		}
		f.want = append(f.want, fmt.Sprintf("%d lives in %d", id, home.ID))
	}
	f.kin = append(f.kin, k)
}

// entities are all rows, in any order.
func (f *family) entities() (all []any) {
	for _, k := range f.kin {
		all = append(all, k)
	}
	for _, h := range f.homes {
		all = append(all, h)
	}
	f.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// FamiliesComeAndGoAtOnce: rows that refer to rows of their own table, twice, and through another one are inserted in an order that the
// foreign keys allow, whether a pointer or a field says to which, and deleted in one.
func FamiliesComeAndGoAtOnce(t *testing.T, b Backend) {
	const stored = "SELECT 'mother of ' || id || ' is ' || mother_id FROM kin WHERE mother_id > 0 UNION ALL SELECT 'father of ' || id || ' is ' || father_id FROM kin WHERE father_id > 0 " +
		"UNION ALL SELECT id || ' lives in ' || home_id FROM kin WHERE home_id > 0 UNION ALL SELECT 'home ' || id || ' by ' || builder_id FROM homes WHERE builder_id > 0 ORDER BY 1"
	db := b.open(t)
	db.create(t, schema.MustOf(builder.Model[Kin](), builder.Model[Home]()))
	ctx := t.Context()
	for seed := range uint64(30) {
		f, given := &family{random: rand.New(rand.NewPCG(seed, 1))}, seed%3 != 0
		for i := range 3 + f.random.IntN(10) {
			id := int64(0)
			if given {
				id = int64(seed)*100 + int64(i) + 1
			}
			f.grow(id)
		}
		s := db.session(t)
		must(t, s.Add(f.entities()...))
		if err := s.Commit(ctx); err != nil {
			t.Fatalf("seed %d, %s: %v", seed, strings.Join(f.want, ", "), err)
		}
		slices.Sort(f.want)
		found := listed(t, db, stored)
		if given {
			expect(t, fmt.Sprint("seed ", seed), found, strings.Join(f.want, ", "))
		}
		expect(t, fmt.Sprint("references of seed ", seed), strings.Count(found, ","), max(0, len(f.want)-1))
		other, rows := db.session(t), []any(nil)
		for _, k := range value(repo.All(ctx, other, builder.Select(builder.Model[Kin]())))(t) {
			rows = append(rows, k)
		}
		for _, h := range value(repo.All(ctx, other, builder.Select(builder.Model[Home]())))(t) {
			rows = append(rows, h)
		}
		f.random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		must(t, other.Delete(rows...))
		must(t, other.Commit(ctx))
	}
}
