package kit

import "github.com/drey-db/drey/backends"

// Nested is a [backends.UnitOfWork] that is a savepoint inside another one.
type Nested interface {
	// Outer makes the savepoint, if there is none, and returns the unit around it; false when it cannot.
	Outer() (backends.UnitOfWork, bool)
}

// Outermost returns the unit of work that u stands in and, when u is no [Nested], u: what a backend looks at for its native
// transaction. It is nil when a savepoint cannot be made.
func Outermost(u backends.UnitOfWork) backends.UnitOfWork {
	for {
		n, ok := u.(Nested)
		if !ok {
			return u
		}
		if u, ok = n.Outer(); !ok {
			return nil
		}
	}
}
