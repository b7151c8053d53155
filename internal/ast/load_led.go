package ast

import "github.com/drey-db/drey/internal/mapper"

// LeadOn has loads of which only some columns are read bring those by which any of the loads, or of those below, leads on from entities of
// the same type: an entity that came by one path may be met again by another.
func LeadOn(loads []*Load) {
	if !anyOnly(loads) {
		return
	}
	led := map[*mapper.Mapping]mapper.Set{}
	EachLoad(loads, func(l *Load) {
		owner := l.Relationship.Owner
		led[owner] = led[owner].Union(mapper.SetOf(l.Relationship.Own()))
	})
	EachLoad(loads, func(l *Load) { l.led = led[l.Relationship.Target] })
}

// EachLoad calls do with loads, and with those below.
func EachLoad(loads []*Load, do func(*Load)) {
	for _, l := range loads {
		do(l)
		EachLoad(l.Then, do)
	}
}

func anyOnly(loads []*Load) (only bool) {
	EachLoad(loads, func(l *Load) { only = only || l.Only != nil })
	return only
}
