package atlas

import (
	"fmt"
	"slices"
)

// round renames what goes round: the first steps aside, each of the others takes the name that the one before it has freed, and the first
// the last name that is left.
type round interface {
	there(name string) bool
	rename(old, now, before string)
}

// around follows the hints whose names go in circles, and returns the others. Keys are the hints with names that are comparable.
func (r *renamings) around(hints, keys []Hint, way round) (others []Hint, err error) {
	seen := map[int]bool{}
	for i := range hints {
		circle := circleFrom(keys, i)
		if circle == nil {
			others = append(others, hints[i])
		}
		if circle == nil || seen[i] {
			continue
		}
		for _, at := range circle {
			seen[at] = true
			if err := checkCircle(hints[at], keys[at], way); err != nil {
				return nil, err
			}
		}
		in, _ := split(keys[i].Old)
		aside := joined(in, r.d.asideName(""))
		way.rename(keys[i].Old, aside, keys[i].Old)
		r.found[len(r.found)-1].passing = true
		for _, at := range circle[1:] {
			way.rename(keys[at].Old, keys[at].New, keys[at].Old)
		}
		way.rename(aside, keys[i].New, keys[i].Old)
	}
	return others, nil
}

// circleFrom are the hints of the circle that a hint is in, each behind the one that frees its name; nil where it is in none.
func circleFrom(hints []Hint, at int) []int {
	circle := []int{at}
	for range hints {
		free := hints[circle[len(circle)-1]].Old
		next := slices.IndexFunc(hints, func(h Hint) bool { return h.New == free })
		switch {
		case next < 0:
			return nil
		case next == at:
			return circle
		}
		circle = append(circle, next)
	}
	return nil
}

// checkCircle returns what keeps a hint from being followed in a circle. Every name is there before and afterwards, so that tags, which stay, do not tell
// whether it was.
func checkCircle(h, key Hint, way round) error {
	switch {
	case h.Tagged:
		return fmt.Errorf("rename of %s to %s: the renames go in a circle, and with was= in the tags nothing tells which of these names a database has before and which behind them: "+
			"take was= out of the tags, and say the renames once: by --rename, or schema.Renames", h.Old, h.New)
	case !way.there(key.Old):
		return fmt.Errorf("rename of %s to %s: the renames go in a circle, and the database has no %s: correct the names, or leave the renames out", h.Old, h.New, h.Old)
	}
	return nil
}

type tableRound struct{ *renamings }

func (r tableRound) there(table string) bool { _, there := r.names[table]; return there }

func (r tableRound) rename(old, now, before string) {
	r.renameTable(old, now, before)
}

type columnRound struct{ *renamings }

func (r columnRound) there(name string) bool {
	table, column := split(name)
	return slices.Contains(r.names[table], column)
}

func (r columnRound) rename(old, now, before string) {
	table, column := split(old)
	_, is := split(now)
	_, was := split(before)
	r.renameColumn(table, column, is, was)
}
