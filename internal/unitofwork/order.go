package unitofwork

import (
	"cmp"
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// phase is a part of a flush.
type phase uint8

const (
	saving    phase = iota
	postponed       // foreign keys that could not be written with their rows
	unlinking       // what the rows that go must not be referred to by any more
	deleting
)

// slot is a step's place. Steps go by phase, then by the rank of their tables and the depth of their rows.
type slot struct {
	phase       phase
	rank, depth int
	table       int // in the order in which tables were met
	verb        Verb
	relation    *mapper.Relationship
}

func (s slot) compare(o slot) int {
	return cmp.Or(cmp.Compare(s.phase, o.phase), cmp.Compare(s.rank, o.rank), cmp.Compare(s.depth, o.depth),
		cmp.Compare(s.table, o.table), cmp.Compare(s.verb, o.verb), compareRelations(s.relation, o.relation))
}

func compareRelations(a, b *mapper.Relationship) int {
	if a == nil || b == nil {
		return 0
	}
	return cmp.Compare(a.Index, b.Index)
}

// sorter puts rows into steps.
type sorter struct {
	*planner
	graph *graph
	steps map[slot]*Step
	order []slot
}

func (f *planner) ordered() (Set, error) {
	if len(f.saves)+len(f.deletes)+len(f.pairOrder) == 0 {
		return Set{Wants: f.wants, planned: f}, nil
	}
	s := &sorter{planner: f, graph: newGraph(f.nodes()), steps: map[slot]*Step{}}
	if err := s.rankSaves(); err != nil {
		return Set{}, err
	}
	for _, sv := range f.saves {
		s.step(s.slotOf(sv), sv.row.Entry.Mapping).Rows = append(s.step(s.slotOf(sv), sv.row.Entry.Mapping).Rows, sv.row)
	}
	s.placePairs()
	if err := s.placeDeletes(); err != nil {
		return Set{}, err
	}
	return s.set(), nil
}

// nodes returns the tables that are written, in the order in which they were met.
func (f *planner) nodes() (nodes []*mapper.Mapping) {
	met := map[*mapper.Mapping]bool{}
	for _, s := range f.saves {
		met[s.row.Entry.Mapping] = true
	}
	for _, e := range f.deletes {
		met[e.Mapping] = true
	}
	for m := range met {
		nodes = append(nodes, m)
	}
	slices.SortFunc(nodes, func(a, b *mapper.Mapping) int { return f.tables[a] - f.tables[b] })
	return nodes
}

func (s *sorter) slotOf(sv *save) slot {
	m := sv.row.Entry.Mapping
	if sv.late {
		return slot{phase: postponed, rank: s.graph.rank[m], table: s.tables[m], verb: Updates}
	}
	return slot{phase: saving, rank: s.graph.rank[m], depth: sv.depth, table: s.tables[m], verb: sv.verb}
}

// step returns the step in a slot, made when it is first asked for.
func (s *sorter) step(at slot, m *mapper.Mapping) *Step {
	found := s.steps[at]
	if found == nil {
		found = &Step{Verb: at.verb, Mapping: m, Relation: at.relation}
		s.steps[at] = found
		s.order = append(s.order, at)
	}
	return found
}

func (s *sorter) set() Set {
	slices.SortStableFunc(s.order, slot.compare)
	set := Set{Wants: s.wants, planned: s.planner}
	for _, at := range s.order {
		step := s.steps[at]
		if step.Verb == Updates || step.Verb == Deletes {
			sortByKey(step.Rows)
		}
		set.Steps = append(set.Steps, *step)
	}
	return set
}

// placePairs places the rows of association tables behind those of both ends.
func (s *sorter) placePairs() {
	place := func(r *mapper.Relationship, v Verb) *Step {
		rank := 0
		for _, m := range []*mapper.Mapping{r.Owner, r.Target} {
			if of, ok := s.graph.rank[m]; ok {
				rank = max(rank, of+1)
			}
		}
		return s.step(slot{phase: saving, rank: rank, table: s.tables[r.Owner], verb: v, relation: r}, nil)
	}
	for _, p := range s.pairOrder {
		switch {
		case s.adds(p) && !p.removed:
			step := place(p.relation, Links)
			step.Pairs = append(step.Pairs, Pair{p.owner, p.target})
		case s.removes(p):
			step := place(p.relation, Unlinks)
			step.Pairs = append(step.Pairs, Pair{p.owner, p.target})
		}
	}
	for _, r := range s.unread {
		if owners := s.unlinkedAll[r]; len(owners) > 0 {
			step := place(r, UnlinksAll)
			step.Rows = rowsOf(owners)
		}
	}
}

func rowsOf(entries []*identity.Entry) (rows []Row) {
	rows = make([]Row, len(entries))
	for i, e := range entries {
		rows[i].Entry = e
	}
	return rows
}

// placeDeletes places what goes: children before their parents.
func (s *sorter) placeDeletes() error {
	for _, r := range s.unread {
		if owners := s.nullified[r]; len(owners) > 0 {
			s.step(slot{phase: unlinking, table: s.tables[r.Owner], verb: Nullifies, relation: r}, r.Owner).Rows = rowsOf(owners)
		}
	}
	d := &deleteOrder{sorter: s, children: map[*identity.Entry][]edge{}, depth: map[*identity.Entry]int{}}
	d.link()
	for _, e := range s.deletes {
		if s.replaced[e] || e.State != identity.Persistent {
			continue
		}
		depth, err := d.depthOf(e)
		if err != nil {
			return err
		}
		at := slot{phase: deleting, rank: -s.graph.rank[e.Mapping], depth: depth, table: -s.tables[e.Mapping], verb: Deletes}
		row := Row{Entry: e}
		if d.stays[e] {
			at.verb, row.Removes, row.Columns = Updates, true, []*mapper.Column{e.Mapping.SoftDelete}
		}
		step := s.step(at, e.Mapping)
		if step.Rows == nil {
			step.Rows = make([]Row, 0, min(len(s.deletes), mostRoom))
		}
		step.Rows = append(step.Rows, row)
	}
	return nil
}
