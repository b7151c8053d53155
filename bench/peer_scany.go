package main

import (
	"context"

	"github.com/georgysavva/scany/v2/pgxscan"
	"github.com/jackc/pgx/v5/pgxpool"
)

// scanyUser is scany over pgx. What it does not read is written as by hand, and so is no row of its own.
type scanyUser struct{ pool *pgxpool.Pool }

func scanyPeer(pool *pgxpool.Pool) peer {
	p := scanyUser{pool}
	return peer{"scany", map[string]op{
		"a": answers(p.get), "b100": answers(p.rows(100)), "b10k": answers(p.rows(10_000)), "c": answers(p.insert), "f": answers(p.users),
	}}
}

func (p scanyUser) get(ctx context.Context, n int) (*hero, error) {
	h := &hero{}
	return h, pgxscan.Get(ctx, p.pool, h, selectHero, pick(n, totalHeroes))
}

func (p scanyUser) rows(count int) func(context.Context, int) ([]hero, error) {
	return func(ctx context.Context, n int) (heroes []hero, err error) {
		low, high := span(n, count, totalHeroes)
		err = pgxscan.Select(ctx, p.pool, &heroes, selectHeroes, low, high)
		return heroes, err
	}
}

func (p scanyUser) insert(ctx context.Context, n int) (*hero, error) {
	h := heroOf(n)
	return &h, pgxscan.Get(ctx, p.pool, &h, insertHero, heroArgs(&h)...)
}

func (p scanyUser) users(ctx context.Context, n int) ([]user, error) {
	low, high := span(n, 100, totalUsers)
	var users []user
	if err := pgxscan.Select(ctx, p.pool, &users, selectUsers, low, high); err != nil {
		return nil, err
	}
	var toys []ownedToy
	if err := pgxscan.Select(ctx, p.pool, &toys, selectToys, userKeys(users)); err != nil {
		return nil, err
	}
	return give(users, toys), nil
}
