package conformance

import (
	"database/sql"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// readsHands are ways to have a hand of which the session cannot tell whose it is.
var readsHands = map[string]func(t *testing.T, s *repo.Session, id int64) *Hand{
	"in part": func(t *testing.T, s *repo.Session, id int64) *Hand {
		return value(repo.One(t.Context(), s, builder.Select(hands).Unfiltered().Where(builder.Col(&hands.ID).Eq(id)).LoadOnly(builder.NullCol(&hands.ChiefID))))(t)
	},
	"expired": func(t *testing.T, s *repo.Session, id int64) *Hand {
		h := value(repo.Get[Hand](t.Context(), s, id, repo.Unfiltered()))(t)
		must(t, s.Expire(h))
		return h
	},
	"moved by criteria": func(t *testing.T, s *repo.Session, id int64) *Hand {
		h := value(repo.Get[Hand](t.Context(), s, id, repo.Unfiltered()))(t)
		crew := builder.NullCol(&hands.CrewID)
		value(s.Exec(t.Context(), builder.Update(hands).Unfiltered().Set(crew.ToNull()).Where(builder.Col(&hands.ID).Eq(id))))(t)
		value(s.Exec(t.Context(), builder.Update(hands).Unfiltered().Set(crew.To(*h.CrewID)).Where(builder.Col(&hands.ID).Eq(id))))(t)
		return h
	},
}

// DeletesTellVersionsOfWhatWasReadInPart: a delete that empties foreign keys leaves no entity behind with a version that its row no longer
// has, though the session cannot tell whose child it is: the next flush that writes it is not refused.
func DeletesTellVersionsOfWhatWasReadInPart(t *testing.T, b Backend) {
	db := b.open(t)
	must(t, schema.MustOf(crews, hands, trunks).CreateAll(t.Context(), db.Engine))
	for name, read := range readsHands {
		for _, gone := range []bool{false, true} {
			for _, remove := range []func(s *repo.Session, entities ...any) error{(*repo.Session).Delete, (*repo.Session).Purge} {
				t.Run(name, func(t *testing.T) { db.readsInPart(t, read, gone, remove) })
			}
		}
	}
	t.Run("has-one", db.readsTrunkInPart)
}

func (db *database) readsInPart(t *testing.T, read func(*testing.T, *repo.Session, int64) *Hand, gone bool, remove func(*repo.Session, ...any) error) {
	ctx := t.Context()
	crew := &Crew{Hands: []*Hand{{}, {}}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(crew) }))
	if gone {
		must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Delete(value(repo.Get[Hand](ctx, s, crew.Hands[0].ID))(t)) }))
	}
	s := db.session(t)
	hand := read(t, s, crew.Hands[0].ID)
	must(t, remove(s, value(repo.Get[Crew](ctx, s, crew.ID))(t)))
	must(t, s.Flush(ctx))
	if s.State(hand) == repo.Persistent {
		hand.ChiefID = &hand.ID
		must(t, s.Flush(ctx))
	}
	must(t, s.Commit(ctx))
	expect(t, "hands of the crew", db.stored(t, "SELECT count(*) FROM hands WHERE crew_id = :id", sql.Named("id", crew.ID)), int64(0))
	expect(t, "the version in memory", db.stored(t, "SELECT count(*) FROM hands WHERE id = :id AND chief_id = id AND rev <> :rev", sql.Named("id", hand.ID), sql.Named("rev", hand.Rev)), int64(0))
	expect(t, "hands", db.stored(t, "SELECT count(*) FROM hands WHERE id = :id AND chief_id = id", sql.Named("id", hand.ID)), int64(1))
}

// readsTrunkInPart is the same of the one that a has-one leads to.
func (db *database) readsTrunkInPart(t *testing.T) {
	ctx := t.Context()
	crew := &Crew{Trunk: &Trunk{}}
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(crew) }))
	s := db.session(t)
	trunk := value(repo.One(ctx, s, builder.Select(trunks).Where(builder.Col(&trunks.ID).Eq(crew.Trunk.ID)).LoadOnly(builder.Col(&trunks.Rev))))(t)
	must(t, s.Delete(value(repo.Get[Crew](ctx, s, crew.ID))(t)))
	must(t, s.Flush(ctx))
	must(t, s.Delete(trunk))
	must(t, s.Commit(ctx))
	expect(t, "trunks", db.stored(t, "SELECT count(*) FROM trunks WHERE id = :id", sql.Named("id", crew.Trunk.ID)), int64(0))
}
