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

var tales = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(stories, rumours) })

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

var (
	stories = builder.Model[Tale]()
	rumours = builder.Model[Rumour]()
)

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
	statementsAreTold(t, db)
}

// bulkWritesAreTold has an AfterFlush hook hear of bulk writes, as what they are.
func bulkWritesAreTold(t *testing.T, db *database) {
	t.Helper()
	var reported []string
	ctx := t.Context()
	hook := repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, c := range s.Flushed() {
			reported = append(reported, c.String())
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
	expect(t, "told", reported[:4], []string{"insert all 2 Tale", "update all 2 Tale", "upsert all 2 Tale", "delete all 2 Tale"})
	expect(t, "what hooks add is committed", db.stored(t, "SELECT count(*) FROM rumours WHERE text LIKE '% all 2'"), int64(4))
	expect(t, "rows of their own", len(rows[0].heard), 0)
}

// ofATale expects a change of a statement on tales, with no secret in it.
func ofATale(t *testing.T, what string, c flush.Change) {
	t.Helper()
	_, ours := c.Entity.(*Tale)
	expect(t, what+": an entity of the type", ours, true)
	expect(t, what+": its table", c.Table, "tales")
	expect(t, what+": the statement is there", c.Statement != "", true)
	expect(t, what+": the statement shows the secret", strings.Contains(c.Statement, "hidden"), false)
}

// statementsAreTold has an AfterFlush hook hear of writes by criteria, whose rows nobody has seen.
func statementsAreTold(t *testing.T, db *database) {
	t.Helper()
	var reported []flush.Change
	ctx := t.Context()
	refuse := false
	s := db.session(t, repo.WithHooks(repo.Hooks{AfterFlush: func(ctx context.Context, s *repo.Session) error {
		if _, ours := s.Flushed()[0].Entity.(*Tale); !ours {
			return nil
		}
		if reported = append(reported, s.Flushed()...); refuse {
			return errors.New("not these")
		}
		value(s.Exec(ctx, builder.Delete(rumours).Where(builder.Col(&rumours.ID).Eq(-1))))(t) // of which nobody is told
		return s.Add(&Rumour{Text: "of a statement"})
	}}))
	heard := func(what string, want ...string) {
		t.Helper()
		var got []string
		for _, c := range reported {
			ofATale(t, what, c)
			got = append(got, c.String())
		}
		expect(t, what, got, want)
		reported = nil
	}
	value(s.Exec(ctx, builder.Insert(stories).Values(&Tale{ID: 21, Name: "a"}, &Tale{ID: 22, Name: "b"}, &Tale{ID: 23, Name: "hidden"})))(t)
	heard("Exec of an INSERT", "insert statement 3 Tale")
	id, name := builder.Col(&stories.ID), builder.Col(&stories.Name)
	named := builder.Update(stories).Set(name.To("hidden")).Where(id.Gt(20))
	value(s.Exec(ctx, named))(t)
	heard("Exec of an UPDATE", "update statement 3 Tale")
	value(repo.All(ctx, s, named.Returning(builder.Entity(stories))))(t)
	heard("All", "update statement 3 Tale")
	for _, err := range repo.Each(ctx, s, builder.As[int64](named.Returning(id))) {
		must(t, err)
		expect(t, "in the loop", len(reported), 0)
	}
	heard("Each", "update statement 3 Tale")
	rows := value(s.Query(ctx, named.Returning(id)))(t)
	for rows.Next() {
		expect(t, "while rows are open", len(reported), 0)
	}
	must(t, rows.Close())
	must(t, rows.Close())
	heard("Query", "update statement 3 Tale")
	value(repo.All(ctx, s, builder.Select(stories)))(t)
	value(s.Exec(ctx, builder.Text("UPDATE tales SET name = 'c' WHERE id = 21")))(t)
	heard("a read, and text")
	value(s.Exec(ctx, builder.Delete(stories).Where(id.Eq(21))))(t)
	heard("Exec of a DELETE", "delete statement 1 Tale")
	must(t, s.Commit(ctx))
	expect(t, "what hooks add is committed", db.stored(t, "SELECT count(*) FROM rumours WHERE text = 'of a statement'"), int64(6))
	withsAreTold(t, db, s, heard)

	refuse = true
	_, err := s.Exec(ctx, builder.Delete(stories).AllRows())
	says(t, err, "not these")
	refused(t, s.Commit(ctx), repo.ErrRollbackRequired)
	must(t, s.Rollback(ctx))
	expect(t, "it is rolled back", db.stored(t, "SELECT count(*) FROM tales WHERE id > 20"), int64(2))
}

// withsAreTold has the hook hear of what a WITH writes, where the database lets it: how much that is no database says.
func withsAreTold(t *testing.T, db *database, s *repo.Session, heard func(what string, want ...string)) {
	t.Helper()
	if db.Dialect().Features&builder.FeatureWritingCTE == 0 {
		return
	}
	ctx, id, renamed := t.Context(), builder.Col(&stories.ID), builder.Derived[Tale]("renamed")
	within := builder.CTE(renamed, builder.Update(stories).Set(builder.Col(&stories.Name).To("hidden")).Where(id.Gt(20)).Returning(id))
	expect(t, "the answer", value(repo.Scalar[int64](ctx, s, builder.SelectColumns(builder.Count()).From(renamed).With(within)))(t), int64(2))
	heard("a SELECT whose WITH writes", "update statement Tale")
	value(s.Exec(ctx, builder.Delete(stories).Where(id.Eq(0)).With(within)))(t)
	heard("a DELETE whose WITH writes", "update statement Tale", "delete statement 0 Tale")
	must(t, s.Commit(ctx))
}
