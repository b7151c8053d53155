// Package mapper knows how a Go struct type stands for a table, or for the rows of a query: which field is which column,
// what the tags say of it, and how to read, compare and copy its value. It is the one package where reflection and
// addresses of fields are used to walk structs. A mapping is made once for a type and never changes.
package mapper
