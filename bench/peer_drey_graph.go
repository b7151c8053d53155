package main

import (
	"context"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

type userDrey struct {
	ID    int64      `db:"id,pk"`
	Name  string     `db:"name"`
	Email string     `db:"email"`
	Toys  []*toyDrey `rel:"many-to-many,through=user_toys,fk=user_id,ref=toy_id"`
}

// TableName names the table.
func (userDrey) TableName() string { return "users" }

type toyDrey struct {
	ID    int64   `db:"id,pk"`
	Name  string  `db:"name"`
	Price float64 `db:"price"`
}

// TableName names the table.
func (toyDrey) TableName() string { return "toys" }

type userDreyW struct {
	ID    int64       `db:"id,pk"`
	Name  string      `db:"name"`
	Email string      `db:"email"`
	Toys  []*toyDreyW `rel:"many-to-many,through=user_toys_w,fk=user_id,ref=toy_id"`
}

// TableName names the table.
func (userDreyW) TableName() string { return "users_w" }

type toyDreyW struct {
	ID    int64   `db:"id,pk"`
	Name  string  `db:"name"`
	Price float64 `db:"price"`
}

// TableName names the table.
func (toyDreyW) TableName() string { return "toys_w" }

// linkDrey is a row of the association, for statements that name it.
type linkDrey struct {
	UserID int64 `db:"user_id,pk"`
	ToyID  int64 `db:"toy_id,pk"`
}

// TableName names the table.
func (linkDrey) TableName() string { return "user_toys" }

var (
	users        = builder.Model[userDrey]()
	userID       = builder.Col(&users.ID)
	usersAndToys = builder.Select(users).Load(builder.SelectIn(&users.Toys))
	links        = builder.Model[linkDrey]()
	linkUser     = builder.Col(&links.UserID)
)

func (p dreyUser) users(ctx context.Context, n int) ([]*userDrey, error) {
	return reading(p, func(s *repo.Session) ([]*userDrey, error) { return repo.All(ctx, s, userRange(n)) }, readOnly)
}

func userRange(n int) builder.SelectStmt[*userDrey] {
	low, high := span(n, 100, totalUsers)
	return usersAndToys.Where(userID.Gt(low), userID.Le(high))
}

func (p dreyUser) graph(make func(n int) *user) func(context.Context, int) (*userDreyW, error) {
	return func(ctx context.Context, n int) (*userDreyW, error) {
		from := make(n)
		u := &userDreyW{ID: from.ID, Name: from.Name, Email: from.Email}
		for _, t := range from.Toys {
			u.Toys = append(u.Toys, &toyDreyW{t.ID, t.Name, t.Price})
		}
		return u, p.engine.Begin(ctx, func(s *repo.Session) error { return s.Add(u) })
	}
}

func (p dreyUser) delete(ctx context.Context, _ int) error {
	keys := deletedKeys()
	users := make([]userDreyW, len(keys))
	return p.engine.Begin(ctx, func(s *repo.Session) error {
		for i, key := range keys {
			users[i].ID = key
			if err := s.Attach(&users[i]); err != nil {
				return err
			}
			if err := s.Delete(&users[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
