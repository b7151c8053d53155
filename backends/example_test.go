package backends_test

import (
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
)

func ExampleParseURL() {
	u, err := backends.ParseURL("postgresql+pgx://admin:s%40cret@localhost:5432/heroes")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(u.Driver, u.Host, u.Port, u.Database)
	fmt.Println(u)
	fmt.Println(u.Reveal())
	// Output:
	// pgx localhost 5432 heroes
	// postgresql+pgx://admin:***@localhost:5432/heroes
	// postgresql+pgx://admin:s%40cret@localhost:5432/heroes
}

// A URL may be built from parts, which need no escaping.
func ExampleURL() {
	u := backends.URL{Dialect: "postgresql", Username: "admin", Password: "s@cret", Host: "localhost", Database: "heroes"}
	fmt.Printf("%v %+v\n", u, u)
	// Output: postgresql://admin:***@localhost/heroes postgresql://admin:***@localhost/heroes
}

// The kind is the same on every backend, and the driver's own error is not lost.
func ExampleError() {
	native := errors.New("the driver's own error")
	var err error = &backends.Error{Kind: backends.ErrUniqueViolation, Code: "23505", Constraint: "heroes_name_key", Err: native}

	fmt.Println(err)
	fmt.Println(errors.Is(err, backends.ErrUniqueViolation), errors.Is(err, native))
	var refusal *backends.Error
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Constraint)
	}
	// Output:
	// unique violation (23505), constraint "heroes_name_key"
	// true true
	// heroes_name_key
}

// A slice is one array parameter, so the text of a statement stays the same whatever its length.
