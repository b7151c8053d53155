package sqltext

// MayWrite reports whether sql changes something by its words. A function that a SELECT calls may as well.
func (d *Dialect) MayWrite(sql string) bool {
	switch d.Verb(sql) {
	case "", "SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "FETCH", "PRAGMA":
		return false
	case "WITH":
		return d.writes(sql)
	}
	return true
}

// writes reports whether words in sql begin what writes.
func (d *Dialect) writes(sql string) bool {
	replace := false // REPLACE INTO, which is no function
	for s := d.Scan(sql); ; {
		t, ok := s.Next()
		switch {
		case !ok:
			return false
		case t.Is("INSERT"), t.Is("UPDATE"), t.Is("DELETE"), t.Is("MERGE"), replace && t.Is("INTO"):
			return true
		}
		replace = t.Is("REPLACE") || replace && t.Blank()
	}
}
