// Package database is what the application keeps, and how it asks for it: the models, the requests, and the revisions of the
// tables. [Open] gives it over any backend of drey.
package database
