package conformance

import (
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Crew is what hands and a trunk refer to, which count versions, and may do without it.
type Crew struct {
	ID    int64
	Hands []*Hand    `rel:"has-many"`
	Trunk *Trunk     `rel:"has-one"`
	Gone  *time.Time `db:"gone,softdelete"`
}

// Hand is of a crew, and of a chief.
type Hand struct {
	ID      int64
	CrewID  *int64
	ChiefID *int64
	Chief   *Hand      `rel:"belongs-to"`
	Aides   []*Hand    `rel:"has-many,fk=chief_id"`
	Rev     int        `db:"rev,version"`
	Gone    *time.Time `db:"gone,softdelete"`
}

// Trunk is a crew's.
type Trunk struct {
	ID     int64
	CrewID *int64
	Rev    int `db:"rev,version"`
}

// TableName names the table.
func (Crew) TableName() string { return "crews" }

// TableName names the table.
func (Hand) TableName() string { return "hands" }

// TableName names the table.
func (Trunk) TableName() string { return "trunks" }

var (
	crews  = builder.Model[Crew]()
	hands  = builder.Model[Hand]()
	trunks = builder.Model[Trunk]()
)

// VersionedChildrenGoWithTheirParents: a flush that deletes a parent, whose children nobody has read, and some of these does not
// count the versions by which it deletes them. What stays of the children loses its foreign key.
func VersionedChildrenGoWithTheirParents(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, schema.MustOf(crews, hands, trunks).CreateAll(ctx, db.Engine))
	for name, remove := range map[string]func(s *repo.Session, entities ...any) error{"delete": (*repo.Session).Delete, "purge": (*repo.Session).Purge} {
		t.Run(name, func(t *testing.T) {
			for _, table := range []string{"trunks", "hands", "crews"} {
				db.exec(t, "DELETE FROM "+table)
			}
			crew := &Crew{Hands: []*Hand{{}, {}, {}}, Trunk: &Trunk{}}
			chief := &Hand{Aides: []*Hand{{Aides: []*Hand{{}}}, {}}}
			must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(crew, chief) }))
			must(t, db.Begin(ctx, func(s *repo.Session) error {
				read := []any{value(repo.Get[Hand](ctx, s, crew.Hands[1].ID))(t), value(repo.Get[Trunk](ctx, s, crew.Trunk.ID))(t), value(repo.Get[Crew](ctx, s, crew.ID))(t)}
				return remove(s, read...)
			}))
			must(t, db.Begin(ctx, func(s *repo.Session) error {
				var tree []any
				for _, h := range value(repo.All(ctx, s, builder.Select(hands).Where(builder.NullCol(&hands.CrewID).IsNull(), builder.Col(&hands.ID).NotIn(crew.Hands[0].ID, crew.Hands[2].ID))))(t) {
					tree = append(tree, h)
				}
				expect(t, "all of a tree", len(tree), 4)
				return remove(s, tree...)
			}))
			expect(t, "hands", value(repo.Count(ctx, db, builder.Select(hands)))(t), int64(2))
			expect(t, "crews", value(repo.Count(ctx, db, builder.Select(crews)))(t), int64(0))
			expect(t, "trunks", value(repo.Count(ctx, db, builder.Select(trunks)))(t), int64(0))
			if name == "purge" {
				expect(t, "rows", db.stored(t, "SELECT count(*) FROM hands WHERE crew_id IS NULL"), int64(2))
			}
		})
	}
}

// BulkUpdatesTellVersions: what the session's own UpdateAll counted up is not somebody else's doing, whether the entity is written next, or
// loses its parent.
func BulkUpdatesTellVersions(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, schema.MustOf(crews, hands, trunks).CreateAll(ctx, db.Engine))
	for name, write := range map[string]func(s *repo.Session, crew *Crew, hand *Hand) error{
		"edited":             func(_ *repo.Session, _ *Crew, hand *Hand) error { hand.ChiefID = &hand.ID; return nil },
		"parent deleted":     func(s *repo.Session, crew *Crew, _ *Hand) error { return s.Purge(crew) },
		"deleted":            func(s *repo.Session, _ *Crew, hand *Hand) error { return s.Purge(hand) },
		"updated once again": func(s *repo.Session, _ *Crew, hand *Hand) error { return repo.UpdateAll(ctx, s, []*Hand{hand}) },
	} {
		for _, commits := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				s := db.session(t)
				crew := &Crew{Hands: []*Hand{{}}}
				must(t, s.Add(crew))
				must(t, s.Commit(ctx))
				own := db.session(t)
				c, h := value(repo.Get[Crew](ctx, own, crew.ID))(t), value(repo.Get[Hand](ctx, own, crew.Hands[0].ID))(t)
				must(t, repo.UpdateAll(ctx, own, []*Hand{{ID: h.ID, CrewID: h.CrewID, Rev: h.Rev}}))
				if commits {
					must(t, own.Commit(ctx))
				}
				must(t, write(own, c, h))
				must(t, own.Commit(ctx))
				must(t, own.Close())
			})
		}
	}
}
