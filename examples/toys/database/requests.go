package database

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// requests are Requests in a session of drey.
type requests struct{ s *repo.Session }

var (
	userID = builder.Col(&users.ID)
	toyID  = builder.Col(&toys.ID)
)

// CreateUser sends nothing: the commit sends INSERT and COMMIT, in one trip where the backend can, and fills in what the
// database made.
func (r requests) CreateUser(_ context.Context, name string) (*User, error) {
	user := &User{Name: name, Toys: []*Toy{}}
	return user, r.s.Add(user)
}

// User reads a user with the toys.
func (r requests) User(ctx context.Context, id uuid.UUID) (*User, error) {
	user, err := repo.One(ctx, r.s, builder.Select(users).Where(userID.Eq(id)).Load(builder.SelectIn(&users.Toys)))
	return user, found("user", id, err)
}

// Users reads a page of users with their toys, in two statements whatever their number.
func (r requests) Users(ctx context.Context, page Page) ([]*User, error) {
	return repo.All(ctx, r.s, builder.Select(users).Where(userID.Gt(page.After)).OrderBy(userID.Asc()).Limit(page.Limit).
		Load(builder.SelectIn(&users.Toys)))
}

// RenameUser reads the user; the commit notices the new name, and writes it alone.
func (r requests) RenameUser(ctx context.Context, id uuid.UUID, name string) (*User, error) {
	user, err := r.User(ctx, id)
	if err != nil {
		return nil, err
	}
	user.Name = name
	return user, nil
}

// DeleteUser deletes a user, and with it which toys the user had. The toys stay.
func (r requests) DeleteUser(ctx context.Context, id uuid.UUID) error {
	user, err := repo.Get[User](ctx, r.s, id)
	if err != nil {
		return found("user", id, err)
	}
	return r.s.Delete(user)
}

// GiveToy puts a toy into the user's list, once: the commit inserts the row of user_toy_association.
func (r requests) GiveToy(ctx context.Context, userID, toyID uuid.UUID) (*User, error) {
	user, err := r.User(ctx, userID)
	if err != nil {
		return nil, err
	}
	toy, err := r.Toy(ctx, toyID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(user.Toys, toy) { // within a session one row is one pointer
		user.Toys = append(user.Toys, toy)
	}
	return user, nil
}

// TakeToy takes a toy out of the user's list: the commit deletes the row of user_toy_association.
func (r requests) TakeToy(ctx context.Context, userID, toyID uuid.UUID) (*User, error) {
	user, err := r.User(ctx, userID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(user.Toys, func(t *Toy) bool { return t.ID == toyID })
	if at < 0 {
		return nil, &NotFoundError{"toy of this user,", toyID}
	}
	user.Toys = slices.Delete(user.Toys, at, at+1)
	return user, nil
}

// CreateToy is CreateUser's like.
func (r requests) CreateToy(_ context.Context, name string) (*Toy, error) {
	toy := &Toy{Name: name}
	return toy, r.s.Add(toy)
}

// Toy reads a toy, or takes it from the session if that has read it before.
func (r requests) Toy(ctx context.Context, id uuid.UUID) (*Toy, error) {
	toy, err := repo.Get[Toy](ctx, r.s, id)
	return toy, found("toy", id, err)
}

// Toys reads a page of toys.
func (r requests) Toys(ctx context.Context, page Page) ([]*Toy, error) {
	return repo.All(ctx, r.s, builder.Select(toys).Where(toyID.Gt(page.After)).OrderBy(toyID.Asc()).Limit(page.Limit))
}

// RenameToy is RenameUser's like.
func (r requests) RenameToy(ctx context.Context, id uuid.UUID, name string) (*Toy, error) {
	toy, err := r.Toy(ctx, id)
	if err != nil {
		return nil, err
	}
	toy.Name = name
	return toy, nil
}

// DeleteToy deletes a toy; whoever had it has it no more, by ON DELETE CASCADE.
func (r requests) DeleteToy(ctx context.Context, id uuid.UUID) error {
	toy, err := r.Toy(ctx, id)
	if err != nil {
		return err
	}
	return r.s.Delete(toy)
}

// found tells of a row that is not there in the application's words.
func found(kind string, id uuid.UUID, err error) error {
	if errors.Is(err, repo.ErrNotFound) {
		return &NotFoundError{kind, id}
	}
	return err
}
