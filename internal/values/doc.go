// Package values holds one test: what a row holds never depends on how many rows travel with it, on the road that they take,
// on the backend, or on the settings of the session. It puts values of every Go kind that a column may have into every type
// of column, by every road, and lets PostgreSQL be the judge: the truth is the row that PostgreSQL itself makes of the same
// value, written as a quoted literal in one INSERT of hand-made SQL on a plain connection with the same settings, and read
// as text on another one.
//
// A cell (kind, column, value, road, backend, setting) is equal to that truth, or refused on every road alike. go test takes
// a pairwise choice, the same each time; make values takes all.
package values
