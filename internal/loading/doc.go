// Package loading turns rows into what a query returns: entities, through the identity map where there is one, structs
// filled by column name, untyped rows, or single values.
package loading
