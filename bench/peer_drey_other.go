package main

import (
	"context"

	"github.com/drey-db/drey/repo"
)

// dreyEnginePeer is drey without tracking: an engine reads, and bulk verbs write.
func dreyEnginePeer(engine *repo.Engine) peer {
	p := dreyEngine{engine}
	return peer{"drey, not tracked", map[string]op{
		"a": answers(p.get), "b100": answers(p.rows(100)), "b10k": answers(p.rows(10_000)), "e": does(p.update), "f": answers(p.users),
	}}
}

type dreyEngine struct{ engine *repo.Engine }

func (p dreyEngine) get(ctx context.Context, n int) (*heroDrey, error) {
	return repo.Get[heroDrey](ctx, p.engine, pick(n, totalHeroes))
}

func (p dreyEngine) rows(count int) func(context.Context, int) ([]*heroDrey, error) {
	return func(ctx context.Context, n int) ([]*heroDrey, error) {
		return repo.All(ctx, p.engine, heroRange(n, count))
	}
}

func (p dreyEngine) users(ctx context.Context, n int) ([]*userDrey, error) {
	return repo.All(ctx, p.engine, userRange(n))
}

func (p dreyEngine) update(ctx context.Context, n int) error {
	changes := changesOf(n)
	heroes := make([]*heroDreyU, len(changes))
	for i, c := range changes {
		h := heroDreyU(heroDreyOf(c))
		heroes[i] = &h
	}
	return p.engine.Begin(ctx, func(s *repo.Session) error {
		return repo.UpdateAll(ctx, s, heroes, heroUName, heroUPower, heroUUpdate)
	})
}

// dreySessionPeer is drey with sessions as they are by default: a transaction each.
func dreySessionPeer(engine *repo.Engine) peer {
	p := dreyUser{engine}
	return peer{"drey, default session", map[string]op{
		"a": answers(func(ctx context.Context, n int) (*heroDrey, error) {
			return reading(p, func(s *repo.Session) (*heroDrey, error) { return repo.Get[heroDrey](ctx, s, pick(n, totalHeroes)) })
		}),
		"b100": answers(func(ctx context.Context, n int) ([]*heroDrey, error) {
			return reading(p, func(s *repo.Session) ([]*heroDrey, error) { return repo.All(ctx, s, heroRange(n, 100)) })
		}),
		"f": answers(func(ctx context.Context, n int) ([]*userDrey, error) {
			return reading(p, func(s *repo.Session) ([]*userDrey, error) { return repo.All(ctx, s, userRange(n)) })
		}),
	}}
}
