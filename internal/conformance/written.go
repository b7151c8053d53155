package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/flush"
	"github.com/drey-db/drey/schema"
)

var tales = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(builder.Model[Tale](), builder.Model[Rumour]()) })

// Tale hears what became of its row.
type Tale struct {
	ID    int64
	Name  string
	Pin   string   `db:"pin,secret"`
	Note  *string  `db:"note"`
	heard []string `db:"-"`
}

// TableName names the table.
func (Tale) TableName() string { return "tales" }

// AfterWrite implements repo.AfterWriter.
func (d *Tale) AfterWrite(_ context.Context, c flush.Change) error {
	d.heard = append(d.heard, c.String())
	if d.Name == "refused" {
		return errors.New("not this one")
	}
	return nil
}

// Rumour is what a hook adds.
type Rumour struct {
	ID   int64
	Text string
}

// TableName names the table.
func (Rumour) TableName() string { return "rumours" }

// EntitiesHearWhatWasWritten: a hook of an entity gets the change that AfterFlush hooks get, secrets as ***.
func EntitiesHearWhatWasWritten(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, tales())
	ctx, s := t.Context(), db.session(t)
	one, two := &Tale{ID: 1, Name: "one", Pin: "1234"}, &Tale{ID: 2, Name: "two"}
	must(t, s.Add(one, two))
	must(t, s.Commit(ctx))
	expect(t, "an insert", one.heard, []string{"insert Tale [1]: id NULL -> 1, name NULL -> one, pin NULL -> ***, note NULL -> NULL"})
	note := "n"
	one.Name, one.Pin, one.Note = "uno", "5678", &note
	must(t, s.Commit(ctx))
	expect(t, "an update", one.heard[1:], []string{"update Tale [1]: name one -> uno, pin *** -> ***, note NULL -> n"})
	expect(t, "the other one", len(two.heard), 1)
	must(t, s.Delete(one))
	must(t, s.Commit(ctx))
	expect(t, "a delete", one.heard[2:], []string{"delete Tale [1]: id 1 -> NULL, name uno -> NULL, pin *** -> NULL, note n -> NULL"})
	for _, line := range one.heard {
		expect(t, "no secret", strings.Contains(line, "1234") || strings.Contains(line, "5678"), false)
	}

	two.Name = "refused"
	says(t, s.Commit(ctx), "after flushing: after writing Tale [2]: not this one")
	must(t, s.Rollback(ctx))
	expect(t, "it is rolled back", db.stored(t, "SELECT count(*) FROM tales WHERE name = 'two'"), int64(1))
	bulkWritesAreTold(t, db)
}

// bulkWritesAreTold has an AfterFlush hook hear of bulk writes, as what they are.
func bulkWritesAreTold(t *testing.T, db *database) {
	t.Helper()
	var told []string
	ctx := t.Context()
	hook := repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, c := range s.Flushed() {
			told = append(told, c.String())
			if rows, ok := c.Entity.([]*Tale); ok {
				if err := s.Add(&Rumour{Text: fmt.Sprintf("%s %d", c.Operation, len(rows))}); err != nil {
					return err
				}
			}
		}
		return nil
	}})
	rows := []*Tale{{ID: 11, Name: "a", Pin: "1234"}, {ID: 12, Name: "b"}}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		for _, write := range []func(context.Context, *repo.Session) error{
			func(ctx context.Context, s *repo.Session) error { return repo.InsertAll(ctx, s, rows) },
			func(ctx context.Context, s *repo.Session) error { return repo.UpdateAll(ctx, s, rows) },
			func(ctx context.Context, s *repo.Session) error { return repo.UpsertAll(ctx, s, rows) },
			func(ctx context.Context, s *repo.Session) error { return repo.DeleteAll(ctx, s, rows) },
		} {
			must(t, write(ctx, s))
		}
		return nil
	}, hook))
	expect(t, "told", told[:4], []string{"insert all 2 Tale", "update all 2 Tale", "upsert all 2 Tale", "delete all 2 Tale"})
	expect(t, "what hooks add is committed", db.stored(t, "SELECT count(*) FROM rumours WHERE text LIKE '% all 2'"), int64(4))
	expect(t, "rows of their own", len(rows[0].heard), 0)
}
