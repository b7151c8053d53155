package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Deed has a version, and a name beside its key that is unique.
type Deed struct {
	ID   int64
	Name string `db:"name,unique"`
	Text string
	Rev  int32 `db:"rev,version"`
}

// TableName names the table.
func (Deed) TableName() string { return "deeds" }

var (
	titleDeeds = builder.Model[Deed]()
	deedName   = builder.Col(&titleDeeds.Name)
	deedText   = builder.Col(&titleDeeds.Text)
)

// doorsOfDeeds are the ways by which a new row is written.
var doorsOfDeeds = map[string]func(ctx context.Context, s *repo.Session, d *Deed) error{
	"Add":       func(_ context.Context, s *repo.Session, d *Deed) error { return s.Add(d) },
	"Merge":     func(ctx context.Context, s *repo.Session, d *Deed) error { _, err := repo.Merge(ctx, s, d); return err },
	"InsertAll": func(ctx context.Context, s *repo.Session, d *Deed) error { return repo.InsertAll(ctx, s, []*Deed{d}) },
	"UpsertAll": func(ctx context.Context, s *repo.Session, d *Deed) error {
		return repo.UpsertAll(ctx, s, []*Deed{d}, deedName)
	},
	"Upsert": func(ctx context.Context, s *repo.Session, d *Deed) error {
		_, err := repo.Upsert(ctx, s, d, deedName)
		return err
	},
	"Insert": inserting(func(d *Deed) builder.Sqlizer { return builder.Insert(titleDeeds).Values(d) }),
	"DoNothing": inserting(func(d *Deed) builder.Sqlizer {
		return builder.Insert(titleDeeds).Values(d).OnConflict(deedName).DoNothing()
	}),
	"DoUpdate": inserting(func(d *Deed) builder.Sqlizer {
		return builder.Insert(titleDeeds).Values(d).OnConflict(deedName).DoUpdate()
	}),
	"DoUpdate, set": inserting(func(d *Deed) builder.Sqlizer {
		return builder.Insert(titleDeeds).Values(d).OnConflict(deedName).DoUpdate(deedText.ToExcluded())
	}),
	"Set": inserting(func(d *Deed) builder.Sqlizer {
		return builder.Insert(titleDeeds).Set(deedName.To(d.Name), deedText.To(d.Text))
	}),
	"Returning": func(ctx context.Context, s *repo.Session, d *Deed) error {
		got, err := repo.One(ctx, s, builder.Insert(titleDeeds).Values(d).Returning())
		if err == nil && got.Rev != 1 {
			err = errors.New("the row that comes back has another version")
		}
		return err
	},
}

func inserting(of func(*Deed) builder.Sqlizer) func(context.Context, *repo.Session, *Deed) error {
	return func(ctx context.Context, s *repo.Session, d *Deed) error { _, err := s.Exec(ctx, of(d)); return err }
}

// VersionsBeginAtOne: by whichever way a row comes, its first version is 1, so that a number from a form tells whether somebody was faster.
func VersionsBeginAtOne(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	db.create(t, schema.MustOf(titleDeeds))
	for door, write := range doorsOfDeeds {
		t.Run(door, func(t *testing.T) {
			must(t, db.Begin(ctx, func(s *repo.Session) error { return write(ctx, s, &Deed{Name: door, Text: "first"}) }))
			form := value(repo.One(ctx, db.Engine, builder.Select(titleDeeds).Where(deedName.Eq(door))))(t)
			expect(t, "version", form.Rev, int32(1))
			must(t, db.Begin(ctx, func(s *repo.Session) error {
				other, err := repo.Get[Deed](ctx, s, form.ID)
				must(t, err)
				other.Text = "somebody was faster"
				return nil
			}))
			form.Text = "late"
			var stale *repo.StaleDataError
			err := db.Begin(ctx, func(s *repo.Session) error { _, err := repo.Merge(ctx, s, form); return err })
			expect(t, "stale", errors.As(err, &stale), true)
		})
	}
	t.Run("an upsert counts", func(t *testing.T) {
		_, err := db.Exec(ctx, builder.Insert(titleDeeds).Values(&Deed{Name: "Add", Text: "again"}, &Deed{Name: "Set", Text: "again"}).OnConflict(deedName).DoUpdate())
		must(t, err)
		for _, d := range value(repo.All(ctx, db.Engine, builder.Select(titleDeeds).Where(deedText.Eq("again"))))(t) {
			expect(t, d.Name, d.Rev, int32(3))
		}
	})
}
