package main

import (
	"context"

	"github.com/jackc/pgx/v5"
)

func (p hand) users(ctx context.Context, n int) ([]*user, error) {
	low, high := span(n, 100, totalUsers)
	rows, err := p.pool.Query(ctx, selectUsers, low, high)
	if err != nil {
		return nil, err
	}
	users, byKey, keys, err := scanUsers(rows)
	if err != nil {
		return nil, err
	}
	if rows, err = p.pool.Query(ctx, selectToys, keys); err != nil {
		return nil, err
	}
	return users, scanToys(rows, byKey)
}

func scanUsers(rows pgx.Rows) (users []*user, byKey map[int64]*user, keys []int64, err error) {
	defer rows.Close()
	byKey = map[int64]*user{}
	for rows.Next() {
		u := &user{}
		if err := rows.Scan(&u.ID, &u.Name, &u.Email); err != nil {
			return nil, nil, nil, err
		}
		users, keys, byKey[u.ID] = append(users, u), append(keys, u.ID), u
	}
	return users, byKey, keys, rows.Err()
}

// scanToys gives users their toys; a toy that several have is one.
func scanToys(rows pgx.Rows, byKey map[int64]*user) error {
	defer rows.Close()
	seen := map[int64]*toy{}
	var owner int64
	var t toy
	dest := []any{&owner, &t.ID, &t.Name, &t.Price}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if seen[t.ID] == nil {
			one := t
			seen[t.ID] = &one
		}
		u := byKey[owner]
		u.Toys = append(u.Toys, seen[t.ID])
	}
	return rows.Err()
}

func (p hand) graph(ctx context.Context, n int) (*user, error) {
	u := userOf(n)
	return u, p.begin(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, insertUser, u.Name, u.Email).Scan(&u.ID); err != nil {
			return err
		}
		names, prices := toyColumns(u)
		rows, err := tx.Query(ctx, insertToys, names, prices)
		if err != nil {
			return err
		}
		if err := scanToyKeys(rows, u); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, insertLinks, u.ID, toyKeys(u))
		return err
	})
}

func (p hand) graphWithKeys(ctx context.Context, n int) (*user, error) {
	u := keyedUserOf(n)
	return u, p.begin(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, insertUserKey, u.ID, u.Name, u.Email); err != nil {
			return err
		}
		names, prices := toyColumns(u)
		if _, err := tx.Exec(ctx, insertToysKey, toyKeys(u), names, prices); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertLinks, u.ID, toyKeys(u))
		return err
	})
}

func toyColumns(u *user) (names []string, prices []float64) {
	names, prices = make([]string, len(u.Toys)), make([]float64, len(u.Toys))
	for i, t := range u.Toys {
		names[i], prices[i] = t.Name, t.Price
	}
	return names, prices
}

func toyKeys(u *user) []int64 {
	keys := make([]int64, len(u.Toys))
	for i, t := range u.Toys {
		keys[i] = t.ID
	}
	return keys
}

func scanToyKeys(rows pgx.Rows, u *user) error {
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(&u.Toys[i].ID); err != nil {
			return err
		}
	}
	return rows.Err()
}
