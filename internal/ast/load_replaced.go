package ast

import "slices"

// Replaced returns loads, which it changes, with one of each relationship of the same entities, as ofOne says: the last, in the place of the
// first, and below it what any of them loads there.
func Replaced(loads []*Load, ofOne func(a, b *Load) bool) []*Load {
	once := loads[:0]
	for _, l := range loads {
		at := slices.IndexFunc(once, func(other *Load) bool { return other.Relationship == l.Relationship && ofOne(other, l) })
		if at < 0 {
			once = append(once, l)
		} else {
			once[at] = once[at].replacedBy(l)
		}
	}
	return once
}

// replacedBy returns later with what l loads below; l where nobody named later.
func (l *Load) replacedBy(later *Load) *Load {
	if later.Any {
		return l
	}
	both := *later
	both.Then = Replaced(withoutAny(slices.Concat(l.Then, later.Then), whicheverName), whicheverName)
	return &both
}

// whicheverName says that loads are of the same entities whatever they are named by, as those below another load are of what it leads to.
func whicheverName(_, _ *Load) bool { return true }
