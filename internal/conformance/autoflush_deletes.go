package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Estate has wings, which have chambers, which have chairs; all goes with it, the chambers by the database.
type Estate struct {
	ID    int64   `db:"id,pk,identity"`
	Wings []*Wing `rel:"has-many,cascade=all+delete-orphan"`
}

// Wing is an estate's.
type Wing struct {
	ID       int64 `db:"id,pk,identity"`
	EstateID int64
	Chambers []*Chamber `rel:"has-many,cascade=all+delete-orphan,passive-deletes,ondelete=cascade"`
}

// Chamber is a wing's.
type Chamber struct {
	ID     int64 `db:"id,pk,identity"`
	WingID int64
	Chairs []*Chair `rel:"has-many,cascade=all+delete-orphan,passive-deletes,ondelete=cascade"`
}

// Chair is a chamber's.
type Chair struct {
	ID        int64 `db:"id,pk,identity"`
	ChamberID int64
}

// TableName names the table.
func (Estate) TableName() string { return "estates" }

// TableName names the table.
func (Wing) TableName() string { return "wings" }

// TableName names the table.
func (Chamber) TableName() string { return "chambers" }

// TableName names the table.
func (Chair) TableName() string { return "chairs" }

// ReadsSeeHowFarDeletesGo: what is to be deleted is flushed before a read of a table that its deletes come to, however many cascades
// away and whether or not anything of it is loaded.
func ReadsSeeHowFarDeletesGo(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	estates, wings, chambers, chairs := builder.Model[Estate](), builder.Model[Wing](), builder.Model[Chamber](), builder.Model[Chair]()
	db.create(t, schema.MustOf(estates, wings, chambers, chairs))
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Estate{Wings: []*Wing{{Chambers: []*Chamber{{Chairs: []*Chair{{}, {}}}}}}})
	}))
	for what, count := range map[string]func(s *repo.Session) (int64, error){
		"wings":    func(s *repo.Session) (int64, error) { return repo.Count(ctx, s, builder.Select(wings)) },
		"chambers": func(s *repo.Session) (int64, error) { return repo.Count(ctx, s, builder.Select(chambers)) },
		"chairs":   func(s *repo.Session) (int64, error) { return repo.Count(ctx, s, builder.Select(chairs)) },
		"written chairs": func(s *repo.Session) (int64, error) {
			written, err := s.Exec(ctx, builder.Update(chairs).Set(builder.Col(&chairs.ChamberID).ToExpr(builder.Col(&chairs.ChamberID))).AllRows())
			return written.RowsAffected, err
		},
	} {
		s := db.session(t)
		must(t, s.Delete(value(repo.One(ctx, s, builder.Select(estates)))(t)))
		expect(t, what, value(count(s))(t), int64(0))
		must(t, s.Rollback(ctx))
		must(t, s.Close())
	}
}
