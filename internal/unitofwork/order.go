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
	return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Owner.Table, b.Owner.Table))
}

// sorter puts rows into steps.
type sorter struct {
	*planner
	graph   *graph
	steps   []placed
	leavers map[*identity.Entry][]edge // of rows that take others along, those that must have left them before
	last    int                        // the step that was asked for last: neighbours often share one
	index   map[slot]int               // of steps; nil while there are few
}

// placed is a step in its slot.
type placed struct {
	slot
	Step
	room int // how many rows it gets at once
}

// How many steps most flushes have at most, and up to how many are looked through one by one.
const (
	usualSteps = 4
	fewSteps   = 16
)

func (f *planner) ordered() (Set, error) {
	if len(f.saves)+len(f.deletes)+len(f.pairOrder) == 0 {
		return Set{Wants: f.wants, planned: f}, nil
	}
	s := &sorter{planner: f, graph: newGraph(f.nodes()), steps: make([]placed, 0, usualSteps)}
	if err := s.rankSaves(); err != nil {
		return Set{}, err
	}
	s.findFollowers()
	s.placeSaves()
	s.placePairs()
	if err := s.placeDeletes(); err != nil {
		return Set{}, err
	}
	return s.set(), nil
}

// placeSaves places what is inserted and updated, in steps that have room for all of their rows.
func (s *sorter) placeSaves() {
	for _, sv := range s.saves {
		sv.step = s.find(s.slotOf(sv), sv.row.Entry.Mapping)
		s.steps[sv.step].room++
	}
	for _, sv := range s.saves {
		step := &s.steps[sv.step]
		if step.Rows == nil {
			step.Rows = make([]Row, 0, step.room)
		}
		step.Rows = append(step.Rows, sv.row)
	}
}

// nodes returns the tables that are written, in the order in which they were met.
func (f *planner) nodes() (nodes []*mapper.Mapping) {
	add := func(m *mapper.Mapping) {
		if len(nodes) == 0 || nodes[len(nodes)-1] != m && !slices.Contains(nodes, m) {
			nodes = append(nodes, m)
		}
	}
	for _, s := range f.saves {
		add(s.row.Entry.Mapping)
	}
	for _, e := range f.deletes {
		add(e.Mapping)
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

// step returns the step in a slot, made when it is first asked for, until another one is.
func (s *sorter) step(at slot, m *mapper.Mapping) *Step { return &s.steps[s.find(at, m)].Step }

// find returns the place in steps of the step in a slot.
func (s *sorter) find(at slot, m *mapper.Mapping) int {
	if s.last < len(s.steps) && s.steps[s.last].slot == at {
		return s.last
	}
	known := false
	if s.last, known = s.indexOf(at); known {
		return s.last
	}
	s.last = len(s.steps)
	s.steps = append(s.steps, placed{slot: at, Step: Step{Verb: at.verb, Mapping: m, Relation: at.relation}})
	if s.index != nil {
		s.index[at] = s.last
	}
	return s.last
}

// indexOf finds a slot among the steps.
func (s *sorter) indexOf(at slot) (int, bool) {
	if len(s.steps) <= fewSteps {
		for i := range s.steps {
			if s.steps[i].slot == at {
				return i, true
			}
		}
		return 0, false
	}
	if s.index == nil {
		s.index = make(map[slot]int, 2*len(s.steps))
		for i := range s.steps {
			s.index[s.steps[i].slot] = i
		}
	}
	i, ok := s.index[at]
	return i, ok
}

func (s *sorter) set() Set {
	slices.SortStableFunc(s.steps, func(a, b placed) int { return a.compare(b.slot) })
	set := Set{Wants: s.wants, planned: s.planner, Steps: make([]Step, len(s.steps))}
	for i := range s.steps {
		step := &s.steps[i].Step
		if step.Verb == Updates || step.Verb == Deletes {
			sortByKey(step.Rows)
		}
		set.Steps[i] = *step
	}
	return set
}

// placePairs places the rows of association tables behind those of both ends.
func (s *sorter) placePairs() {
	for i, p := range s.pairOrder {
		verb := Links
		switch {
		case s.adds(p) && !p.removed:
		case s.removes(p):
			verb = Unlinks
		default:
			continue
		}
		step := s.pairStep(p.relation, verb)
		if step.Pairs == nil {
			step.Pairs = make([]Pair, 0, min(len(s.pairOrder)-i, mostRoom))
		}
		step.Pairs = append(step.Pairs, Pair{p.owner, p.target})
	}
	for _, r := range s.unread {
		if owners := s.unlinkedAll[r]; len(owners) > 0 {
			s.pairStep(r, UnlinksAll).Rows = rowsOf(owners)
		}
	}
}

// pairStep returns the step for what is done to the association table of r.
func (s *sorter) pairStep(r *mapper.Relationship, v Verb) *Step {
	if s.last < len(s.steps) && s.steps[s.last].relation == r && s.steps[s.last].Verb == v {
		return &s.steps[s.last].Step
	}
	rank := 0
	for _, m := range [2]*mapper.Mapping{r.Owner, r.Target} {
		if of, ok := s.graph.rank[m]; ok {
			rank = max(rank, of+1)
		}
	}
	// Both ends place it alike: pairs are taken out before all that an end has is, and new ones come last.
	table := min(s.tables[r.Owner], s.tables[r.Target])
	return s.step(slot{phase: saving, rank: rank, table: table, verb: v, relation: r}, nil)
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
	if len(s.deletes) == 0 {
		return nil
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
			at.verb, row = Updates, d.removal(e)
		}
		step := s.step(at, e.Mapping)
		if step.Rows == nil {
			step.Rows = make([]Row, 0, min(len(s.deletes), mostRoom))
		}
		step.Rows = append(step.Rows, row)
	}
	return nil
}
