package main

// A workload is what every peer does in its own manner.
type workload struct {
	name, title string
	clean       []string // statements before each block of calls, outside the time
	before      []string // statements before each call, outside the time
	check       func(c *checking) error
}

// How many rows the workloads have.
const (
	insertedRows = 1000
	updatedRows  = 100
	graphToys    = 10
	trackedRows  = 10_000
	deletedUsers = 100
	totalHeroes  = 20_000
	totalChanged = 1000 // rows of heroes_u
	totalUsers   = 1000
)

const truncate = "TRUNCATE heroes_w, users_w, toys_w, user_toys_w"

var fill = []string{
	"TRUNCATE users_w, toys_w, user_toys_w",
	"INSERT INTO users_w (id, name, email) SELECT i, 'u', 'e' FROM generate_series(1, 200) i",
	"INSERT INTO toys_w (id, name, price) SELECT i, 't', 1 FROM generate_series(1, 50) i",
	"INSERT INTO user_toys_w SELECT u, 1 + (u*7 + k*13) % 50 FROM generate_series(1, 200) u, generate_series(1, 5) k",
}

var workloads = []workload{
	{name: "a", title: "get by key", check: (*checking).asBase},
	{name: "b100", title: "read 100 rows", check: (*checking).asBase},
	{name: "b10k", title: "read 10,000 rows", check: (*checking).asBase},
	{name: "c", title: "insert one", clean: []string{truncate}, check: (*checking).asInserted},
	{name: "d", title: "insert 1,000, keys back", clean: []string{truncate}, check: (*checking).asInserted},
	{name: "copy", title: "insert 1,000, keys given, in bulk", clean: []string{truncate}, check: (*checking).insertedAll},
	{name: "e", title: "update 100 rows", clean: []string{"VACUUM heroes_u"}, check: (*checking).updated},
	{name: "f", title: "100 users with 5 toys each, many-to-many", check: (*checking).asBase},
	{name: "g", title: "insert, update and commit", clean: []string{truncate, "VACUUM heroes_u"}, check: (*checking).insertedAndUpdated},
	{name: "h", title: "a user, 10 toys and 10 links, keys of the database", clean: []string{truncate}, check: (*checking).graph},
	{name: "hk", title: "the same, keys given", clean: []string{truncate}, check: (*checking).graph},
	{name: "k", title: "get what the session has", check: (*checking).asBase},
	{name: "l", title: "one change among 10,000 tracked", clean: []string{"VACUUM heroes_u"}, check: (*checking).changed},
	{name: "m", title: "delete 100 users with their links", before: fill, check: (*checking).deleted},
	{name: "i", title: "build a SELECT", check: (*checking).built},
}
