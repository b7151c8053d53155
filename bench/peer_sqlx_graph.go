package main

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// ownedToy is a row of toys with the user that it was found for.
type ownedToy struct {
	UserID int64   `db:"user_id"`
	ID     int64   `db:"id"`
	Name   string  `db:"name"`
	Price  float64 `db:"price"`
}

// give puts toys into their users.
func give(users []user, toys []ownedToy) []user {
	byKey := make(map[int64]*user, len(users))
	for i := range users {
		byKey[users[i].ID] = &users[i]
	}
	for _, t := range toys {
		u := byKey[t.UserID]
		u.Toys = append(u.Toys, &toy{t.ID, t.Name, t.Price})
	}
	return users
}

func userKeys(users []user) []int64 {
	keys := make([]int64, len(users))
	for i := range users {
		keys[i] = users[i].ID
	}
	return keys
}

func (p sqlxUser) users(ctx context.Context, n int) ([]user, error) {
	low, high := span(n, 100, totalUsers)
	var users []user
	if err := p.db.SelectContext(ctx, &users, selectUsers, low, high); err != nil {
		return nil, err
	}
	var toys []ownedToy
	if err := p.db.SelectContext(ctx, &toys, selectToys, pq.Array(userKeys(users))); err != nil {
		return nil, err
	}
	return give(users, toys), nil
}

type link struct {
	UserID int64 `db:"user_id"`
	ToyID  int64 `db:"toy_id"`
}

func linksOf(u *user) []link {
	links := make([]link, len(u.Toys))
	for i, t := range u.Toys {
		links[i] = link{u.ID, t.ID}
	}
	return links
}

func (p sqlxUser) graph(ctx context.Context, n int) (*user, error) {
	u := userOf(n)
	return u, p.begin(ctx, func(tx *sqlx.Tx) error {
		if err := tx.QueryRowxContext(ctx, insertUser, u.Name, u.Email).Scan(&u.ID); err != nil {
			return err
		}
		if err := insertNamedToys(ctx, tx, u); err != nil {
			return err
		}
		_, err := tx.NamedExecContext(ctx, "INSERT INTO user_toys_w (user_id, toy_id) VALUES (:user_id, :toy_id)", linksOf(u))
		return err
	})
}

func insertNamedToys(ctx context.Context, tx *sqlx.Tx, u *user) error {
	rows, err := namedRows(ctx, tx, "INSERT INTO toys_w (name, price) VALUES (:name, :price) RETURNING id", u.Toys)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(&u.Toys[i].ID); err != nil {
			return err
		}
	}
	return rows.Err()
}
