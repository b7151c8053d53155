package mistakes_test

import (
	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// inSession is a mistake in a session.
func inSession(do func(w *world, s *repo.Session) error) func(w *world) error {
	return func(w *world) error { return do(w, w.session()) }
}

// added is the mistake of adding.
func added(entities ...any) func(w *world) error {
	return inSession(func(w *world, s *repo.Session) error { return first(s.Add(entities...), s.Commit(w.ctx)) })
}

// got is the mistake of a key.
func got[T any](key ...any) func(w *world) error {
	return func(w *world) error { return second(repo.Get[T](w.ctx, w.engine, key...)) }
}

var none *repo.Session

var ofCalls = []mistake{
	{"Get with a star", got[*Hero](1), "Hero", "without the star"},
	{"Get of what is no model", got[Stranger](1), "Stranger", "add func (Stranger) TableName() string"},
	{"Get of no row", got[Hero](99), "Hero 99", "not found"},
	{"Get without a key", got[Hero](), "Hero", "give 1 of these"},
	{"Get with a key too many", got[Hero](1, 2), "Hero", "give 1 of these"},
	{"Get with a text for a number", got[Hero]("one"), "Hero.ID", "give it one"},
	{"Get with nil", got[Hero](nil), "Hero.ID", "give it one"},
	{"Get with a UUID for a number", got[Hero](uuid.New()), "Hero.ID", "give it one"},
	{"Get with a list of keys", got[Hero]([]int64{1, 2}), "Hero.ID", "give it one"},
	{"Get with half a key", got[Seat]("A"), "Seat", "Row (string), Seat (int64): give 2 of these"},
	{"Get with an entity", got[Hero](&Hero{ID: 1}), "Hero.ID", "give it one"},
	{"Get with a key and a context", func(w *world) error { return second(repo.Get[Hero](w.ctx, w.engine, w.ctx, 1)) }, "Hero", "give 1 of these"},
	{"a nil engine", func(w *world) error { return second(repo.Get[Hero](w.ctx, (*repo.Engine)(nil), 1)) }, "", "repo.Open"},
	{"a nil session", func(w *world) error { return second(repo.Get[Hero](w.ctx, none, 1)) }, "session", "take what Engine.Session answers"},
	{"Add to a nil session", func(*world) error { return none.Add(&Hero{}) }, "session", "take what Engine.Session answers"},
	{"Commit of a nil session", func(w *world) error { return none.Commit(w.ctx) }, "session", "take what Engine.Session answers"},
	{"a nil Reader", func(w *world) error { return second(repo.All(w.ctx, nil, builder.Select(heroes))) }, "", "repo.Open"},
	{"a nil context", func(w *world) error { return second(repo.All(nil, w.engine, builder.Select(heroes))) }, "context", "context.Background()"}, //nolint:staticcheck // the mistake
	{"a nil query", func(w *world) error { return second(repo.All[*Hero](w.ctx, w.engine, nil)) }, "", "give one, as builder.Select"},
	{"One of no row", func(w *world) error {
		return second(repo.One(w.ctx, w.engine, builder.Select(heroes).Where(name.Eq("nobody"))))
	}, "Hero", "not found"},
	{"One of two rows", func(w *world) error { return second(repo.One(w.ctx, w.engine, builder.Select(heroes))) }, "", "more than one row"},
	{"Scalar of no row", func(w *world) error {
		return second(repo.Scalar[string](w.ctx, w.engine, builder.SelectColumns(name).Where(name.Eq("nobody"))))
	}, "", "not found"},
	{"WithParent of nobody", func(w *world) error {
		var nobody *Hero
		return second(repo.All(w.ctx, w.engine, builder.Select(toys).Where(builder.WithParent(&heroes.Toys, nobody))))
	}, "nil *mistakes_test.Hero Hero.Toys", "give a pointer to a struct, and ask nothing where nobody was found"},
	{"WithParent of another type", func(w *world) error {
		return second(repo.All(w.ctx, w.engine, builder.Select(toys).Where(builder.WithParent(&heroes.Toys, &Team{ID: 1}))))
	}, "*mistakes_test.Team Hero.Toys", "give a *Hero"},
	{"Within of nil", func(w *world) error { return second(w.engine.Within(nil)) }, "Within(nil)", "give it a unit of work"},
	{"Add of nil", added(nil), "nil", "give a pointer"},
	{"Add of a typed nil", added((*Hero)(nil)), "Hero", "give a pointer"},
	{"Add of a value", added(Hero{Name: "x"}), "Hero", "give a pointer"},
	{"Add of a list", added([]*Hero{{Name: "x"}}), "Hero", "each of the list"},
	{"Add of a pointer to a pointer", added(func() **Hero { h := &Hero{}; return &h }()), "Hero", "give a pointer to a mapped struct"},
	{"Add of a prototype", added(heroes), "Hero", "make a value of your own"},
	{"Add of what is no model", added(&Stranger{ID: 1}), "Stranger", "add func (Stranger) TableName() string"},
	{"Add of a number", added(new(int)), "int", "give a pointer"},
	{"two entities of one key", added(&Hero{ID: 7, Name: "a"}, &Hero{ID: 7, Name: "b"}), "Hero 7", "Merge yours into it"},
	{"a name that is taken", added(&Hero{Name: "sandy"}), "heroes name", "unique violation"},
	{"a key that is taken", added(&Hero{ID: 1, Name: "x"}), "heroes id", "Attach or Merge"},
	{"a foreign key of no row", added(&Toy{Label: "x", HeroID: new(int64(99))}), "Toy", "foreign key violation"},
	{"Add of an entity of another session", inSession(func(w *world, s *repo.Session) error {
		other := w.session()
		return first(other.Add(w.hero(s, 1)), other.Commit(w.ctx))
	}), "Hero id", "Attach or Merge"},
	{"Delete of a new entity", inSession(func(_ *world, s *repo.Session) error { return s.Delete(&Hero{Name: "x"}) }), "Hero", "read it here, or attach it"},
	{"Delete of a value", inSession(func(_ *world, s *repo.Session) error { return s.Delete(Hero{ID: 1}) }), "Hero", "give a pointer"},
	{"Delete of a key", inSession(func(_ *world, s *repo.Session) error { return s.Delete(1) }), "int", "give a pointer"},
	{"Delete of what an engine read", inSession(func(w *world, s *repo.Session) error {
		h, err := repo.Get[Hero](w.ctx, w.engine, 1)
		return first(err, s.Delete(h))
	}), "Hero", "read it here, or attach it"},
	{"Refresh of a new entity", inSession(func(w *world, s *repo.Session) error { return s.Refresh(w.ctx, &Hero{Name: "x"}) }), "Hero", "read it here, or attach it"},
	{"Refresh of another entity's field", inSession(func(w *world, s *repo.Session) error {
		return s.Refresh(w.ctx, w.hero(s, 1), &someHero.Name)
	}), "Hero", "&entity.Field"},
	{"Set of another entity's field", inSession(func(w *world, s *repo.Session) error {
		return s.Set(w.hero(s, 1), &someHero.Power, builder.Literal(1.0))
	}), "Hero", "&entity.Field"},
	{"Set of a version", inSession(func(w *world, s *repo.Session) error {
		h := w.hero(s, 1)
		return s.Set(h, &h.Version, builder.Literal(7))
	}), "Hero.Version", "leave it out"},
	{"Set of a value", inSession(func(w *world, s *repo.Session) error {
		h := w.hero(s, 1)
		return s.Set(h, h.Power, builder.Literal(1.0))
	}), "Hero float64", "&entity.Field"},
	{"Attach without a key", inSession(func(_ *world, s *repo.Session) error { return s.Attach(&Hero{Name: "x"}) }), "Hero", "add it, if it is new"},
	{"Expunge of a stranger", inSession(func(_ *world, s *repo.Session) error { return s.Expunge(&Hero{ID: 1}) }), "Hero", "read it here, or attach it"},
	{"Load of a new entity's list", inSession(func(w *world, s *repo.Session) error {
		return repo.Load(w.ctx, s, []*Hero{{Name: "x"}}, &heroes.Toys)
	}), "Hero", "read it here, or attach it"},
	{"Load by the entity's field", inSession(func(w *world, s *repo.Session) error {
		h := w.hero(s, 1)
		return repo.Load(w.ctx, s, []*Hero{h}, &h.Toys)
	}), "Toy", "&heroes.Toys"},
	{"Load by a name", inSession(func(w *world, s *repo.Session) error {
		return repo.Load(w.ctx, s, []*Hero{w.hero(s, 1)}, "Toys")
	}), "string", "&heroes.Toys"},
	{"an emptied list that nobody loaded", inSession(func(w *world, s *repo.Session) error {
		w.hero(s, 2).Toys = []*Toy{}
		return s.Commit(w.ctx)
	}), "Hero Toys", "load it, or use Replace"},
	{"*h = Hero{...}", inSession(func(w *world, s *repo.Session) error {
		*w.hero(s, 1) = Hero{Name: "y"}
		return s.Commit(w.ctx)
	}), "Hero", "set them one by one"},
	{"Merge of nil", inSession(func(w *world, s *repo.Session) error { return second(repo.Merge[Hero](w.ctx, s, nil)) }), "Hero", "give a pointer"},
	{"Merge of another entity's field", inSession(func(w *world, s *repo.Session) error {
		return second(repo.Merge(w.ctx, s, &Hero{ID: 1}, &someHero.Name))
	}), "Hero", "&entity.Field"},
	{"InsertAll of a nil row", inSession(func(w *world, s *repo.Session) error { return repo.InsertAll(w.ctx, s, []*Hero{nil}) }), "Hero", "give values of your own"},
	{"UpdateAll of another table's column", inSession(func(w *world, s *repo.Session) error {
		return repo.UpdateAll(w.ctx, s, []*Hero{{ID: 1}}, label)
	}), "Toy", "give builder.Col"},
	{"UpdateAll without a key", inSession(func(w *world, s *repo.Session) error { return repo.UpdateAll(w.ctx, s, []*Hero{{Name: "z"}}) }), "Hero", "set it"},
	{"UpsertAll of one name twice", inSession(func(w *world, s *repo.Session) error {
		return repo.UpsertAll(w.ctx, s, []*Team{{Name: "red"}, {Name: "blue"}, {Name: "red"}}, builder.Col(&teams.Name))
	}), "Team Name 0 2", "give one row for each"},
	{"UpsertAll of one key twice", inSession(func(w *world, s *repo.Session) error {
		return repo.UpsertAll(w.ctx, s, []*Team{{ID: 1, Name: "red"}, {ID: 1, Name: "blue"}})
	}), "Team 0 1", "give one row for each key"},
	{"Replace of nil", inSession(func(w *world, s *repo.Session) error {
		return repo.Replace(w.ctx, s, w.hero(s, 1), nil, []*Toy{})
	}), "", "&entity.Field"},
	{"Collection of a list of another entity", inSession(func(w *world, s *repo.Session) error {
		return second(repo.Collection(s, w.hero(s, 1), &someHero.Toys))
	}), "Hero", "&entity.Field"},
	{"Pages of none", inSession(func(w *world, s *repo.Session) (found error) {
		for _, err := range repo.Pages(w.ctx, s, builder.Select(heroes), 0) {
			found = err
		}
		return found
	}), "0", "say how many"},
	{"Gather into nil", func(w *world) error { return repo.Gather(w.ctx, w.engine, repo.Into(nil, builder.Select(heroes))) }, "nil", "give it the address of a slice"},
	{"Upsert on what is not unique", inSession(func(w *world, s *repo.Session) error {
		return second(repo.Upsert(w.ctx, s, &Hero{Name: "q"}, power))
	}), "", "name columns that are unique together"},
	{"a repository of nil", func(w *world) error { return second(repo.For[Hero](nil).All(w.ctx)) }, "session", "take one with repo.For"},
	{"a repository of a pointer", inSession(func(w *world, s *repo.Session) error { return second(repo.For[*Hero](s).All(w.ctx)) }), "Hero", "without the star"},
}
