package sqltext

// Unfilled returns the first placeholder of text with a number or a name that stands at none of the places where arguments were
// written, which are in order, each from its first byte to behind its last; "" where there is none. What a function, a procedure
// or a prepared statement consists of has placeholders of its own. A ? without a number is left to the count of arguments.
func (d *Dialect) Unfilled(text string, places [][2]int) string {
	for r := d.read(text); !r.ended; {
		r.first()
		statement, from := *r, r.begin()
		r.pass()
		if statement.hasParameters() {
			continue
		}
		if found := d.unfilled(text[:r.begin()], from, places); found != "" {
			return found
		}
	}
	return ""
}

// begin returns where the present token begins.
func (r *reader) begin() int { return r.at - len(r.Text) }

// hasParameters reports whether the statement that begins here gives numbers to parameters of its own.
func (r *reader) hasParameters() bool {
	if r.dialect == &SQLite {
		return false
	}
	if r.Is("EXPLAIN") {
		return r.asksForGenericPlan()
	}
	return r.Is("PREPARE") || r.hasBody()
}

// asksForGenericPlan reports whether the EXPLAIN that begins here takes placeholders without arguments.
func (r *reader) asksForGenericPlan() bool {
	for r.next(); !r.ended && !r.symbol(")"); r.next() {
		if r.Is("GENERIC_PLAN") {
			return true
		}
	}
	return false
}

// unfilled is [Dialect.Unfilled] of the text from a place on.
func (d *Dialect) unfilled(text string, from int, places [][2]int) string {
	for s := (Scanner{dialect: d, text: text, at: from}); ; {
		begin := s.at
		t, more := s.Next()
		if !more {
			return ""
		}
		if t.Kind != Numbered && t.Kind != Named {
			continue
		}
		for len(places) > 0 && places[0][1] <= begin {
			places = places[1:]
		}
		switch {
		case len(places) == 0 || places[0][0] != begin:
			return t.Text
		case places[0][1] != s.at: // digits behind a ? that an argument took
			return "?" + text[places[0][1]:s.at]
		}
	}
}
