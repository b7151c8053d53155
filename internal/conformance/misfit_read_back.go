package conformance

import (
	"errors"
	"testing"
	"time"

	"github.com/drey-db/drey/repo"
)

// Mailing has a time that the database gives it.
type Mailing struct {
	ID   int64     `db:"id,pk,noidentity"`
	Sent time.Time `db:"sent,default=now()"`
}

// TableName names the table.
func (Mailing) TableName() string { return "mailings" }

// ReadBackMisfitsAreToldOfTheirEntity: what a flush reads back and cannot take is told of the entity that was written with it, wherever in the
// flush it stands.
func ReadBackMisfitsAreToldOfTheirEntity(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	db.exec(t, "CREATE TABLE mailings (id bigint PRIMARY KEY, sent text DEFAULT 'soon')")
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Team{Code: "a", Name: "a"}) }))
	for _, flushes := range []bool{false, true} {
		err := db.Begin(ctx, func(s *repo.Session) error {
			team := value(repo.Get[Team](ctx, s, "a", 0))(t)
			team.Name = "b"
			must(t, s.Add(&Mailing{ID: 1}))
			if flushes {
				return s.Flush(ctx)
			}
			return nil
		})
		says(t, err, "inserting Mailing: ")
		says(t, err, map[bool]string{true: "it was committed", false: `column "sent"`}[b.Pipelined && !flushes])
		expect(t, "whether it was committed", errors.Is(err, repo.ErrCommitUnknown), b.Pipelined && !flushes)
		db.exec(t, "DELETE FROM mailings")
		db.exec(t, "UPDATE teams SET name = 'a'")
	}
	db.idle(t)
}
