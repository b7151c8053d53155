package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

var errTooLarge = errors.New("too large")

// Bounded is a toy that refuses to be larger than one.
type Bounded struct {
	ID    int64
	Label string
	Size  int
}

// TableName implements [builder.TableNamer].
func (Bounded) TableName() string { return "toys" }

// Validate implements repo.Validator.
func (a *Bounded) Validate(context.Context) error {
	if a.Size > 1 {
		return errTooLarge
	}
	return nil
}

// Stroke is a toy that counts itself in a Bounded before it is written.
type Stroke struct {
	ID    int64
	Label string
	Size  int
	bound *Bounded
}

// TableName implements [builder.TableNamer].
func (Stroke) TableName() string { return "toys" }

// BeforeInsert implements repo.BeforeInserter.
func (k *Stroke) BeforeInsert(context.Context) error { k.bound.Size++; return nil }

// BeforeUpdate implements repo.BeforeUpdater.
func (k *Stroke) BeforeUpdate(context.Context) error { k.bound.Size++; return nil }

var bounds = builder.Model[Bounded]()

// ValidatorsSeeWhatIsWritten: what hooks of other entities change is validated, whichever of them is written first.
func ValidatorsSeeWhatIsWritten(t *testing.T, b Backend) {
	db := b.open(t)
	size := builder.Col(&bounds.Size)
	for how, begin := range map[string]func(s *repo.Session) *Bounded{
		"new": func(s *repo.Session) *Bounded { a := &Bounded{Label: "new"}; must(t, s.Add(a)); return a },
		"read": func(s *repo.Session) *Bounded {
			return value(repo.One(t.Context(), s, builder.Select(bounds).Where(builder.Col(&bounds.Label).Eq("old"))))(t)
		},
		"edited": func(s *repo.Session) *Bounded {
			a := value(repo.One(t.Context(), s, builder.Select(bounds).Where(builder.Col(&bounds.Label).Eq("old"))))(t)
			a.Label = "old too"
			return a
		},
	} {
		for _, strokes := range []int{1, 2} {
			must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Bounded{Label: "old"}) }))
			err := db.Begin(t.Context(), func(s *repo.Session) error {
				a := begin(s)
				for range strokes {
					must(t, s.Add(&Stroke{Label: "stroke", bound: a}))
				}
				return nil
			})
			if strokes > 1 {
				refused(t, err, errTooLarge)
			} else if err != nil {
				t.Fatalf("%s: %v", how, err)
			}
			larger := value(repo.Count(t.Context(), db, builder.Select(bounds).Where(size.Gt(1))))(t)
			expect(t, how+": what is too large", larger, int64(0))
			value(db.Exec(t.Context(), builder.Delete(bounds).AllRows()))(t)
		}
	}
}
