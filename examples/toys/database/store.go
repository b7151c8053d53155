package database

import (
	"context"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
)

// Store is a database that the application can run on. [Drey] is the one to copy; the interface is here because the load test
// runs the same handlers on GORM and on bun. It is safe for concurrent use.
type Store interface {
	// Begin gives work one session. It commits when work returns nil, rolls back on an error or a panic, and always closes
	// the session. Work that only reads says so. Work may run again when the database asks for that.
	Begin(ctx context.Context, mode Mode, work func(Requests) error) error
	Ping(ctx context.Context) error
	Stats() backends.PoolStats
	Close() error
}

// Mode says what a session is for.
type Mode bool

// The modes.
const (
	Reads  Mode = false
	Writes Mode = true
)

// Requests is all that the application asks of its database, within one session. What is asked for by a key that has no row
// is a *[NotFoundError].
type Requests interface {
	CreateUser(ctx context.Context, name string) (*User, error)
	User(ctx context.Context, id uuid.UUID) (*User, error)
	Users(ctx context.Context, page Page) ([]*User, error)
	RenameUser(ctx context.Context, id uuid.UUID, name string) (*User, error)
	DeleteUser(ctx context.Context, id uuid.UUID) error
	GiveToy(ctx context.Context, user, toy uuid.UUID) (*User, error)
	TakeToy(ctx context.Context, user, toy uuid.UUID) (*User, error)

	CreateToy(ctx context.Context, name string) (*Toy, error)
	Toy(ctx context.Context, id uuid.UUID) (*Toy, error)
	Toys(ctx context.Context, page Page) ([]*Toy, error)
	RenameToy(ctx context.Context, id uuid.UUID, name string) (*Toy, error)
	DeleteToy(ctx context.Context, id uuid.UUID) error
}

// Page is a part of a list in the order of keys: at most Limit rows behind the key After. The zero After is the beginning.
type Page struct {
	After uuid.UUID
	Limit int
}

// NotFoundError says that there is no row with a key.
type NotFoundError struct {
	Kind string // user or toy
	ID   uuid.UUID
}

// Error is fit for a user's eyes.
func (e *NotFoundError) Error() string { return "there is no " + e.Kind + " " + e.ID.String() }
