// Package prototype makes the values in which the address of a field names a column: one prototype for each mapped type and
// name in a program. It finds the tables of types and of prototypes, and the columns and relationships of addresses.
package prototype
