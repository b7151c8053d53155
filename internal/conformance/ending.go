package conformance

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// BeginsLeaveWhatSessionsLeave: a Begin, whose commit is its session's last, leaves to its entities the values, lists and pointers
// that a session leaves which goes on after its commit, and knows them alike.
func BeginsLeaveWhatSessionsLeave(t *testing.T, b Backend) {
	begun := leaves(t, b, func(ctx context.Context, db *database, fn func(*repo.Session) error) error { return db.Begin(ctx, fn) })
	gone := leaves(t, b, func(ctx context.Context, db *database, fn func(*repo.Session) error) error {
		s := db.Session()
		if err := fn(s); err != nil {
			return err
		}
		return s.Commit(ctx)
	})
	for i := range gone {
		expect(t, gone[i].what, begun[i], gone[i])
	}
}

// left is what a transaction leaves of one entity.
type left struct {
	what   string
	entity any
	state  repo.State
}

// leaves returns what is left of entities that were new, changed, moved and deleted in transactions that run carries out.
func leaves(t *testing.T, b Backend, run func(context.Context, *database, func(*repo.Session) error) error) (all []left) {
	db := b.open(t)
	db.create(t, library())
	l := &leaver{T: t, db: db, run: run}
	deleted := l.addsAndChanges()
	l.addsAgainAndTakesOver(deleted)
	return l.all
}

// leaver runs transactions, and notes what each leaves to its entities.
type leaver struct {
	*testing.T
	db      *database
	run     func(context.Context, *database, func(*repo.Session) error) error
	session *repo.Session // of the last transaction
	all     []left
}

func (l *leaver) transact(fn func(*repo.Session) error) {
	l.Helper()
	must(l.T, l.run(l.Context(), l.db, func(s *repo.Session) error {
		l.session = s
		return fn(s)
	}))
}

func (l *leaver) note(what string, entities ...any) {
	l.Helper()
	must(l.T, l.session.Close())
	for _, e := range entities {
		l.all = append(l.all, left{what, e, l.session.State(e)})
	}
}

// addsAndChanges returns an entity that it has deleted.
func (l *leaver) addsAndChanges() (deleted *Toy) {
	ctx := l.Context()
	prose := &Genre{ID: uuid.UUID{15: 1}, Name: "prose"}
	first, second := &Book{Title: "one", Genres: []*Genre{prose}}, &Book{Title: "two"}
	author, ball, team := &Author{Name: "ann", Books: []*Book{second, first}, Profile: &Profile{Bio: "b"}}, &Toy{Label: "ball"}, &Team{Code: "a", Year: 1}
	l.transact(func(s *repo.Session) error { return s.Add(author, ball, team) })
	l.note("new", author, first, second, prose, author.Profile, ball, team)

	var found []*Author
	l.transact(func(s *repo.Session) (err error) {
		if found, err = repo.All(ctx, s, builder.Select(authors).Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres)), builder.SelectIn(&authors.Profile))); err != nil {
			return err
		}
		a := found[0]
		a.Name, a.Books[0].Title = "bea", "uno"
		a.Books = append(a.Books[:1], &Book{Title: "three", Genres: a.Books[0].Genres})
		a.Profile = nil
		if team, err = repo.Get[Team](ctx, s, team.Code, team.Year); err != nil {
			return err
		}
		team.Name = "reds"
		if ball, err = repo.Get[Toy](ctx, s, ball.ID); err != nil {
			return err
		}
		return s.Delete(ball)
	})
	l.note("changed", found[0], found[0].Books[0], found[0].Books[1], team, ball)
	return ball
}

func (l *leaver) addsAgainAndTakesOver(ball *Toy) {
	ctx := l.Context()
	things := &Thing{Pin: "1", Tags: []string{"a"}}
	l.transact(func(s *repo.Session) error {
		if err := s.Add(things, ball); err != nil {
			return err
		}
		if err := s.Flush(ctx); err != nil {
			return err
		}
		things.Small, ball.Label = 3, "cube"
		return nil
	})
	l.note("flushed before", things, ball)

	instead := &Toy{ID: ball.ID, Label: "ball again"}
	l.transact(func(s *repo.Session) (err error) {
		if ball, err = repo.Get[Toy](ctx, s, ball.ID); err != nil {
			return err
		}
		if err := s.Delete(ball); err != nil {
			return err
		}
		return s.Add(instead)
	})
	l.note("another one in its row", ball, instead)
}
