package conformance

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// doubted is a list, or one of its elements, of which the session does not know what the database has.
type doubted struct {
	elsewhere string // who takes the player out, or puts it in
	renewed   bool   // the player is read again
	list      bool   // the list is loaded again
	door      string // how the program puts the player in, or takes it out
}

// ListsInDoubtAreWritten: what is put into a list, or taken out of it, is written whatever the session believed of it, where somebody
// else may have changed that.
func ListsInDoubtAreWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	for _, by := range []string{"criteria", "another session", "another session, and read in part", "updated in bulk"} {
		for bits := range 4 {
			for _, door := range []string{"Add", "append", "pointer", "Remove"} {
				d := doubted{by, bits&1 > 0, bits&2 > 0, door}
				t.Run(fmt.Sprintf("%+v", d), func(t *testing.T) { d.try(t, db) })
			}
		}
	}
}

func (d doubted) try(t *testing.T, db *database) {
	ctx := t.Context()
	for _, table := range []string{"players", "clubs"} {
		db.exec(t, "DELETE FROM "+table)
	}
	club, amy := &Club{Name: "reds"}, &Player{Name: "amy"}
	s := db.session(t)
	must(t, s.Add(club, amy, &Player{Name: "bo", Club: club}))
	takes := d.door == "Remove"
	if !takes {
		amy.Club = club
	}
	must(t, s.Commit(ctx))
	d.change(t, db, s, club, amy, takes)
	if d.elsewhere == "another session, and read in part" {
		s = db.session(t)
		club = value(repo.Get[Club](ctx, s, club.ID))(t)
		amy = value(repo.One(ctx, s, builder.Select(players).Where(builder.Col(&players.Name).Eq("amy")).LoadOnly(builder.Col(&players.Name))))(t)
	}
	if d.renewed {
		amy = value(repo.Get[Player](ctx, s, amy.ID))(t)
	}
	if d.list {
		must(t, repo.Load(ctx, s, []*Club{club}, &clubs.Players))
	}
	list := value(repo.Collection(s, club, &club.Players))(t)
	switch d.door {
	case "Add":
		must(t, list.Add(amy))
	case "append":
		if slices.Contains(club.Players, amy) {
			return // twice is refused
		}
		club.Players = append(club.Players, amy)
	case "pointer":
		if amy.Club == club {
			return // nothing is said
		}
		amy.Club = club
	case "Remove":
		must(t, list.Remove(ctx, amy))
	}
	must(t, s.Commit(ctx))
	want := int64(1)
	if takes {
		want = 0
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM players WHERE name = 'amy' AND club_id IS NOT NULL"), want)
	must(t, s.Close())
}

// change puts the player into the club, or takes it out.
func (d doubted) change(t *testing.T, db *database, s *repo.Session, club *Club, amy *Player, in bool) {
	t.Helper()
	ctx := t.Context()
	var to *uuid.UUID
	if in {
		to = &club.ID
	}
	update := builder.Update(players).Set(builder.Col(&players.ClubID).To(to)).Where(builder.Col(&players.ID).Eq(amy.ID))
	switch d.elsewhere {
	case "criteria":
		must(t, second(s.Exec(ctx, update)))
		must(t, s.Commit(ctx))
	case "another session", "another session, and read in part":
		must(t, second(db.Exec(ctx, update)))
		s.ExpireAll()
	case "updated in bulk":
		must(t, repo.UpdateAll(ctx, s, []*Player{{ID: amy.ID, Name: "amy", ClubID: to}}))
		must(t, s.Commit(ctx))
	}
}
