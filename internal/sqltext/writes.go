package sqltext

// MayWrite reports whether sql changes something by its words, or may lock it. A function that a SELECT calls may as well.
func (d *Dialect) MayWrite(sql string) bool { return d.changes(sql, true) }

// WritesRows reports whether sql changes something by its words; rows that it locks stay as they are.
func (d *Dialect) WritesRows(sql string) bool { return d.changes(sql, false) }

// changes is MayWrite. Where locking is none of it, the UPDATE of FOR UPDATE and FOR NO KEY UPDATE does not count.
func (d *Dialect) changes(sql string, locking bool) bool {
	switch d.Verb(sql) {
	case "", "SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "FETCH", "PRAGMA":
		return false
	case "WITH":
		return d.writes(sql, locking)
	}
	return true
}

// writes reports whether words in sql begin what writes.
func (d *Dialect) writes(sql string, locking bool) bool {
	replace := false // REPLACE INTO, which is no function
	locks := false   // FOR or KEY, of FOR UPDATE and FOR NO KEY UPDATE
	for s := d.Scan(sql); ; {
		t, ok := s.Next()
		switch {
		case !ok:
			return false
		case t.Is("UPDATE") && locks && !locking:
		case t.Is("INSERT"), t.Is("UPDATE"), t.Is("DELETE"), t.Is("MERGE"), replace && t.Is("INTO"):
			return true
		}
		locks = t.Is("FOR") || t.Is("KEY") || locks && t.Blank()
		replace = t.Is("REPLACE") || replace && t.Blank()
	}
}

// AnswersNothing reports whether text is one statement whose words say that it answers no rows: one that writes without
// RETURNING, or makes, changes or takes away what rows are kept in.
func (d *Dialect) AnswersNothing(text string) bool {
	r := d.read(text)
	r.first()
	switch r.keyword() {
	case "CREATE", "ALTER", "DROP", "TRUNCATE", "GRANT", "REVOKE", "COMMENT":
		r.pass()
		return r.ended
	case "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE":
		return r.writesAlone()
	}
	return false
}

// writesAlone reports whether the statement that begins here is the only one, and writes without RETURNING. What a WITH names stands
// in parentheses.
func (r *reader) writesAlone() bool {
	depth, verb := 0, ""
	for ; !r.ended; r.next() {
		switch {
		case r.symbol("("):
			depth++
		case r.symbol(")"):
			depth--
		case depth > 0:
		case r.Is("RETURNING"):
			return false
		case r.symbol(";"):
			if r.next(); !r.ended {
				return false
			}
			return verb != ""
		case verb == "":
			switch word := r.keyword(); word {
			case "SELECT", "VALUES", "TABLE":
				return false
			case "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE":
				verb = word
			}
		}
	}
	return verb != ""
}
