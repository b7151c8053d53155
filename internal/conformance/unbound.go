package conformance

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Chest has a document of any shape.
type Chest struct {
	ID    int64
	Name  string
	Goods map[string]any
	Spare *Spare
}

// TableName is the table of chests.
func (Chest) TableName() string { return "chests" }

// Spare is a document with a shape.
type Spare struct{ Weight float64 }

var chests = builder.Model[Chest]()

// WhatJSONCannotHoldIsRefused: NaN, functions and what leads back to itself are a value that does not fit, of a column that is named; the
// commit did not happen, everybody knows, and nothing that was sent with it is there.
func WhatJSONCannotHoldIsRefused(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, value(schema.Of(chests))(t))
	ctx := t.Context()
	loop := map[string]any{}
	loop["self"], loop["again"] = loop, []any{loop}
	for reason, broken := range map[string]Chest{
		"JSON has no NaN":         {Goods: map[string]any{"n": math.NaN()}},
		"JSON has no func()":      {Goods: map[string]any{"f": func() {}}},
		"it leads back to itself": {Goods: loop},
		"JSON has no +Inf":        {Spare: &Spare{math.Inf(1)}},
	} {
		column := "Chest.Goods"
		if broken.Spare != nil {
			column = "Chest.Spare"
		}
		for way, write := range writesOf(ctx, db, broken) {
			err := write()
			if !errors.Is(err, repo.ErrDataException) || errors.Is(err, repo.ErrCommitUnknown) {
				t.Fatalf("%s, %s: %v", reason, way, err)
			}
			for _, word := range []string{column, reason} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%s: %q does not say %q", way, err, word)
				}
			}
		}
		_, err := db.Exec(ctx, builder.Insert(chests).Values(&broken))
		refused(t, err, repo.ErrDataException)
		expect(t, "rows", db.stored(t, "SELECT (SELECT count(*) FROM chests) + (SELECT count(*) FROM toys)"), int64(0))
	}
	db.idle(t)
}

// writesOf are the ways to write what a chest holds.
func writesOf(ctx context.Context, db *database, broken Chest) map[string]func() error {
	fresh := func() *Chest { c := broken; return &c }
	begin := func(fn func(s *repo.Session) error) func() error {
		return func() error { return db.Begin(ctx, fn) }
	}
	return map[string]func() error{
		"add":         begin(func(s *repo.Session) error { return s.Add(fresh()) }),
		"add several": begin(func(s *repo.Session) error { return s.Add(&Chest{Name: "fine"}, fresh()) }),
		"add others":  begin(func(s *repo.Session) error { return s.Add(&Toy{Label: "fine"}, fresh()) }),
		"flush": begin(func(s *repo.Session) error {
			if err := s.Add(fresh()); err != nil {
				return err
			}
			return s.Flush(ctx)
		}),
		"update": func() error { return updateChest(ctx, db, broken) },
		"attach": begin(func(s *repo.Session) error {
			c := &Chest{ID: 1}
			if err := s.Attach(c); err != nil {
				return err
			}
			c.Goods, c.Spare = broken.Goods, broken.Spare
			return nil
		}),
		"upsert": begin(func(s *repo.Session) error {
			_, err := repo.Upsert(ctx, s, fresh())
			return err
		}),
		"insert all": begin(func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Chest{{Name: "fine"}, fresh()}) }),
		"update all": begin(func(s *repo.Session) error {
			return repo.UpdateAll(ctx, s, []*Chest{{ID: 1, Goods: broken.Goods, Spare: broken.Spare}})
		}),
	}
}

// updateChest gives a row, which it takes back, what a chest holds.
func updateChest(ctx context.Context, db *database, with Chest) error {
	fine := &Chest{Name: "fine"}
	if err := db.Begin(ctx, func(s *repo.Session) error { return s.Add(fine) }); err != nil {
		return err
	}
	err := db.Begin(ctx, func(s *repo.Session) error {
		c, err := repo.Get[Chest](ctx, s, fine.ID)
		if err != nil {
			return err
		}
		c.Goods, c.Spare = with.Goods, with.Spare
		return nil
	})
	return errors.Join(err, db.Begin(ctx, func(s *repo.Session) error {
		_, err := s.Exec(ctx, builder.Text("DELETE FROM chests"))
		return err
	}))
}
