package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// hero has columns of the common types; two of them may be NULL.
type hero struct {
	ID        int64      `db:"id"`
	Name      string     `db:"name"`
	Age       *int32     `db:"age"`
	AppSrc    string     `db:"app_src"`
	Power     float64    `db:"power"`
	Active    bool       `db:"active"`
	Tags      []string   `db:"tags"`
	CreatedAt time.Time  `db:"created_at"`
	UpdatedOn *time.Time `db:"updated_on"`
}

type user struct {
	ID    int64  `db:"id"`
	Name  string `db:"name"`
	Email string `db:"email"`
	Toys  []*toy `db:"-"`
}

type toy struct {
	ID    int64   `db:"id"`
	Name  string  `db:"name"`
	Price float64 `db:"price"`
}

// pick deals n a number from 1 to most.
func pick(n, most int) int64 { return int64(n*7919%most) + 1 }

// span deals n the ends of a range of rows of most.
func span(n, rows, most int) (low, high int64) {
	if rows < most {
		low = int64(n * 7919 % (most - rows))
	}
	return low, low + int64(rows)
}

// heroOf makes the hero of number n.
func heroOf(n int) hero {
	age := int32(n % 90)
	return hero{Name: fmt.Sprintf("Hero number %d", n), Age: &age, AppSrc: "app-1", Power: float64(n) * 1.25, Active: n%2 == 0, Tags: []string{"strong", "fast"}}
}

// heroesOf makes the heroes that call n inserts.
func heroesOf(n int) []hero {
	heroes := make([]hero, insertedRows)
	for i := range heroes {
		heroes[i] = heroOf(n + i)
	}
	return heroes
}

var lastKey atomic.Int64

func init() { lastKey.Store(1 << 40) }

// newKey is a key that no sequence has given.
func newKey() int64 { return lastKey.Add(1) }

// keyed gives every hero a key and a time.
func keyed(heroes []hero) []hero {
	now := time.Now()
	for i := range heroes {
		heroes[i].ID, heroes[i].CreatedAt = newKey(), now
	}
	return heroes
}

// changesOf makes the heroes that call n updates, as they are to be.
func changesOf(n int) []hero {
	low, _ := span(n, updatedRows, totalChanged)
	now := time.Now()
	heroes := make([]hero, updatedRows)
	for i := range heroes {
		heroes[i] = hero{ID: low + int64(i) + 1, Name: changedName(n), Power: float64(n), AppSrc: "app", Tags: []string{"a"}, UpdatedOn: &now}
	}
	return heroes
}

func changedName(n int) string { return fmt.Sprintf("Changed by %d", n) }

// userOf makes the user of number n, with toys.
func userOf(n int) *user {
	u := &user{Name: fmt.Sprintf("Parent %d", n), Email: "p@example.org", Toys: make([]*toy, graphToys)}
	for i := range u.Toys {
		u.Toys[i] = &toy{Name: "Toy child", Price: float64(i)}
	}
	return u
}

// keyedUserOf is [userOf] with keys.
func keyedUserOf(n int) *user {
	u := userOf(n)
	u.ID = newKey()
	for _, t := range u.Toys {
		t.ID = newKey()
	}
	return u
}

// deletedKeys are the keys of the users that are deleted.
func deletedKeys() []int64 {
	keys := make([]int64, deletedUsers)
	for i := range keys {
		keys[i] = int64(i + 1)
	}
	return keys
}
