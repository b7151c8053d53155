package conformance

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Passport has a column of each kind of which somebody else may make the value, none of them in its key.
type Passport struct {
	ID    int64
	Name  string    `db:"name,unique"`
	Pages int       `db:"pages"`
	Grade int       `db:"grade,default=3,omitzero"`
	First int       `db:"first,createonly"`
	Code  uuid.UUID `db:"code,uuid7"`
	Born  uuid.UUID `db:"born,uuid7,createonly"`
	Edits int       `db:"edits,onupdate=edits + 1"`
	Marks int       `db:"marks,default=0,omitzero,onupdate=marks + 1"`
	Note  *string   `db:"note,onupdate='seen'"`
}

// TableName names the table.
func (Passport) TableName() string { return "passports" }

var (
	passports    = builder.Model[Passport]()
	passportID   = builder.Col(&passports.ID)
	passportName = builder.Col(&passports.Name)
	passportCode = builder.Col(&passports.Code)
	passportEdit = builder.Col(&passports.Edits)
)

const oldCode, newCode = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"

// emptyPassport brings a key, a name and its pages.
func emptyPassport(id int64) *Passport { return &Passport{ID: id, Name: fmt.Sprint("p", id), Pages: 6} }

// fullPassport brings all that an UPDATE may write.
func fullPassport(id int64) *Passport {
	p, note := emptyPassport(id), "new"
	p.Grade, p.Code, p.Edits, p.Marks, p.Note = 9, uuid.MustParse(newCode), 9, 9, &note
	return p
}

// storedPassport is what a row that is there holds.
func storedPassport(id int64) *Passport {
	p, note := emptyPassport(id), "old"
	p.Pages, p.Grade, p.First, p.Edits, p.Marks, p.Note = 5, 7, 8, 5, 5, &note
	p.Code, p.Born = uuid.MustParse(oldCode), uuid.MustParse(oldCode)
	return p
}

// updatedPassport is storedPassport after a write by emptyPassport.
func updatedPassport(id int64) *Passport {
	p, note := storedPassport(id), "seen"
	p.Pages, p.Edits, p.Marks, p.Note = 6, 6, 6, &note
	return p
}

// replacedPassport is storedPassport after a write by fullPassport.
func replacedPassport(id int64) *Passport {
	p := fullPassport(id)
	p.First, p.Born = 8, uuid.MustParse(oldCode)
	return p
}

// passportDoor is a way to write rows that are there.
type passportDoor struct {
	what  string
	write func(ctx context.Context, s *repo.Session, rows []*Passport) error
	given func(empty, full *Passport) // what is otherwise in the rows that are given
	want  func(empty, full *Passport) // what is otherwise in the rows afterwards
	needs builder.Feature
}

// oneByOne writes rows each by itself.
func oneByOne(write func(ctx context.Context, s *repo.Session, p *Passport) error) func(context.Context, *repo.Session, []*Passport) error {
	return func(ctx context.Context, s *repo.Session, rows []*Passport) error {
		for _, p := range rows {
			if err := write(ctx, s, p); err != nil {
				return err
			}
		}
		return nil
	}
}

func upsertPassport(target ...builder.Sqlizer) func(context.Context, *repo.Session, []*Passport) error {
	return oneByOne(func(ctx context.Context, s *repo.Session, p *Passport) error {
		_, err := repo.Upsert(ctx, s, p, target...)
		return err
	})
}

// insertPassports has one INSERT for those that are alike.
func insertPassports(then func(builder.InsertStmt[Passport]) builder.InsertStmt[Passport]) func(context.Context, *repo.Session, []*Passport) error {
	return func(ctx context.Context, s *repo.Session, rows []*Passport) error {
		for _, alike := range [][]*Passport{{rows[0], rows[2]}, {rows[1], rows[3]}} {
			if _, err := s.Exec(ctx, then(builder.Insert(passports).Values(alike...))); err != nil {
				return err
			}
		}
		return nil
	}
}

func mergePassport(fields ...any) func(context.Context, *repo.Session, []*Passport) error {
	return oneByOne(func(ctx context.Context, s *repo.Session, p *Passport) error {
		_, err := repo.Merge(ctx, s, p, fields...)
		return err
	})
}

// passportDoors are all ways to write a whole row that is there. An INSERT statement makes no UUIDs, so that each row of it brings one.
func passportDoors() []passportDoor {
	made := func(empty, full *Passport) {
		empty.Code, empty.Born, full.Born = uuid.MustParse(newCode), uuid.MustParse(newCode), uuid.MustParse(newCode)
	}
	code := func(empty, _ *Passport) { empty.Code = uuid.MustParse(newCode) }
	return []passportDoor{
		{what: "Upsert by the key", write: upsertPassport()},
		{what: "Upsert by a name", write: upsertPassport(passportName)},
		{what: "UpsertAll by the key", write: func(ctx context.Context, s *repo.Session, rows []*Passport) error {
			return repo.UpsertAll(ctx, s, rows)
		}},
		{what: "UpsertAll by a name", write: func(ctx context.Context, s *repo.Session, rows []*Passport) error {
			return repo.UpsertAll(ctx, s, rows, passportName)
		}},
		{what: "DoUpdate by the key", given: made, want: code, write: insertPassports(func(i builder.InsertStmt[Passport]) builder.InsertStmt[Passport] {
			return i.OnConflict(passportID).DoUpdate()
		})},
		{what: "DoUpdate by a name", given: made, want: code, write: insertPassports(func(i builder.InsertStmt[Passport]) builder.InsertStmt[Passport] {
			return i.OnConflict(passportName).DoUpdate()
		})},
		{what: "DoUpdate by a constraint", given: made, want: code, needs: builder.FeatureConstraints, write: insertPassports(func(i builder.InsertStmt[Passport]) builder.InsertStmt[Passport] {
			return i.OnConstraint("uq_passports_name").DoUpdate()
		})},
		{what: "Merge", write: mergePassport()},
		{what: "Merge of fields", write: mergePassport(&passports.Pages, &passports.Code, &passports.Edits), want: func(empty, full *Passport) {
			empty.Code, empty.Edits = uuid.Nil, 0
			full.Grade, full.Marks, full.Note = 7, 6, empty.Note
		}},
		{what: "UpdateAll", write: func(ctx context.Context, s *repo.Session, rows []*Passport) error {
			return repo.UpdateAll(ctx, s, rows)
		}, want: func(empty, full *Passport) {
			full.Edits, full.Marks, full.Note = 6, 6, empty.Note
		}},
		{what: "UpdateAll of columns", write: func(ctx context.Context, s *repo.Session, rows []*Passport) error {
			return repo.UpdateAll(ctx, s, rows, builder.Col(&passports.Pages), passportCode, passportEdit)
		}, want: func(empty, full *Passport) {
			empty.Code, empty.Edits = uuid.Nil, 0
			full.Grade, full.Marks, full.Note = 7, 6, empty.Note
		}},
	}
}

// UnbroughtValuesStay: a row that is there keeps what an entity brings no value for, whichever door writes it and whatever other rows
// are written with it: what an INSERT leaves to the database, what only an INSERT writes, and a UUID that the client makes of
// new rows. What every UPDATE sets is set. A field that is named is written, zero or not.
func UnbroughtValuesStay(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(passports))
	change := func(how func(empty, full *Passport), rows []*Passport) []*Passport {
		for i := 0; how != nil && i < len(rows); i += 2 {
			how(rows[i], rows[i+1])
		}
		return rows
	}
	for _, door := range passportDoors() {
		if door.needs&^b.Dialect.Features != 0 {
			continue
		}
		t.Run(door.what, func(t *testing.T) {
			db.exec(t, "DELETE FROM passports")
			must(t, db.Begin(ctx, func(s *repo.Session) error {
				return repo.InsertAll(ctx, s, []*Passport{storedPassport(1), storedPassport(2), storedPassport(3), storedPassport(4)})
			}))
			given := change(door.given, []*Passport{emptyPassport(1), fullPassport(2), emptyPassport(3), fullPassport(4)})
			must(t, db.Begin(ctx, func(s *repo.Session) error { return door.write(ctx, s, given) }))
			want := change(door.want, []*Passport{updatedPassport(1), replacedPassport(2), updatedPassport(3), replacedPassport(4)})
			for i, got := range value(repo.All(ctx, db, builder.Select(passports).OrderBy(passportID)))(t) {
				expect(t, got.Name, got, want[i])
			}
		})
	}
}

// UnbroughtValuesAreMade: a row that is new gets from an upsert what every INSERT gives it, beside rows that are there.
func UnbroughtValuesAreMade(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(passports))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		must(t, s.Add(storedPassport(1)))
		must(t, s.Flush(ctx))
		must(t, repo.UpsertAll(ctx, s, []*Passport{emptyPassport(1), emptyPassport(2), emptyPassport(3)}, passportName))
		made := value(repo.Upsert(ctx, s, emptyPassport(4), passportName))(t)
		again := value(repo.Upsert(ctx, s, emptyPassport(3), passportName))(t)
		expect(t, "it comes back: made", made.Code != uuid.Nil, true)
		expect(t, "it comes back: counted", again.Edits, 1)
		return nil
	}))
	expect(t, "made", db.stored(t, "SELECT count(DISTINCT code) FROM passports"), int64(4))
	expect(t, "kept", value(repo.Get[Passport](ctx, db, 1))(t), updatedPassport(1))
	fresh := value(repo.Get[Passport](ctx, db, 2))(t)
	expect(t, "not counted", fresh.Edits, 0)
	expect(t, "the database's", fresh.Grade, 3)
	expect(t, "none", fresh.Note == nil, true)
}

// Visits is a key and what every UPDATE sets.
type Visits struct {
	Name  string `db:"name,pk"`
	Count int    `db:"count,onupdate=count + 1"`
}

// TableName names the table.
func (Visits) TableName() string { return "visits" }

// UpsertsOfNothingCount: an upsert is an UPDATE where the entity brings nothing but the key, too.
func UpsertsOfNothingCount(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	visited := builder.Model[Visits]()
	db.create(t, schema.MustOf(visited))
	db.exec(t, "INSERT INTO visits (name, count) VALUES ('a', 5), ('b', 5)")
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		must(t, repo.UpsertAll(ctx, s, []*Visits{{Name: "a"}, {Name: "b"}}))
		expect(t, "Upsert", value(repo.Upsert(ctx, s, &Visits{Name: "a"}))(t).Count, 7)
		_, err := s.Exec(ctx, builder.Insert(visited).Values(&Visits{Name: "a"}, &Visits{Name: "b"}).OnConflict(builder.Col(&visited.Name)).DoUpdate())
		return err
	}))
	expect(t, "by all three", db.stored(t, "SELECT count FROM visits WHERE name = 'a'"), int64(8))
	expect(t, "by two", db.stored(t, "SELECT count FROM visits WHERE name = 'b'"), int64(7))
	of, count := builder.Col(&visited.Name), builder.Col(&visited.Count)
	_, err := db.Exec(ctx, builder.Insert(visited).Set(of.To("b"), count.To(0)).OnConflict(of).DoUpdate())
	must(t, err)
	expect(t, "a zero that is said", db.stored(t, "SELECT count FROM visits WHERE name = 'b'"), int64(0))
	mixed := builder.Insert(visited).Values(&Visits{Name: "a"}, &Visits{Name: "b", Count: 9}).OnConflict(of)
	_, err = db.Exec(ctx, mixed.DoUpdate())
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Visits.Count", "insert them apart")
	_, err = db.Exec(ctx, mixed.DoUpdate(count.ToExcluded()))
	must(t, err)
	expect(t, "what is said", db.stored(t, "SELECT count FROM visits WHERE name = 'a'"), int64(0))
}
