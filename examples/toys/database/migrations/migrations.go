// Package migrations holds the revisions of the database, a folder a dialect.
package migrations

import "embed"

// FS is the revisions, built into the program.
//
//go:embed all:postgres all:sqlite
var FS embed.FS
