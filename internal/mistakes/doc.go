// Package mistakes holds one test: a list of mistakes made on purpose, as a newcomer makes them in tags, models, URLs, calls,
// statements, transactions, hooks and migrations. Each is answered by an error, at once and never by a panic, that names what it is
// about and the next move.
package mistakes
