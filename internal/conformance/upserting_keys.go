package conformance

import (
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Decal has a key, a name that is unique, and what upserts leave alone.
type Decal struct {
	ID    int64
	Name  string `db:"name,unique"`
	First int    `db:"first,createonly"`
}

// TableName names the table.
func (Decal) TableName() string { return "decals" }

// Booking is a key and nothing else.
type Booking struct {
	Room int64 `db:"room,pk"`
	Day  int64 `db:"day,pk"`
}

// TableName names the table.
func (Booking) TableName() string { return "bookings" }

// Counter is a key and a version.
type Counter struct {
	Name string `db:"name,pk"`
	Rev  int64  `db:"rev,version"`
}

// TableName names the table.
func (Counter) TableName() string { return "counters" }

// UpsertsOfKeysAlone: rows that are there already and have nothing to be written arrive, and stay what they are.
func UpsertsOfKeysAlone(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	decals := builder.Model[Decal]()
	db.create(t, schema.MustOf(decals, builder.Model[Booking](), builder.Model[Counter]()))
	label := builder.Col(&decals.Name)
	db.exec(t, "INSERT INTO decals (name, first) VALUES ('a', 7)")
	db.exec(t, "INSERT INTO bookings (room, day) VALUES (1, 1)")
	db.exec(t, "INSERT INTO counters (name, rev) VALUES ('a', 4)")
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		must(t, repo.UpsertAll(ctx, s, []*Decal{{Name: "a"}, {Name: "b", First: 2}}, label))
		must(t, repo.UpsertAll(ctx, s, []*Decal{{Name: "a"}}, label))
		must(t, repo.UpsertAll(ctx, s, []*Booking{{1, 1}, {1, 2}, {2, 1}}))
		return repo.UpsertAll(ctx, s, []*Counter{{Name: "a"}, {Name: "b"}})
	}))
	expect(t, "decals", all[string](t, db, builder.SelectColumns(label).OrderBy(label)), []string{"a", "b"})
	expect(t, "kept", db.stored(t, "SELECT first FROM decals WHERE name = 'a'"), int64(7))
	expect(t, "bookings", db.stored(t, "SELECT count(*) FROM bookings"), int64(3))
	expect(t, "counted up", db.stored(t, "SELECT rev FROM counters WHERE name = 'a'"), int64(5))
	expect(t, "counted first", db.stored(t, "SELECT rev FROM counters WHERE name = 'b'"), int64(1))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		known := value(repo.Upsert(ctx, s, &Decal{Name: "a"}, label))(t)
		expect(t, "one", known.First, 7)
		expect(t, "one booking", *value(repo.Upsert(ctx, s, &Booking{1, 2}))(t), Booking{1, 2})
		return nil
	}))
}

// Coupon is numbered by the database alone.
type Coupon struct {
	ID   int64  `db:"id,pk,identity"`
	Name string `db:"name,unique"`
}

// TableName names the table.
func (Coupon) TableName() string { return "coupons" }

// Postmark has nothing that an UPDATE writes.
type Postmark struct {
	ID   int64     `db:"id,pk,identity"`
	Name string    `db:"name,unique,createonly"`
	At   time.Time `db:"at,default=now(),onupdate=now(),omitzero"`
}

// TableName names the table.
func (Postmark) TableName() string { return "postmarks" }

// IdentityTakesNoNumbers: a number for a column that the database alone numbers is refused by every door that writes, before anything
// is sent, and zero is numbered.
func IdentityTakesNoNumbers(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	coupons := builder.Model[Coupon]()
	db.create(t, schema.MustOf(coupons))
	id, label := builder.Col(&coupons.ID), builder.Col(&coupons.Name)
	postmarks := builder.Model[Postmark]()
	db.create(t, schema.MustOf(postmarks))
	for range 2 {
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			must(t, repo.UpsertAll(ctx, s, []*Postmark{{Name: "a"}}, builder.Col(&postmarks.Name)))
			return repo.UpsertAll(ctx, s, []*Postmark{{Name: "b"}}, builder.Col(&postmarks.Name))
		}))
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return repo.UpsertAll(ctx, s, []*Postmark{{Name: "c"}}) }))
	expect(t, "postmarks", db.stored(t, "SELECT count(*) FROM postmarks"), int64(3))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		must(t, s.Add(&Coupon{Name: "a"}))
		must(t, s.Flush(ctx))
		must(t, repo.InsertAll(ctx, s, []*Coupon{{Name: "b"}, {Name: "c"}}))
		return repo.UpsertAll(ctx, s, []*Coupon{{Name: "a"}, {Name: "d"}}, label)
	}))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Coupon{Name: "e"}) }, repo.WithKeyPreallocation()))
	expect(t, "numbered", db.stored(t, "SELECT count(*) FROM coupons WHERE id > 0"), int64(5))
	known := value(repo.One(ctx, db, builder.Select(coupons).Where(label.Eq("a"))))(t)
	of := func(stmt builder.Sqlizer) func(s *repo.Session) error {
		return func(s *repo.Session) error { _, err := s.Exec(ctx, stmt); return err }
	}
	numbered := &Coupon{ID: 88, Name: "x"}
	db.log.take()
	for what, write := range map[string]func(s *repo.Session) error{
		"Add":       func(s *repo.Session) error { must(t, s.Add(&Coupon{ID: 88, Name: "x"})); return s.Flush(ctx) },
		"several":   func(s *repo.Session) error { must(t, s.Add(&Coupon{Name: "x"}, &Coupon{ID: 88})); return s.Flush(ctx) },
		"edited":    func(s *repo.Session) error { k := *known; must(t, s.Attach(&k)); k.ID = 88; return s.Flush(ctx) },
		"InsertAll": func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Coupon{{Name: "x"}, numbered}) },
		"UpsertAll": func(s *repo.Session) error { return repo.UpsertAll(ctx, s, []*Coupon{numbered}) },
		"Upsert":    func(s *repo.Session) error { _, err := repo.Upsert(ctx, s, numbered); return err },
		"Values":    of(builder.Insert(coupons).Values(numbered)),
		"Set":       of(builder.Insert(coupons).Set(id.To(88), label.To("x"))),
		"Update":    of(builder.Update(coupons).Set(id.To(88)).Where(label.Eq("a"))),
		"a query":   of(builder.Insert(coupons).FromSelect(builder.SelectColumns(id, label), id, label)),
	} {
		t.Run(what, func(t *testing.T) {
			err := write(db.session(t))
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "Coupon.ID is tagged identity", "leave it zero")
		})
	}
	expect(t, "nothing was sent", db.log.sent(), "")
}
