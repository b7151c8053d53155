package loading

import (
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/mapper"
)

// fetchPlan is where the columns of a Fetch's rows go: first those of the owner's key, unless the target's own tells whose
// a row is, then the target's.
type fetchPlan struct {
	key    *decoding.Layout
	entity *member
	beside []*member // what is joined to it

	fetched, fresh atomic.Int64 // the last time: targets that rows brought, and those of them that nobody had
}

var fetchPlans sync.Map // *mapper.Relationship, partPlan or joinedPlan -> *fetchPlan, since a backend compiles a layout once

// partPlan names the plan of rows that hold only some of the target's columns.
type partPlan struct {
	relation *mapper.Relationship
	loaded   mapper.Set
}

func (f *Fetch) plan() *fetchPlan {
	var keys []*mapper.Column
	if !f.relation.HoldsKey() {
		keys = f.relation.Local
	}
	width := len(keys) + len(f.targetColumns())
	spans, more := f.spansBeside(width)
	name := f.planName(spans)
	if p, ok := fetchPlans.Load(name); ok {
		return p.(*fetchPlan)
	}
	width += more
	p := &fetchPlan{key: decoding.NewLayout(width), entity: newMember(span{f.relation.Target, f.targetColumns(), len(keys)}, 0, width)}
	for i, c := range keys {
		p.key.Place(i, c)
	}
	for _, sp := range spans {
		p.beside = append(p.beside, newMember(sp, 0, width))
	}
	kept, _ := fetchPlans.LoadOrStore(name, p)
	return kept.(*fetchPlan)
}

// targetColumns returns the columns of the target that rows hold, in their order.
func (f *Fetch) targetColumns() []*mapper.Column {
	if f.only != nil {
		return f.only
	}
	return f.relation.Target.Columns
}

// asked returns targetColumns as a set.
func (f *Fetch) asked() mapper.Set {
	if f.only != nil {
		return mapper.SetOf(f.only)
	}
	return f.relation.Target.All
}
