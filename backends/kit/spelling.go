package kit

// Spelling is text that is bytes in Go. PostgreSQL gets the text. SQLite, whose columns take values of any type, gets the bytes, as it does
// from whoever knows nothing of the column.
type Spelling interface {
	AsBytes() []byte
}
