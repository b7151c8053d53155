// Package identity keeps what a session knows of each entity: where it stands, which row it is, and the values that the row
// had when it was last seen. One row is one pointer.
package identity
