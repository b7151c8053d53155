package main

import (
	"context"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

type heroDrey struct {
	ID        int64      `db:"id,pk"`
	Name      string     `db:"name"`
	Age       *int32     `db:"age"`
	AppSrc    string     `db:"app_src"`
	Power     float64    `db:"power"`
	Active    bool       `db:"active"`
	Tags      []string   `db:"tags"`
	CreatedAt time.Time  `db:"created_at,default=now()"`
	UpdatedOn *time.Time `db:"updated_on"`
}

// TableName names the table.
func (heroDrey) TableName() string { return "heroes" }

type heroDreyW heroDrey

// TableName names the table.
func (heroDreyW) TableName() string { return "heroes_w" }

type heroDreyU heroDrey

// TableName names the table.
func (heroDreyU) TableName() string { return "heroes_u" }

func heroDreyOf(h hero) heroDrey {
	return heroDrey(h)
}

// heroesDreyOf makes entities of heroes, next to each other as the heroes are.
func heroesDreyOf(heroes []hero) []*heroDreyW {
	all, out := make([]heroDreyW, len(heroes)), make([]*heroDreyW, len(heroes))
	for i, h := range heroes {
		all[i] = heroDreyW(heroDreyOf(h))
		out[i] = &all[i]
	}
	return out
}

var (
	heroes      = builder.Model[heroDrey]()
	heroesU     = builder.Model[heroDreyU]()
	heroID      = builder.Col(&heroes.ID)
	heroName    = builder.Col(&heroes.Name)
	heroPower   = builder.Col(&heroes.Power)
	heroActive  = builder.Col(&heroes.Active)
	allHeroes   = builder.Select(heroes)
	heroUID     = builder.Col(&heroesU.ID)
	heroUName   = builder.Col(&heroesU.Name)
	heroUPower  = builder.Col(&heroesU.Power)
	heroUUpdate = builder.Col(&heroesU.UpdatedOn)
)

// dreyUser is drey on one backend. Its reads are tracked, in sessions that only read; see [dreyEnginePeer] for others.
type dreyUser struct{ engine *repo.Engine }

// local is whether it also does what has nothing to do with a backend.
func dreyPeer(name string, engine *repo.Engine, close func(func() error), local bool) peer {
	p := dreyUser{engine}
	ops := map[string]op{
		"a": answers(p.get), "b100": answers(p.rows(100)), "b10k": answers(p.rows(10_000)), "c": answers(p.insert),
		"d": answers(p.insertAll), "copy": answers(p.copy), "e": does(p.update), "f": answers(p.users), "g": answers(p.insertAndUpdate),
		"h": answers(p.graph(userOf)), "hk": answers(p.graph(keyedUserOf)), "l": does(p.updateOne(close)), "m": does(p.delete),
	}
	if local {
		ops["k"], ops["i"] = answers(p.known(close)), answers(p.build)
	}
	return peer{name, ops}
}

var readOnly = repo.WithReadOnly()

// reading is one read in a session of its own.
func reading[R any](p dreyUser, read func(s *repo.Session) (R, error), options ...repo.SessionOption) (R, error) {
	s := p.engine.Session(options...)
	defer func() { _ = s.Close() }()
	return read(s)
}

func (p dreyUser) get(ctx context.Context, n int) (*heroDrey, error) {
	return reading(p, func(s *repo.Session) (*heroDrey, error) { return repo.Get[heroDrey](ctx, s, pick(n, totalHeroes)) }, readOnly)
}

func (p dreyUser) rows(count int) func(context.Context, int) ([]*heroDrey, error) {
	return func(ctx context.Context, n int) ([]*heroDrey, error) {
		return reading(p, func(s *repo.Session) ([]*heroDrey, error) { return repo.All(ctx, s, heroRange(n, count)) }, readOnly)
	}
}

func heroRange(n, count int) builder.SelectStmt[*heroDrey] {
	low, high := span(n, count, totalHeroes)
	return allHeroes.Where(heroID.Gt(low), heroID.Le(high))
}

func (p dreyUser) insert(ctx context.Context, n int) (*heroDreyW, error) {
	h := heroDreyW(heroDreyOf(heroOf(n)))
	return &h, p.engine.Begin(ctx, func(s *repo.Session) error { return s.Add(&h) })
}

func (p dreyUser) insertAll(ctx context.Context, n int) ([]*heroDreyW, error) {
	heroes := heroesDreyOf(heroesOf(n))
	return heroes, p.engine.Begin(ctx, func(s *repo.Session) error {
		for _, h := range heroes {
			if err := s.Add(h); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p dreyUser) copy(ctx context.Context, n int) ([]*heroDreyW, error) {
	heroes := heroesDreyOf(keyed(heroesOf(n)))
	return heroes, p.engine.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, heroes) })
}

func (p dreyUser) update(ctx context.Context, n int) error {
	changes := changesOf(n)
	heroes := make([]heroDreyU, len(changes))
	return p.engine.Begin(ctx, func(s *repo.Session) error {
		for i, c := range changes {
			h := &heroes[i]
			h.ID, h.AppSrc, h.Tags = c.ID, c.AppSrc, c.Tags
			if err := s.Attach(h); err != nil {
				return err
			}
			h.Name, h.Power, h.UpdatedOn = c.Name, c.Power, c.UpdatedOn
		}
		return nil
	})
}

func (p dreyUser) insertAndUpdate(ctx context.Context, n int) (*heroDreyW, error) {
	h, changed := heroDreyW(heroDreyOf(heroOf(n))), &heroDreyU{ID: pick(n, totalChanged), Power: -1}
	return &h, p.engine.Begin(ctx, func(s *repo.Session) error {
		if err := s.Attach(changed); err != nil {
			return err
		}
		changed.Power = float64(n)
		return s.Add(&h)
	})
}

// known reads what a session has tracked for as long as the program lasts.
func (p dreyUser) known(close func(func() error)) func(context.Context, int) (*heroDrey, error) {
	var s *repo.Session
	return func(ctx context.Context, n int) (*heroDrey, error) {
		if s == nil {
			s = p.engine.Session(readOnly)
			close(s.Close)
			if _, err := repo.All(ctx, s, heroRange(0, trackedRows)); err != nil {
				return nil, err
			}
		}
		return repo.Get[heroDrey](ctx, s, pick(n, trackedRows))
	}
}

// updateOne changes one of the rows that a long-lived session tracks.
func (p dreyUser) updateOne(close func(func() error)) func(context.Context, int) error {
	var s *repo.Session
	byKey := map[int64]*heroDreyU{}
	return func(ctx context.Context, n int) error {
		if s == nil {
			s = p.engine.Session()
			close(s.Close)
			tracked, err := repo.All(ctx, s, builder.Select(heroesU).Where(heroUID.Le(trackedRows)))
			if err != nil {
				return err
			}
			for _, h := range tracked {
				byKey[h.ID] = h
			}
		}
		byKey[pick(n, trackedRows)].Power = -float64(n)
		return s.Commit(ctx)
	}
}

func (p dreyUser) build(_ context.Context, n int) (sqlText, error) {
	text, args, err := builder.Compile(builder.SelectColumns(heroID, heroName, heroPower).Join(links, linkUser.EqCol(heroID)).
		Where(heroActive.Eq(true), heroPower.Gt(float64(n)), heroName.Like("Hero%")).OrderBy(heroPower.Desc()).Limit(10), builder.Postgres())
	return sqlText{text, args}, err
}
