package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Tablet is a row with limits.
type Tablet struct {
	ID    int64  `db:"id,pk,noidentity"`
	Text  string `db:"text,type=varchar(5)"`
	Count int64  `db:"count,type=smallint"`
	Price string `db:"price,type=numeric(4,2),default=0"`
	Rev   int64  `db:"rev,version"`
}

// TableName names the table.
func (Tablet) TableName() string { return "tablets" }

var tablets = builder.Model[Tablet]()

// ServersOfOtherLanguagesAreUnderstood: what a server refuses in another language than English is the same error, and names the same column.
func ServersOfOtherLanguagesAreUnderstood(t *testing.T, b Backend) {
	if !b.Socket {
		return // which has one language
	}
	db := b.openCounted(t)
	db.create(t, schema.MustOf(tablets))
	ctx := t.Context()
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Tablet{ID: 1, Text: "a", Price: "1"}) }))
	works := map[string]struct {
		work   func(s *repo.Session, tablet *Tablet) error
		is     error
		column string
	}{
		"stale":     {work: func(_ *repo.Session, tablet *Tablet) error { tablet.Text = "b"; return nil }},
		"gone":      {work: func(s *repo.Session, tablet *Tablet) error { return s.Delete(tablet) }},
		"too long":  {func(s *repo.Session, _ *Tablet) error { return s.Add(&Tablet{ID: 2, Text: "longer", Price: "1"}) }, repo.ErrDataException, "text"},
		"too large": {func(s *repo.Session, _ *Tablet) error { return s.Add(&Tablet{ID: 2, Count: 1 << 20, Price: "1"}) }, repo.ErrDataException, "count"},
	}
	for name, w := range works {
		t.Run(name, func(t *testing.T) {
			db.counter.Translate(true)
			defer db.counter.Translate(false)
			err := db.Begin(ctx, func(s *repo.Session) error {
				tablet := value(repo.Get[Tablet](ctx, s, int64(1)))(t)
				if w.is == nil {
					value(db.Exec(ctx, builder.Update(tablets).Set(builder.Col(&tablets.Rev).To(tablet.Rev+1)).AllRows()))(t)
				}
				return w.work(s, tablet)
			})
			if _, stale := errors.AsType[*repo.StaleDataError](err); stale != (w.is == nil) || w.is != nil && !errors.Is(err, w.is) {
				t.Errorf("the error is %v", err)
			}
			var e *backends.Error
			if w.column != "" && (!errors.As(err, &e) || e.Column != w.column) {
				t.Errorf("it names not %s: %v", w.column, err)
			}
		})
	}
}
