package loading

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Cursor reads rows one by one. It serves one goroutine, and does not close the rows.
type Cursor struct {
	shape        Shape
	rows         backends.Rows
	options      Options
	plan         *plan
	reader       decoding.Reader
	members      []memberReader
	root         *probeReader // where rows may lack their entity
	width        int
	names        []string       // of the columns, where rows go by them
	unusedMemory unsafe.Pointer // an entity's memory that its row did not need
	slab         mapper.Slab
	ahead        estimate
	more         int // rows to make room for
	joined       joining
	lacking      error // why rows cannot be read, where there are some
}

// Options says what becomes of rows.
type Options struct {
	Known     *identity.Map   // where entities are looked up and kept; nil tracks nothing
	Untracked bool            // what is not in Known is not kept there
	Overwrite bool            // rows win over what is known of their entities
	Extra     bool            // rows may have columns that no field takes
	Hidden    bool            // rows that filters hide are read as well, where fields go on showing what they showed
	Aside     bool            // what relationships lead to is read, and fills no field
	Check     bool            // another version than the known one is a *StaleError
	Statement *ast.Statement  // that the rows answer; nil: an entity's SELECT
	Joined    []Joined        // what stands in rows beside their entity
	Apart     bool            // entities of one type that stand in one row are objects of their own
	Paths     *Paths          // which of several loads fills a field
	Loaded    func(any) error // is told of each entity that took something from its row; nil: nobody is

	maps      []*identity.Map          // with Apart, of members that are not the first of their type: what serves them for Known
	refreshed map[*identity.Entry]bool // with Overwrite: what a row has won over already
}

// most returns how many entities may stand in one piece of memory: one where they are read in a loop, which keeps few of them; 0
// is as many as may be.
func (c *Cursor) most() int {
	if c.options.Untracked {
		return 1
	}
	return c.ahead.left()
}

// Fresh returns h for a new round of reading: where rows win, the first one of each entity does.
func (h Options) Fresh() Options {
	if h.Overwrite && h.refreshed == nil {
		h.refreshed = map[*identity.Entry]bool{}
	}
	return h
}

// For returns h for rows of that shape.
func (h Options) For(s Shape) Options {
	if !h.Apart || h.Known == nil || h.maps != nil {
		return h
	}
	for i, m := range s.members {
		if !slices.Contains(s.members[:i], m) {
			continue
		}
		if h.maps == nil {
			h.maps = make([]*identity.Map, len(s.members))
		}
		h.maps[i] = new(identity.Map)
	}
	return h
}

// Together returns members in groups whose entities are looked up in one place.
func (h Options) Together(members []int) (groups [][]int) {
	if len(members) == 0 || h.maps == nil {
		return [][]int{members}
	}
	for _, i := range members {
		groups = append(groups, []int{i})
	}
	return groups
}

// Of returns h for what belongs to members, one of the groups of [Options.Together].
func (h Options) Of(members []int) Options {
	if len(members) > 0 {
		h.Known = h.known(members[0])
	}
	return h
}

// known returns where the entities of a member are looked up and kept.
func (h Options) known(member int) *identity.Map {
	if h.maps == nil || h.maps[member] == nil {
		return h.Known
	}
	return h.maps[member]
}

// linker returns what fills fields as l says.
func (h Options) linker(l *ast.Load) linker {
	return linker{known: h.Known, overwrite: h.Overwrite, hidden: h.Hidden, aside: h.Aside, paths: h.Paths, load: l}
}

// Drop forgets all that is kept.
func (h Options) Drop() {
	h.Known.Drop()
	for _, m := range h.maps {
		m.Drop()
	}
}

// StaleError says that a row has another version than its entity has.
type StaleError struct {
	Mapping *mapper.Mapping
	Key     []any // secret parts as ***
}

// Error names the entity and its key.
func (e *StaleError) Error() string {
	return fmt.Sprintf("%s %v was changed by somebody else since it was read: roll back, or read it with Refresh", e.Mapping.Name(), e.Key)
}

// Open reads rows as shape; where they have no columns it is [ErrNoColumns], and the rows say whether the statement failed.
func Open(rows backends.Rows, shape Shape, opts Options) (*Cursor, error) {
	shape.extra = opts.Extra
	c := &Cursor{shape: shape, rows: rows, options: opts}
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	if c.width = len(names); c.width == 0 {
		return nil, ErrNoColumns
	}
	if shape.untyped || shape.record != nil {
		c.lacking = complete(opts.Statement, names)
	}
	if shape.untyped {
		return c, c.nameColumns(names)
	}
	if c.plan, err = shape.planOf(opts.Statement, names, len(opts.Joined) > 0); err != nil {
		return nil, err
	}
	c.reader, c.members = decoding.NewReader(rows, c.plan.layout), c.plan.memberReaders(rows)
	if shape.entity != nil && opts.Statement != nil && opts.Statement.MayLack(shape.entity) {
		root := c.plan.root.reader(rows)
		c.root = &root
	}
	return c, nil
}

// Next returns the next row: the entity itself, for entities, else a pointer to a value of the shape's type. It is nil at the
// end. An entity that a joined list repeats comes once; one that an outer join did not find is a nil pointer.
func (c *Cursor) Next() (any, error) {
	if !c.rows.Next() {
		if c.plan != nil {
			c.ahead.ended(&c.plan.rows)
		}
		return nil, c.rows.Err()
	}
	switch {
	case c.lacking != nil:
		return nil, c.lacking
	case c.shape.untyped:
		return c.untyped()
	case c.shape.entity == nil:
		return c.value()
	}
	entity, err := c.entity()
	if err == nil && len(c.options.Joined) > 0 {
		return c.join(entity)
	}
	return entity, err
}

// value returns a column's value, or a struct with the entities that it holds.
func (c *Cursor) value() (any, error) {
	v := reflect.New(c.shape.typ)
	base := v.UnsafePointer()
	if c.shape.apart {
		v.Elem().Set(reflect.New(c.shape.typ.Elem()))
		base = v.Elem().UnsafePointer()
	}
	if err := c.reader.Read(base); err != nil {
		return nil, c.unread(c.shape.typ.String(), "", err)
	}
	for _, m := range c.members {
		if err := c.setMember(m, v.UnsafePointer()); err != nil {
			return nil, err
		}
	}
	return v.Interface(), nil
}

// setMember puts an entity into its field of the row at base.
func (c *Cursor) setMember(m memberReader, base unsafe.Pointer) error {
	absent, err := m.absent()
	p := m.mapping.New()
	if err == nil && !absent {
		err = m.entity.Read(p)
	}
	if err != nil {
		return c.unread(m.mapping.Name(), m.mapping.Table, err)
	}
	if absent {
		return nil
	}
	entity, _, err := c.knownIn(c.options.known(m.place), m.mapping, p, m.loaded)
	if err == nil {
		*(*unsafe.Pointer)(unsafe.Add(base, m.offset)) = reflect.ValueOf(entity).UnsafePointer()
	}
	return err
}

func (c *Cursor) entity() (any, error) {
	m := c.shape.entity
	p := c.memory(m)
	c.reserveEstimated(m)
	if c.root != nil {
		if absent, err := c.root.absent(); err != nil || absent {
			c.giveBack(m, p, false)
			return m.Pointer(nil), c.unreadRoot(err)
		}
	}
	if err := c.reader.Read(p); err != nil {
		return nil, c.unreadRoot(err)
	}
	entity, kept, err := c.known(m, p, c.plan.loaded)
	c.giveBack(m, p, kept)
	return entity, err
}

// unreadRoot is err of reading the row's entity.
func (c *Cursor) unreadRoot(err error) error {
	if err == nil {
		return nil
	}
	return c.unread(c.shape.entity.Name(), c.shape.entity.Table, err)
}

// memory returns a place for an entity.
func (c *Cursor) memory(m *mapper.Mapping) (p unsafe.Pointer) {
	if p, c.unusedMemory = c.unusedMemory, nil; p == nil {
		p = c.slab.Next(&m.Record, c.most())
	}
	return p
}

// giveBack takes a place back that its row did not need.
func (c *Cursor) giveBack(m *mapper.Mapping, p unsafe.Pointer, kept bool) {
	if !kept {
		empty(m, p)
		c.unusedMemory = p
	}
}

// reserveEstimated makes room for the rows that are still to come.
func (c *Cursor) reserveEstimated(m *mapper.Mapping) {
	if c.more = c.ahead.next(&c.plan.rows); c.more > 0 {
		c.reserve(m, c.more+1) // the present one stands nowhere yet
	}
}

// reserve makes room for n entities.
func (c *Cursor) reserve(m *mapper.Mapping, n int) {
	if c.options.Known != nil && !c.options.Untracked && !m.Keyless {
		c.options.Known.Reserve(m, n)
	}
}

// unreserve says that no more entities come.
func (c *Cursor) unreserve(m *mapper.Mapping) {
	if c.ahead.estimated > 0 {
		c.reserve(m, 0)
	}
}

// Estimated returns how many rows to make room for when the present one has come, 0 mostly.
func (c *Cursor) Estimated() int { return c.more }

// empty makes the struct at p as good as new.
func empty(m *mapper.Mapping, p unsafe.Pointer) { reflect.NewAt(m.Type, p).Elem().SetZero() }

// pointer returns the address of an entity.
func pointer(entity any) unsafe.Pointer { return reflect.ValueOf(entity).UnsafePointer() }

// Keep tracks a row that Next answered while nothing was tracked, and returns the row as a tracking Next would have, one
// with a Loaded of that kind.
func (c *Cursor) Keep(row any, known *identity.Map, loaded func(any) error) (any, error) {
	c.options.Known, c.options.Loaded = known, loaded
	base := reflect.ValueOf(row).UnsafePointer()
	if c.shape.entity != nil {
		return c.trackJoined(base)
	}
	for _, m := range c.members {
		field := (*unsafe.Pointer)(unsafe.Add(base, m.offset))
		if *field == nil {
			continue
		}
		entity, _, err := c.known(m.mapping, *field, m.loaded)
		if err != nil {
			return nil, err
		}
		*field = reflect.ValueOf(entity).UnsafePointer()
	}
	return row, nil
}
