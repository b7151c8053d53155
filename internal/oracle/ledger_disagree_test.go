package oracle_test

// disagree says whether edits of one foreign key, or of one pair, by several fields, do not all come to the same whatever
// their order: taken together they leave one parent, and the last one leaves that parent as well.
func disagree(edits []edit) bool {
	sides, gains, losses, fields := map[string]edit{}, map[string]bool{}, 0, 0
	last, turned := "?", false
	for _, e := range edits {
		if before, ok := sides[e.side]; ok && before.gain != e.gain || e.idle {
			turned = true
		}
		if before, ok := sides[e.side]; ok {
			e.was = before.was
		}
		turned = turned || e.was != "" && e.was == e.parent
		sides[e.side] = e
		switch {
		case e.gain:
			last = e.parent
		case e.parent == "" || last == "?" || last == e.parent:
			last = ""
		}
	}
	if len(sides) == 1 {
		return turned && !edits[0].own && !edits[0].field
	}
	for _, e := range sides {
		switch {
		case e.gain || e.parent == "":
			gains[e.parent] = true
		default:
			losses++
		}
		if e.field {
			fields++
		}
	}
	if turned || len(gains) > 1 || fields > 0 && losses > 0 {
		return true
	}
	for parent := range gains {
		return parent != last
	}
	return last != "" && last != "?"
}

// pairsDisagree is disagree of a pair, whose ends both speak.
func pairDisagrees(edits []edit) bool {
	one, gains := true, 0
	for _, e := range edits {
		one = one && e.side == edits[0].side
		if e.gain {
			gains++
		}
	}
	return !one && gains != 0 && gains != len(edits)
}
