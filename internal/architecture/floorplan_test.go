package architecture_test

// module is the prefix of every package of ours.
const module = "github.com/drey-db/drey/"

// floor is what a package may import in files that are not tests.
type floor struct {
	ours   []string // packages of this module, from its root
	theirs []string // modules of others; a dependency is a decision
}

const (
	pgx      = "github.com/jackc/pgx/v5"
	puddle   = "github.com/jackc/puddle/v2" // pgx's pool
	sqlx     = "github.com/jmoiron/sqlx"
	squirrel = "github.com/Masterminds/squirrel"
	uuid     = "github.com/google/uuid"
	atlas    = "ariga.io/atlas"
	goose    = "github.com/pressly/goose/v3"
	cobra    = "github.com/spf13/cobra"
	tools    = "golang.org/x/tools"
	isatty   = "github.com/mattn/go-isatty"
	rapid    = "pgregory.net/rapid"
)

// floorPlan is the house, from the ground to the roof. Arrows go down only. A package under examples/ needs no line: it
// imports what a user could, all that is not internal.
var floorPlan = map[string]floor{
	"": {}, // tests alone

	"internal/sqltext":  {},
	"backends":          {},
	"backends/kit":      {ours: []string{"backends", "internal/sqltext"}},
	"internal/kept":     {},
	"internal/mapper":   {ours: []string{"internal/kept", "internal/sqltext"}},
	"internal/sqlstate": {ours: []string{"backends", "backends/kit"}},
	"internal/sqldb":    {ours: []string{"backends"}},
	"internal/atlas":    {ours: []string{"internal/sqltext"}, theirs: []string{atlas}},
	"schema": {ours: []string{
		"backends", "backends/kit", "builder", "internal/atlas", "internal/mapper", "internal/prototype", "internal/render", "internal/sqldb", "internal/sqltext", "repo",
	}, theirs: []string{uuid}},
	"migrate": {ours: []string{
		"backends", "backends/kit", "backends/sqlxbackend", "builder", "internal/sqldb", "internal/sqltext", "repo", "schema",
	}, theirs: []string{goose}},
	"migrate/cli": {ours: []string{"migrate", "repo", "schema"}, theirs: []string{cobra, isatty}},
	"cmd/drey": {
		ours:   []string{"backends/pgxbackend", "backends/sqlxbackend", "migrate", "migrate/cli", "repo", "vet"},
		theirs: []string{pgx, "github.com/lib/pq", "modernc.org/sqlite", cobra, tools},
	},
	"vet":                 {theirs: []string{tools}},
	"migrate/migratetest": {ours: []string{"backends", "builder", "internal/atlas", "internal/sqldb", "migrate", "repo", "schema"}},
	"internal/fragment":   {ours: []string{"internal/mapper", "internal/sqltext"}, theirs: []string{squirrel}},
	"internal/ast":        {ours: []string{"internal/fragment", "internal/mapper", "internal/sqltext"}, theirs: []string{squirrel}},
	"internal/prototype":  {ours: []string{"internal/ast", "internal/mapper"}},
	"internal/render":     {ours: []string{"internal/ast", "internal/fragment", "internal/kept", "internal/mapper", "internal/prototype", "internal/sqltext"}, theirs: []string{squirrel}},
	"builder":             {ours: []string{"internal/ast", "internal/fragment", "internal/mapper", "internal/prototype", "internal/render"}, theirs: []string{squirrel}},

	"internal/identity":   {ours: []string{"internal/mapper"}},
	"internal/unitofwork": {ours: []string{"internal/identity", "internal/mapper"}},
	"internal/decoding":   {ours: []string{"backends", "backends/kit", "internal/mapper"}},
	"internal/persistence": {ours: []string{
		"backends", "backends/kit", "internal/decoding", "internal/unitofwork", "internal/identity", "internal/kept", "internal/mapper",
		"internal/ast", "internal/prototype", "internal/render", "internal/sqlstate",
	}},
	"internal/loading": {ours: []string{
		"backends", "backends/kit", "internal/decoding", "internal/ast", "internal/identity", "internal/mapper", "internal/prototype", "internal/render",
	}},
	"internal/savepoints": {ours: []string{"backends", "backends/kit"}},
	"internal/show":       {ours: []string{"backends/kit"}},
	"repo/flush":          {ours: []string{"internal/show"}},
	"repo/repotest":       {ours: []string{"backends", "repo"}},
	"repo": {ours: []string{
		"backends", "backends/kit", "builder", "internal/savepoints", "internal/unitofwork", "internal/identity", "internal/loading", "internal/mapper",
		"internal/ast", "internal/persistence", "internal/prototype", "internal/render", "internal/show", "repo/flush",
	}, theirs: []string{uuid}},

	"backends/internal/pgxconn": {ours: []string{"backends", "backends/kit", "internal/kept", "internal/sqlstate", "internal/sqltext"}, theirs: []string{pgx, puddle}},
	"backends/pgxbackend":       {ours: []string{"backends", "backends/internal/pgxconn"}, theirs: []string{pgx}},
	"backends/sqlxbackend":      {ours: []string{"backends", "backends/kit", "internal/sqlstate", "internal/sqltext"}, theirs: []string{sqlx}},
	"backends/sqlxbackend/pgxstdlib": {
		ours:   []string{"backends", "backends/sqlxbackend", "backends/internal/pgxconn"},
		theirs: []string{pgx},
	},

	"backends/backendtest":  {ours: []string{"backends", "backends/kit"}, theirs: []string{uuid}},
	"internal/architecture": {},
	"internal/libraryvalues": {
		ours: []string{"backends/backendtest"}, theirs: []string{uuid, pgx, "github.com/lib/pq", "github.com/shopspring/decimal"},
	},
	"internal/pgtest": {ours: []string{"internal/sqlstate"}, theirs: []string{pgx}},
	"internal/enginetest": {
		ours:   []string{"backends", "backends/pgxbackend", "backends/sqlxbackend", "internal/pgtest", "repo"},
		theirs: []string{pgx, "github.com/lib/pq", "modernc.org/sqlite"},
	},
	"internal/faults":      {}, // tests alone
	"internal/mistakes":    {}, // tests alone
	"internal/oracle":      {}, // tests alone
	"internal/firstscreen": {}, // tests alone
	"internal/guide":       {}, // tests alone
	"internal/values":      {}, // tests alone
	"internal/conformance": {
		ours:   []string{"backends", "backends/backendtest", "backends/kit", "builder", "internal/pgtest", "internal/sqldb", "internal/sqlstate", "repo", "repo/flush", "schema"},
		theirs: []string{squirrel, uuid, rapid, "github.com/shopspring/decimal"},
	},
}

// limits are what a user who imports a package must never link, however far down.
var limits = []limit{
	{"repo", []string{
		"github.com/jackc", "github.com/jmoiron", "github.com/lib/pq", "modernc.org", "github.com/DATA-DOG",
		"github.com/stretchr/testify", "testing", "ariga.io", goose, cobra, tools,
	}},
	{"builder", []string{"ariga.io", goose}},
	{"schema", []string{goose, cobra}},
	{"migrate", []string{cobra, "github.com/jackc", "modernc.org"}},
	{"migrate/cli", []string{"github.com/jackc", "modernc.org", "testing"}},
	{"backends", []string{anyModule}},
	{"backends/pgxbackend", []string{"github.com/jmoiron"}},
	{"backends/sqlxbackend", []string{"github.com/jackc"}},
}

// bodies is the package that only tests import, though its files are no tests: what the table of promises calls.
const bodies = "internal/conformance"

// testLibraries never reach a user's binary: no file but a test imports them.
var testLibraries = []string{
	"github.com/DATA-DOG/go-sqlmock", "github.com/stretchr/testify", "go.uber.org/goleak", rapid,
}

// mostLines is where a file holds two nouns for certain. Aim at 250.
const mostLines = 400
