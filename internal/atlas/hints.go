package atlas

import "slices"

// inTurn applies hints as long as one can be.
func (r *renamings) inTurn(hints []Hint, apply func(h Hint, last bool) (done bool, err error)) error {
	for len(hints) > 0 {
		before := len(hints)
		var failed error
		hints = slices.DeleteFunc(slices.Clone(hints), func(h Hint) bool {
			done, err := apply(h, false)
			if err != nil && failed == nil {
				failed = err
			}
			return done
		})
		if failed != nil {
			return failed
		}
		if len(hints) == before {
			return applyUnordered(hints, apply)
		}
	}
	return nil
}

// applyUnordered applies hints whose new names nothing frees: they were followed long ago, or are mistakes.
func applyUnordered(hints []Hint, apply func(h Hint, last bool) (done bool, err error)) error {
	for _, h := range hints {
		if _, err := apply(h, true); err != nil {
			return err
		}
	}
	return nil
}

// inTables are hints of columns with the new names of their tables on both sides.
func (r *renamings) inTables(columns []Hint) []Hint {
	list := slices.Clone(columns)
	for i, h := range list {
		oldTable, old := split(h.Old)
		if table, _ := split(h.New); oldTable == r.moved[table] {
			list[i].Old = joined(table, old)
		}
	}
	return list
}
