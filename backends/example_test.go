package backends_test

import (
	"context"
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
func ExampleArgument() {
	v, _ := backends.Argument([]string{"spongebob", "sandy"})
	literal, _ := v.(*backends.Column).Literal()
	fmt.Println(literal)
	v, _ = backends.Argument(map[string]int{"legs": 2})
	fmt.Println(v)
	// Output:
	// {"spongebob","sandy"}
	// {"legs":2}
}

// What would begin or end a transaction behind somebody's back is refused before it is sent.
func ExampleInsideUnit() {
	fmt.Println(backends.InsideUnit(backends.Stmt{SQL: "SAVEPOINT here"}))
	fmt.Println(errors.Is(backends.InsideUnit(backends.Stmt{SQL: "SELECT 1; COMMIT"}), backends.ErrInvalidRequest))
	fmt.Println(errors.Is(backends.OutsideUnit(backends.Stmt{SQL: "BEGIN"}), backends.ErrInvalidRequest))
	// Output:
	// <nil>
	// true
	// true
}

func ExampleNumbered() {
	fmt.Println(backends.Numbered("SELECT $1, $2, '$3' -- $4"))
	fmt.Println(backends.Miscounted(1, 2))
	// Output:
	// 2
	// value does not fit: there are 1 arguments for 2 placeholders
}

// A constructor that was given nothing, and answers no error, answers this.
func ExampleRefusing() {
	var pool backends.Pool = backends.RefusingNil("New(nil)", "give it a pool")
	_, err := pool.Begin(context.Background(), backends.TxOptions{})
	fmt.Println(err)
	// Output:
	// invalid request: New(nil): give it a pool
}
