// Package persistence turns what a flush has to write into statements, takes their answers, and gives the entities what the
// database made once everything has succeeded. It has its own renderer: few texts, the same for every flush of one shape,
// because each new text costs a prepare.
package persistence
