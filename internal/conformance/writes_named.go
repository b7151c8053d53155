package conformance

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// figureDoor is a write of figures to which columns are given.
type figureDoor func(ctx context.Context, s *repo.Session, u builder.Column[string], n builder.Column[int64]) error

// WritesNameOwnColumns: every door of a write to which a column may be given refuses one of another model, of an alias and of derived rows,
// though its name is that of an own one, before anything is sent. The model's own column it takes.
func WritesNameOwnColumns(t *testing.T, b Backend) {
	var sent atomic.Int64
	db := b.open(t, repo.WithStatementHook(func(context.Context, repo.StatementEvent) { sent.Add(1) }))
	own, ctx := builder.Model[Figured](), t.Context()
	db.create(t, schema.MustOf(own, builder.Model[Excluded]()))
	others := map[string]*Figure{
		"Excluded.":                     &builder.Model[Excluded]().Figure,
		` of Alias[Figured]("al")`:      &builder.Alias[Figured]("al").Figure,
		` of Derived[Figured]("drawn")`: &builder.Derived[Figured]("drawn").Figure,
	}
	for name, door := range figureDoors() {
		db.exec(t, "DELETE FROM figured")
		db.exec(t, "INSERT INTO figured (id, u, n, edits, rev) VALUES (1, 'a', 1, 0, 1)")
		for called, of := range others {
			before := sent.Load()
			err := door(ctx, db.session(t), builder.Col(&of.U), builder.Col(&of.N))
			if err == nil {
				t.Fatalf("%s takes a column of %s", name, called)
			}
			says(t, err, called, " column of Figured", "prototype")
			expect(t, name+" sent, with a column of "+called, sent.Load()-before, int64(0))
		}
		s, before := db.session(t), sent.Load()
		err := door(ctx, s, builder.Col(&own.U), builder.Col(&own.N)) // the row itself may violate what the table demands
		if sent.Load() == before || errors.Is(err, repo.ErrInvalidRequest) {
			t.Fatalf("%s refuses its own columns: %v", name, err)
		}
		must(t, s.Rollback(ctx))
	}
}

// figureDoors are the doors of package repo, and those of statements.
func figureDoors() map[string]figureDoor {
	row := func() *Figured { return &Figured{Figure{ID: 1, U: "a", N: 2, Rev: 1}} }
	doors := map[string]figureDoor{
		"Upsert": func(ctx context.Context, s *repo.Session, u builder.Column[string], _ builder.Column[int64]) error {
			return second(repo.Upsert(ctx, s, row(), u))
		},
		"UpsertAll": func(ctx context.Context, s *repo.Session, u builder.Column[string], _ builder.Column[int64]) error {
			return repo.UpsertAll(ctx, s, []*Figured{row()}, u)
		},
		"UpdateAll": func(ctx context.Context, s *repo.Session, _ builder.Column[string], n builder.Column[int64]) error {
			return repo.UpdateAll(ctx, s, []*Figured{row()}, n)
		},
	}
	for name, stmt := range figureStatements() {
		doors[name] = func(ctx context.Context, s *repo.Session, u builder.Column[string], n builder.Column[int64]) error {
			return second(s.Exec(ctx, stmt(u, n)))
		}
	}
	return doors
}

// figureStatements are the parts of an INSERT, and what an UPDATE and a DELETE write and answer.
func figureStatements() map[string]func(u builder.Column[string], n builder.Column[int64]) builder.Sqlizer {
	type (
		text   = builder.Column[string]
		number = builder.Column[int64]
	)
	table := builder.Model[Figured]()
	u, n := builder.Col(&table.U), builder.Col(&table.N)
	add := builder.Insert(table).Values(&Figured{Figure{ID: 1, U: "a", N: 2, Rev: 1}})
	there := add.OnConflict(u)
	return map[string]func(text, number) builder.Sqlizer{
		"Set of an INSERT": func(of text, _ number) builder.Sqlizer { return builder.Insert(table).Set(of.To("b")) },
		"FromSelect": func(of text, _ number) builder.Sqlizer {
			return builder.Insert(table).FromSelect(builder.SelectColumns(builder.Literal("c")), of)
		},
		"OnConflict": func(of text, _ number) builder.Sqlizer { return add.OnConflict(of).DoNothing() },
		"OnConflict of two": func(of text, _ number) builder.Sqlizer {
			return builder.Insert(table).Set(u.To("d")).OnConflict(of).DoUpdate(n.ToExcluded())
		},
		"OnConflict where": func(_ text, of number) builder.Sqlizer { return add.OnConflict(u).Where(of.IsNotNull()).DoNothing() },
		"OnConflict where, deep": func(_ text, of number) builder.Sqlizer {
			return there.Where(builder.Not(builder.Or(of.IsNull(), n.IsNull()))).DoUpdate(n.ToExcluded())
		},
		"OnConflict where, in Raw": func(_ text, of number) builder.Sqlizer {
			return there.Where(builder.Raw[bool]("? IS NOT NULL", of)).DoNothing()
		},
		"DoUpdate":               func(_ text, of number) builder.Sqlizer { return there.DoUpdate(of.To(3)) },
		"ToExcluded":             func(_ text, of number) builder.Sqlizer { return there.DoUpdate(of.ToExcluded()) },
		"ToExpr of Excluded":     func(_ text, of number) builder.Sqlizer { return there.DoUpdate(n.ToExpr(of.Excluded())) },
		"ToExpr around Excluded": func(_ text, of number) builder.Sqlizer { return there.DoUpdate(n.ToExpr(n.AddCol(of.Excluded()))) },
		"ToExpr of a column":     func(_ text, of number) builder.Sqlizer { return there.DoUpdate(n.ToExpr(of)) },
		"DoUpdate where":         func(_ text, of number) builder.Sqlizer { return there.DoUpdate(n.ToExcluded()).Where(of.Gt(0)) },
		"DoUpdate where Excluded": func(_ text, of number) builder.Sqlizer {
			return there.DoUpdate(n.ToExcluded()).Where(n.NeCol(of.Excluded()))
		},
		"RETURNING of an INSERT": func(of text, _ number) builder.Sqlizer { return there.DoUpdate(n.ToExcluded()).Returning(of) },
		"Set of an UPDATE":       func(_ text, of number) builder.Sqlizer { return builder.Update(table).Set(of.To(4)).AllRows() },
	}
}
