package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/drey-db/drey/examples/toys/database"
)

// requests are database.Requests on a transaction, or on the database for those that read.
type requests struct{ db bun.IDB }

func (r requests) CreateUser(ctx context.Context, name string) (*database.User, error) {
	u := &user{ID: uuid.Must(uuid.NewV7()), Name: name, Stamps: stamps()}
	_, err := r.db.NewInsert().Model(u).Exec(ctx)
	return u.entity(), err
}

// byName is the order of a user's toys.
func byName(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("toy.name", "toy.id") }

func (r requests) User(ctx context.Context, id uuid.UUID) (*database.User, error) {
	u, err := r.user(ctx, id)
	return u.entity(), err
}

func (r requests) user(ctx context.Context, id uuid.UUID) (*user, error) {
	u := &user{}
	err := r.db.NewSelect().Model(u).Relation("Toys", byName).Where("?TableAlias.id = ?", id).Scan(ctx)
	return u, found("user", id, err)
}

func (r requests) Users(ctx context.Context, page database.Page) ([]*database.User, error) {
	var list []*user
	err := r.db.NewSelect().Model(&list).Relation("Toys", byName).Where("?TableAlias.id > ?", page.After).
		OrderExpr("?TableAlias.id").Limit(int64(page.Limit)).Scan(ctx)
	users := make([]*database.User, len(list))
	for i, u := range list {
		users[i] = u.entity()
	}
	return users, err
}

func (r requests) RenameUser(ctx context.Context, id uuid.UUID, name string) (*database.User, error) {
	u, err := r.user(ctx, id)
	if err != nil || u.Name == name {
		return u.entity(), err
	}
	u.Name, u.UpdatedOn = name, stamps().UpdatedOn
	_, err = r.db.NewUpdate().Model(u).Column("name", "updated_on").WherePK().Exec(ctx)
	return u.entity(), err
}

func (r requests) DeleteUser(ctx context.Context, id uuid.UUID) error {
	return gone("user", id)(r.db.NewDelete().Model(&user{ID: id}).WherePK().Exec(ctx)) // and the pairs, by ON DELETE CASCADE
}

func (r requests) GiveToy(ctx context.Context, userID, toyID uuid.UUID) (*database.User, error) {
	u, err := r.user(ctx, userID)
	if err != nil {
		return nil, err
	}
	given, err := r.Toy(ctx, toyID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(u.Toys, func(t *toy) bool { return t.ID == toyID }) {
		u.Toys = append(u.Toys, (*toy)(given))
		_, err = r.db.NewInsert().Model(&association{UserID: userID, ToyID: toyID}).Exec(ctx)
	}
	return u.entity(), err
}

func (r requests) TakeToy(ctx context.Context, userID, toyID uuid.UUID) (*database.User, error) {
	u, err := r.user(ctx, userID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(u.Toys, func(t *toy) bool { return t.ID == toyID })
	if at < 0 {
		return nil, &database.NotFoundError{Kind: "toy of this user,", ID: toyID}
	}
	u.Toys = slices.Delete(u.Toys, at, at+1)
	_, err = r.db.NewDelete().Model(&association{UserID: userID, ToyID: toyID}).WherePK().Exec(ctx)
	return u.entity(), err
}

func (r requests) CreateToy(ctx context.Context, name string) (*database.Toy, error) {
	t := &toy{ID: uuid.Must(uuid.NewV7()), Name: name, Stamps: stamps()}
	_, err := r.db.NewInsert().Model(t).Exec(ctx)
	return (*database.Toy)(t), err
}

func (r requests) Toy(ctx context.Context, id uuid.UUID) (*database.Toy, error) {
	t := &toy{ID: id}
	err := r.db.NewSelect().Model(t).WherePK().Scan(ctx)
	return (*database.Toy)(t), found("toy", id, err)
}

func (r requests) Toys(ctx context.Context, page database.Page) ([]*database.Toy, error) {
	var list []*toy
	err := r.db.NewSelect().Model(&list).Where("?TableAlias.id > ?", page.After).OrderExpr("?TableAlias.id").Limit(int64(page.Limit)).Scan(ctx)
	return entities(list), err
}

func (r requests) RenameToy(ctx context.Context, id uuid.UUID, name string) (*database.Toy, error) {
	t, err := r.Toy(ctx, id)
	if err != nil || t.Name == name {
		return t, err
	}
	t.Name, t.UpdatedOn = name, stamps().UpdatedOn
	_, err = r.db.NewUpdate().Model((*toy)(t)).Column("name", "updated_on").WherePK().Exec(ctx)
	return t, err
}

func (r requests) DeleteToy(ctx context.Context, id uuid.UUID) error {
	return gone("toy", id)(r.db.NewDelete().Model(&toy{ID: id}).WherePK().Exec(ctx))
}

// found tells of a row that is not there in the application's words.
func found(kind string, id uuid.UUID, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &database.NotFoundError{Kind: kind, ID: id}
	}
	return err
}

// gone looks that a row was deleted.
func gone(kind string, id uuid.UUID) func(sql.Result, error) error {
	return func(done sql.Result, err error) error {
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return &database.NotFoundError{Kind: kind, ID: id}
	}
}
