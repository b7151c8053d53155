package gormstore

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/drey-db/drey/examples/toys/database"
)

// user is database.User with GORM's tag. Toys need none.
type user struct {
	ID   uuid.UUID
	Name string
	Toys []*database.Toy `gorm:"many2many:user_toy_association;joinForeignKey:UserID;joinReferences:ToyID"`
	database.Stamps
}

// TableName names the table.
func (user) TableName() string { return "users" }

// requests are database.Requests on a transaction, or on the database for those that read.
type requests struct{ db *gorm.DB }

func (r requests) CreateUser(_ context.Context, name string) (*database.User, error) {
	u := &user{ID: uuid.Must(uuid.NewV7()), Name: name, Toys: []*database.Toy{}, Stamps: stamps()}
	return (*database.User)(u), r.db.Create(u).Error
}

// withToys has a query load the toys, in the order of their names.
func (r requests) withToys() *gorm.DB {
	return r.db.Preload("Toys", func(db *gorm.DB) *gorm.DB { return db.Order("toys.name, toys.id") })
}

func (r requests) User(_ context.Context, id uuid.UUID) (*database.User, error) {
	u, err := r.user(id)
	return (*database.User)(u), err
}

func (r requests) user(id uuid.UUID) (*user, error) {
	u := &user{}
	err := r.withToys().Take(u, "id = ?", id).Error
	return u, found("user", id, err)
}

func (r requests) Users(_ context.Context, page database.Page) ([]*database.User, error) {
	var list []*user
	err := r.withToys().Where("id > ?", page.After).Order("id").Limit(page.Limit).Find(&list).Error
	users := make([]*database.User, len(list))
	for i, u := range list {
		users[i] = (*database.User)(u)
	}
	return users, err
}

func (r requests) RenameUser(_ context.Context, id uuid.UUID, name string) (*database.User, error) {
	u, err := r.user(id)
	if err != nil || u.Name == name {
		return (*database.User)(u), err
	}
	u.Name, u.UpdatedOn = name, stamps().UpdatedOn
	return (*database.User)(u), r.db.Model(u).Select("name", "updated_on").Updates(u).Error
}

func (r requests) DeleteUser(_ context.Context, id uuid.UUID) error {
	return gone("user", id, r.db.Delete(&user{ID: id})) // and the pairs, by ON DELETE CASCADE
}

func (r requests) GiveToy(ctx context.Context, userID, toyID uuid.UUID) (*database.User, error) {
	u, err := r.user(userID)
	if err != nil {
		return nil, err
	}
	toy, err := r.Toy(ctx, toyID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(u.Toys, func(t *database.Toy) bool { return t.ID == toyID }) {
		err = r.db.Model(u).Omit("Toys.*").Association("Toys").Append(toy)
	}
	return (*database.User)(u), err
}

func (r requests) TakeToy(_ context.Context, userID, toyID uuid.UUID) (*database.User, error) {
	u, err := r.user(userID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(u.Toys, func(t *database.Toy) bool { return t.ID == toyID })
	if at < 0 {
		return nil, &database.NotFoundError{Kind: "toy of this user,", ID: toyID}
	}
	return (*database.User)(u), r.db.Model(u).Association("Toys").Delete(u.Toys[at])
}

func (r requests) CreateToy(_ context.Context, name string) (*database.Toy, error) {
	toy := &database.Toy{ID: uuid.Must(uuid.NewV7()), Name: name, Stamps: stamps()}
	return toy, r.db.Create(toy).Error
}

func (r requests) Toy(_ context.Context, id uuid.UUID) (*database.Toy, error) {
	toy := &database.Toy{}
	err := r.db.Take(toy, "id = ?", id).Error
	return toy, found("toy", id, err)
}

func (r requests) Toys(_ context.Context, page database.Page) (list []*database.Toy, err error) {
	err = r.db.Where("id > ?", page.After).Order("id").Limit(page.Limit).Find(&list).Error
	return list, err
}

func (r requests) RenameToy(ctx context.Context, id uuid.UUID, name string) (*database.Toy, error) {
	toy, err := r.Toy(ctx, id)
	if err != nil || toy.Name == name {
		return toy, err
	}
	toy.Name, toy.UpdatedOn = name, stamps().UpdatedOn
	return toy, r.db.Model(toy).Select("name", "updated_on").Updates(toy).Error
}

func (r requests) DeleteToy(_ context.Context, id uuid.UUID) error {
	return gone("toy", id, r.db.Delete(&database.Toy{ID: id}))
}

// found tells of a row that is not there in the application's words.
func found(kind string, id uuid.UUID, err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &database.NotFoundError{Kind: kind, ID: id}
	}
	return err
}

// gone looks that a row was deleted.
func gone(kind string, id uuid.UUID, done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return &database.NotFoundError{Kind: kind, ID: id}
	}
	return done.Error
}
