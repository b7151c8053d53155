package conformance

import (
	"context"
	"database/sql"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	// Lamp is a byte of a type of its own.
	Lamp uint8
	// Lamps are bytes by name.
	Lamps []Lamp
	// Lampposts are four bytes by name.
	Lampposts [4]Lamp
	// Glow is a slice of plain bytes by name.
	Glow []byte
)

// Street has bytes in every form.
type Street struct {
	ID     int64
	Plain  []Lamp
	Named  Lamps
	Glow   Glow
	Fixed  [4]Lamp
	Posts  Lampposts
	Maybe  *[]Lamp
	Called *Lamps
	Four   *[4]Lamp
	Null   sql.Null[[]Lamp]
	Rows   []Lamps
	Houses [][4]Lamp
	Glows  []Glow
}

// TableName names the table.
func (Street) TableName() string { return "streets" }

var streets = builder.Model[Street]()

// street has bytes that no text has in every field.
func street(id int64) *Street {
	odd := []Lamp{0, 255, '\\', 'a'}
	four := [4]Lamp(odd)
	named := Lamps(odd)
	return &Street{
		ID: id, Plain: odd, Named: named, Glow: Glow{0, 255}, Fixed: four, Posts: Lampposts(four), Maybe: &odd, Called: &named, Four: &four,
		Null: sql.Null[[]Lamp]{V: odd, Valid: true}, Rows: []Lamps{named, {}}, Houses: [][4]Lamp{four}, Glows: []Glow{{1}, {}},
	}
}

// darkStreet has empty bytes in every field that has no NULL in unlit's.
func darkStreet(id int64) *Street {
	return &Street{
		ID: id, Plain: []Lamp{}, Named: Lamps{}, Glow: Glow{}, Maybe: &[]Lamp{}, Called: &Lamps{}, Four: &[4]Lamp{},
		Null: sql.Null[[]Lamp]{V: []Lamp{}, Valid: true}, Rows: []Lamps{}, Houses: [][4]Lamp{}, Glows: []Glow{},
	}
}

// BytesAreOfNamedTypes: bytes of a type of one's own, and slices and arrays of them, are written and read by every door, empty and NULL as well.
func BytesAreOfNamedTypes(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(streets))
	for i, build := range []func(id int64) *Street{street, darkStreet, func(id int64) *Street { return &Street{ID: id} }} {
		id := int64(i) * 10
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			if err := s.Add(build(id + 1)); err != nil {
				return err
			}
			return repo.InsertAll(ctx, s, []*Street{build(id + 2), build(id + 3)})
		}))
		for n := range int64(3) {
			db.readStreet(t, build(id+n+1))
		}
	}
	db.exec(t, "UPDATE streets SET fixed = '' WHERE id = 3")
	for column, bytes := range map[string]int64{"plain": 4, "named": 4, "glow": 2, "fixed": 4, "posts": 4, "maybe": 4, "called": 4, "four": 4, "null": 4} {
		expect(t, "the bytes of "+column, db.stored(t, `SELECT length("`+column+`") FROM streets WHERE id = 1`), bytes)
	}
	_, err := repo.Get[Street](ctx, db, int64(3))
	says(t, err, "fixed")
}

// readStreet reads a row by every door.
func (db *database) readStreet(t *testing.T, want *Street) {
	t.Helper()
	ctx := t.Context()
	one := builder.Select(streets).Where(builder.Col(&streets.ID).Eq(want.ID))
	expect(t, "alone", value(repo.One(ctx, db, one))(t), want)
	expect(t, "by its key", value(repo.Get[Street](ctx, db, want.ID))(t), want)
	plain := builder.SelectColumns(builder.Col(&streets.Plain)).Where(builder.Col(&streets.ID).Eq(want.ID))
	expect(t, "as a scalar", value(repo.Scalar[[]Lamp](ctx, db, plain))(t), want.Plain)
	if want.Plain != nil {
		expect(t, "as plain bytes", len(value(repo.Scalar[[]byte](ctx, db, plain))(t)), len(want.Plain))
		found := builder.Select(streets).Where(builder.Col(&streets.ID).Eq(want.ID), builder.Col(&streets.Plain).Eq(want.Plain), builder.Col(&streets.Posts).Eq(want.Posts))
		expect(t, "by its bytes", len(value(repo.All(ctx, db, found))(t)), 1)
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		tracked, err := repo.Get[Street](ctx, s, want.ID)
		if err != nil {
			return err
		}
		expect(t, "untouched", len(s.Dirty()), 0)
		tracked.Fixed[0], tracked.Named = 9, Lamps{7}
		return rewritten(ctx, s, want)
	}))
}

// rewritten gives what was written of the same row back, once it is flushed.
func rewritten(ctx context.Context, s *repo.Session, want *Street) error {
	if err := s.Flush(ctx); err != nil {
		return err
	}
	tracked, err := repo.Get[Street](ctx, s, want.ID, repo.Refresh())
	if err != nil {
		return err
	}
	tracked.Fixed, tracked.Named = want.Fixed, want.Named
	return nil
}
