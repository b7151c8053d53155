package main

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// rowByRow is pgx with one statement for each row, as most programs are written.
type rowByRow struct{ hand }

func rowByRowPeer(pool *pgxpool.Pool) peer {
	p := rowByRow{hand{pool}}
	return peer{"pgx, row by row", map[string]op{"d": answers(p.insertAll), "e": does(p.update), "h": answers(p.graph)}}
}

func (p rowByRow) insertAll(ctx context.Context, n int) ([]hero, error) {
	heroes := heroesOf(n)
	return heroes, p.begin(ctx, func(tx pgx.Tx) error {
		for i := range heroes {
			h := &heroes[i]
			if err := tx.QueryRow(ctx, insertHero, heroArgs(h)...).Scan(&h.ID, &h.CreatedAt); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p rowByRow) update(ctx context.Context, n int) error {
	return p.begin(ctx, func(tx pgx.Tx) error {
		for _, h := range changesOf(n) {
			if _, err := tx.Exec(ctx, updateHero, h.ID, h.Name, h.Power, h.UpdatedOn); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p rowByRow) graph(ctx context.Context, n int) (*user, error) {
	u := userOf(n)
	return u, p.begin(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, insertUser, u.Name, u.Email).Scan(&u.ID); err != nil {
			return err
		}
		for _, t := range u.Toys {
			if err := tx.QueryRow(ctx, insertToy, t.Name, t.Price).Scan(&t.ID); err != nil {
				return err
			}
		}
		for _, t := range u.Toys {
			if _, err := tx.Exec(ctx, insertLink, u.ID, t.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
