// Package statement is the tree that statements and expressions are made of, and its way to text. Squirrel renders the
// tree; placeholders stay ? until the root is complete and are numbered there, once.
//
// Inside the package text is canonical: ? is a placeholder and ?? a question mark, whatever stands in quotes. What comes
// in is made canonical, what goes out is numbered.
package statement
