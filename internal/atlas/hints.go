package atlas

import (
	"fmt"
	"slices"
)

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
			return stuck(hints, apply)
		}
	}
	return nil
}

// stuck applies hints whose new names nothing frees: they were followed long ago, or are mistakes.
func stuck(hints []Hint, apply func(h Hint, last bool) (done bool, err error)) error {
	for _, h := range hints {
		if _, err := apply(h, true); err != nil {
			return err
		}
	}
	return nil
}

// circle is the mistake of hints whose names go round: when they were followed, every name is there as before, and nothing tells so.
func circle(hints []Hint) error {
	was := map[string]string{}
	for _, h := range hints {
		was[h.New] = h.Old
	}
	for _, h := range hints {
		name := h.Old
		for range hints {
			if name == h.New {
				return fmt.Errorf("rename of %s to %s: the renames go in a circle, and a database does not tell which of these names it has before and which behind them: "+
					"rename in two steps by a third name, one to it and the rest in a first revision, and it to what is left in a second", h.Old, h.New)
			}
			name = was[name]
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
