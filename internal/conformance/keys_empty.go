package conformance

import (
	"context"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Motto has a key that may be the empty text.
type Motto struct {
	Code string `db:"code,pk"`
	Text string
}

// TableName names the table.
func (Motto) TableName() string { return "mottos" }

var (
	mottos    = builder.Model[Motto]()
	mottoCode = builder.Col(&mottos.Code)
)

// writesOfMottos are the doors by which a row is written that is there, or is not.
var writesOfMottos = map[string]struct {
	there bool // before
	write func(ctx context.Context, s *repo.Session, m *Motto) error
	left  int64
}{
	"Add":       {false, func(_ context.Context, s *repo.Session, m *Motto) error { return s.Add(m) }, 1},
	"InsertAll": {false, func(ctx context.Context, s *repo.Session, m *Motto) error { return repo.InsertAll(ctx, s, []*Motto{m}) }, 1},
	"Attach": {true, func(ctx context.Context, s *repo.Session, m *Motto) error {
		was := &Motto{Code: m.Code, Text: "was"}
		err := s.Attach(was)
		was.Text = m.Text
		return err
	}, 1},
	"Merge": {true, func(ctx context.Context, s *repo.Session, m *Motto) error { return second(repo.Merge(ctx, s, m)) }, 1},
	"Upsert": {true, func(ctx context.Context, s *repo.Session, m *Motto) error {
		return second(repo.Upsert(ctx, s, m, mottoCode))
	}, 1},
	"UpsertAll": {true, func(ctx context.Context, s *repo.Session, m *Motto) error { return repo.UpsertAll(ctx, s, []*Motto{m}) }, 1},
	"UpdateAll": {true, func(ctx context.Context, s *repo.Session, m *Motto) error { return repo.UpdateAll(ctx, s, []*Motto{m}) }, 1},
	"DeleteAll": {true, func(ctx context.Context, s *repo.Session, m *Motto) error { return repo.DeleteAll(ctx, s, []*Motto{m}) }, 0},
}

// EmptyKeysAreKeys: a zero value that nobody makes is a key like others, by every door; one that the database or drey would make is none.
func EmptyKeysAreKeys(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(mottos))
	for door, c := range writesOfMottos {
		t.Run(door, func(t *testing.T) {
			db.exec(t, "DELETE FROM mottos")
			if db.exec(t, "INSERT INTO mottos (code, text) VALUES ('x', 'other')"); c.there {
				db.exec(t, "INSERT INTO mottos (code, text) VALUES ('', 'was')")
			}
			must(t, db.Begin(ctx, func(s *repo.Session) error { return c.write(ctx, s, &Motto{Text: "is"}) }))
			expect(t, "written", db.stored(t, "SELECT count(*) FROM mottos WHERE code = '' AND text = 'is'"), c.left)
			expect(t, "alone", db.stored(t, "SELECT count(*) FROM mottos WHERE text = 'other'"), int64(1))
			expect(t, "all", db.stored(t, "SELECT count(*) FROM mottos"), c.left+1)
		})
	}
	s := db.session(t)
	for what, err := range map[string]error{
		"counted": repo.UpdateAll(ctx, s, []*Toy{{Label: "a"}}), "made here": repo.DeleteAll(ctx, s, []*Hero{{Name: "a"}}), "attached": s.Attach(&Toy{Label: "a"}),
	} {
		t.Run(what, func(t *testing.T) { refused(t, err, repo.ErrInvalidRequest); says(t, err, "has no key") })
	}
}
