package mapper

// unreadMark is how a type says that its table refuses RETURNING.
const unreadMark = "_ struct{} `db:\",noreturning\"`"

// checkUnread finds keys that the database makes, of a type whose rows are not read back.
func (b *builder) checkUnread(m *Mapping) {
	for _, c := range m.Key {
		if m.Unread && (c == m.CountedKey() || c.Default != "" || c.Identity) {
			b.mistake(c.Field, "noreturning leaves nobody to tell the key that the database makes: let the client make it, as with a uuid.UUID and uuid7")
		}
	}
}

// ReadBack returns what a flush reads back of columns that the database makes, and what it leaves to the next row that is read.
func (m *Mapping) ReadBack(made []*Column) (read, unread []*Column) {
	if m.Unread {
		return nil, made
	}
	return made, nil
}
