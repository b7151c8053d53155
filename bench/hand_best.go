package main

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// best is the best that a person can write on pgx: everything in as few trips as its keys allow.
type best struct{ hand }

func bestPeer(pool *pgxpool.Pool) peer {
	p := best{hand{pool}}
	return peer{"pgx, fewest trips", map[string]op{
		"d": answers(p.insertAll), "e": does(p.update), "f": answers(p.users), "g": answers(p.insertAndUpdate),
		"h": answers(p.graph), "hk": answers(p.graphWithKeys), "m": does(p.delete),
	}}
}

// The statements of a batch are one transaction, without BEGIN and COMMIT.

func (p best) insertAll(ctx context.Context, n int) ([]hero, error) {
	heroes := heroesOf(n)
	rows, err := p.pool.Query(ctx, insertHeroes, columnsOf(heroes)...)
	if err != nil {
		return nil, err
	}
	return heroes, scanKeys(rows, heroes)
}

func (p best) update(ctx context.Context, n int) error {
	_, err := p.pool.Exec(ctx, updateHeroes, changedColumns(changesOf(n))...)
	return err
}

func (p best) users(ctx context.Context, n int) (users []*user, err error) {
	low, high := span(n, 100, totalUsers)
	batch, byKey := &pgx.Batch{}, map[int64]*user{}
	batch.Queue(selectUsers, low, high).Query(func(rows pgx.Rows) (err error) {
		users, byKey, _, err = scanUsers(rows)
		return err
	})
	batch.Queue(selectToysOf, low, high).Query(func(rows pgx.Rows) error { return scanToys(rows, byKey) })
	err = p.pool.SendBatch(ctx, batch).Close()
	return users, err
}

func (p best) insertAndUpdate(ctx context.Context, n int) (*hero, error) {
	h, batch := heroOf(n), &pgx.Batch{}
	batch.Queue(insertHero, heroArgs(&h)...).QueryRow(func(row pgx.Row) error { return row.Scan(&h.ID, &h.CreatedAt) })
	batch.Queue(updatePower, pick(n, totalChanged), float64(n))
	return &h, p.pool.SendBatch(ctx, batch).Close()
}

// graph needs the keys for the links: two trips.
func (p best) graph(ctx context.Context, n int) (*user, error) {
	u := userOf(n)
	return u, p.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		names, prices := toyColumns(u)
		batch := &pgx.Batch{}
		batch.Queue("BEGIN")
		batch.Queue(insertUser, u.Name, u.Email).QueryRow(func(row pgx.Row) error { return row.Scan(&u.ID) })
		batch.Queue(insertToys, names, prices).Query(func(rows pgx.Rows) error { return scanToyKeys(rows, u) })
		if err := c.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		batch = &pgx.Batch{}
		batch.Queue(insertLinks, u.ID, toyKeys(u))
		batch.Queue("COMMIT")
		return c.SendBatch(ctx, batch).Close()
	})
}

func (p best) graphWithKeys(ctx context.Context, n int) (*user, error) {
	u, batch := keyedUserOf(n), &pgx.Batch{}
	names, prices := toyColumns(u)
	batch.Queue(insertUserKey, u.ID, u.Name, u.Email)
	batch.Queue(insertToysKey, toyKeys(u), names, prices)
	batch.Queue(insertLinks, u.ID, toyKeys(u))
	return u, p.pool.SendBatch(ctx, batch).Close()
}

func (p best) delete(ctx context.Context, _ int) error {
	keys, batch := deletedKeys(), &pgx.Batch{}
	batch.Queue(deleteLinks, keys)
	batch.Queue(deleteUsers, keys)
	return p.pool.SendBatch(ctx, batch).Close()
}
