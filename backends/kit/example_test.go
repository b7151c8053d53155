package kit_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func ExampleArgument() {
	v, _ := kit.Argument([]string{"spongebob", "sandy"})
	literal, _ := v.(*kit.Column).Literal()
	fmt.Println(literal)
	v, _ = kit.Argument(map[string]int{"legs": 2})
	fmt.Println(v)
	// Output:
	// {"spongebob","sandy"}
	// {"legs":2}
}

// What would begin or end a transaction behind somebody's back is refused before it is sent.
func ExampleInsideUnit() {
	fmt.Println(kit.InsideUnit("postgres", backends.Stmt{SQL: "SAVEPOINT here"}))
	fmt.Println(errors.Is(kit.InsideUnit("postgres", backends.Stmt{SQL: "SELECT 1; COMMIT"}), backends.ErrInvalidRequest))
	fmt.Println(errors.Is(kit.OutsideUnit("postgres", backends.Stmt{SQL: "BEGIN"}), backends.ErrInvalidRequest))
	// Output:
	// <nil>
	// true
	// true
}

// A constructor that was given nothing, and returns no error, answers this.
func ExampleRefusing() {
	var pool backends.Pool = kit.RefusingNil("New(nil)", "give it a pool")
	_, err := pool.Begin(context.Background(), backends.TxOptions{})
	fmt.Println(err)
	// Output:
	// invalid request: New(nil): give it a pool
}

func ExampleMiscounted() {
	fmt.Println(kit.Miscounted(1, 2))
	// Output: value does not fit: there are 1 arguments for 2 placeholders
}
