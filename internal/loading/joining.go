package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// joining is what rows held so far that are joined. The zero value is empty.
type joining struct {
	seen  map[unsafe.Pointer]bool // entities that came, where a list may repeat them
	lists map[*ast.Load]*gathered
}

// gathered is the lists that one load fills.
type gathered struct {
	owners  []unsafe.Pointer
	targets map[unsafe.Pointer][]unsafe.Pointer
}

// join gives the row's entity what stands beside it, and returns it, or the next one when it came before.
func (c *Cursor) join(entity any) (any, error) {
	p := pointer(entity)
	if err := c.joinBeside(p); err != nil {
		return nil, err
	}
	if c.repeated(p) {
		return c.Next()
	}
	return entity, nil
}

// joinBeside gives the row's entity at p what stands beside it.
func (c *Cursor) joinBeside(p unsafe.Pointer) error {
	row := make([]unsafe.Pointer, 1, len(c.members)+1)
	row[0] = p
	for i, m := range c.members {
		target, err := c.beside(m, row[c.options.Joined[i].owner])
		if err != nil {
			return err
		}
		row = append(row, target)
	}
	c.lead(row)
	return nil
}

// beside returns the entity that stands in a row for an owner; nil where an outer join found none.
func (c *Cursor) beside(m memberReader, owner unsafe.Pointer) (unsafe.Pointer, error) {
	if owner == nil {
		return nil, nil
	}
	absent, err := m.absent()
	p := m.mapping.New()
	if err == nil && !absent {
		err = m.entity.Read(p)
	}
	if err != nil {
		return nil, c.unread(m.mapping.Name(), m.mapping.Table, err)
	}
	if absent {
		return nil, nil
	}
	entity, _, err := c.known(m.mapping, p, m.loaded)
	if err != nil {
		return nil, err
	}
	return pointer(entity), nil
}

// lead lets the entities of a row lead to one another.
func (c *Cursor) lead(row []unsafe.Pointer) {
	for i, j := range c.options.Joined {
		e := c.options.linker(j.load)
		owner, target := row[j.owner], row[i+1]
		switch {
		case owner == nil:
		case c.gathers(j):
			c.joined.gather(j.load, owner, target)
		case target == nil:
			e.setBothEnds(j.relation, owner, nil, j.partly)
		default:
			e.setBothEnds(j.relation, owner, []unsafe.Pointer{target}, j.partly)
			e.addBeside(j.relation, owner, target)
		}
	}
}

// gathers reports whether several rows may bring what j's field is given when all have come: those of a list, and of a has-one those that
// were deleted softly as well.
func (c *Cursor) gathers(j Joined) bool {
	if r := j.relation; r.Kind != mapper.HasOne || r.Target.SoftDelete == nil {
		return r.Many()
	}
	o := c.options
	return o.Known != nil && !o.Untracked && o.Statement != nil && o.Statement.Unfiltered()
}

// gather adds to the list of owner a target that is not there yet; nil adds nothing.
func (j *joining) gather(l *ast.Load, owner, target unsafe.Pointer) {
	if j.lists == nil {
		j.lists = map[*ast.Load]*gathered{}
	}
	g := j.lists[l]
	if g == nil {
		g = &gathered{targets: map[unsafe.Pointer][]unsafe.Pointer{}}
		j.lists[l] = g
	}
	list, ok := g.targets[owner]
	if !ok {
		g.owners = append(g.owners, owner)
	}
	if target != nil && !slices.Contains(list, target) {
		list = append(list, target)
	}
	g.targets[owner] = list
}

// repeated reports whether the entity at p came in a row before.
func (c *Cursor) repeated(p unsafe.Pointer) bool {
	if c.options.Untracked || !repeats(c.options.Joined) {
		return false // what a stream has passed is not kept
	}
	if c.joined.seen == nil {
		c.joined.seen = map[unsafe.Pointer]bool{}
	}
	before := c.joined.seen[p]
	c.joined.seen[p] = true
	return before
}

// byKeyOf compares entities of m by their keys.
func byKeyOf(m *mapper.Mapping) func(a, b unsafe.Pointer) int {
	return func(a, b unsafe.Pointer) int { return identity.KeyOf(m, a).Compare(identity.KeyOf(m, b)) }
}

// Finish gives entities what rows held in parts. Call it behind the last row that is wanted.
func (c *Cursor) Finish() {
	if c.shape.entity != nil {
		c.unreserve(c.shape.entity)
	}
	c.fillGathered()
}

// fillGathered is Finish for the fields of relationships.
func (c *Cursor) fillGathered() {
	for _, j := range c.options.Joined {
		e, g := c.options.linker(j.load), c.joined.lists[j.load]
		if g == nil {
			continue
		}
		for _, owner := range g.owners {
			targets := g.targets[owner]
			if !j.Many() {
				slices.SortFunc(targets, byKeyOf(j.relation.Target))
			}
			e.setBothEnds(j.relation, owner, targets, j.Many() || j.partly)
		}
		delete(c.joined.lists, j.load)
	}
}

// trackJoined returns Keep for the entity at base and what was joined to it.
func (c *Cursor) trackJoined(base unsafe.Pointer) (any, error) {
	raw := []unsafe.Pointer{base}
	for _, j := range c.options.Joined {
		raw = append(raw, j.take(raw[j.owner]))
	}
	row := make([]unsafe.Pointer, len(raw))
	for i, p := range raw {
		m, loaded := c.shape.entity, c.plan.loaded
		if i > 0 {
			m, loaded = c.members[i-1].mapping, c.members[i-1].loaded
		}
		if p == nil {
			continue
		}
		entity, _, err := c.known(m, p, loaded)
		if err != nil {
			return nil, err
		}
		row[i] = pointer(entity)
	}
	c.lead(row)
	c.fillGathered()
	return c.shape.entity.Pointer(row[0]), nil
}

// take returns what the field of an owner leads to, which it does not afterwards.
func (j Joined) take(owner unsafe.Pointer) (target unsafe.Pointer) {
	if owner == nil {
		return nil
	}
	target = j.relation.One(owner)
	j.relation.SetOne(owner, nil)
	if back := j.relation.Inverse; back != nil && j.relation.Kind == mapper.HasOne && target != nil {
		back.SetOne(target, nil)
	}
	return target
}
