package loading

import (
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
)

// fetchPlan is where the columns of a Fetch's rows go: first those of the owner's key, unless the target's own tells whose
// a row is, then the target's.
type fetchPlan struct {
	key    *backends.Layout
	entity *member

	fetched, fresh atomic.Int64 // the last time: targets that rows brought, and those of them that nobody had
}

var fetchPlans sync.Map // *mapper.Relationship -> *fetchPlan, since a backend compiles a layout once

func (f *Fetch) plan() *fetchPlan {
	if p, ok := fetchPlans.Load(f.relation); ok {
		return p.(*fetchPlan)
	}
	var keys []*mapper.Column
	if !f.relation.HoldsKey() {
		keys = f.relation.Local
	}
	target := f.relation.Target
	width := len(keys) + len(target.Columns)
	p := &fetchPlan{key: newLayout(width), entity: newMember(span{target, target.Columns, len(keys)}, 0, width)}
	for i, c := range keys {
		p.key.Types[i], p.key.Offsets[i] = c.Type, c.Offset
	}
	kept, _ := fetchPlans.LoadOrStore(f.relation, p)
	return kept.(*fetchPlan)
}
