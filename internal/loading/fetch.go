package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// Fetch loads one relationship of many owners by statements of its own. It is used once, in this order:
// Statements, Read for the rows of each, the same with Again until it has none, Fill.
type Fetch struct {
	load     *ast.Load
	relation *mapper.Relationship
	options  Options
	linker   linker
	dialect  render.Dialect
	only     []*mapper.Column // of the target's, those that are read; nil: all

	beside *ast.Statement          // the columns and joins of what is joined to the target; nil: nothing is
	led    map[unsafe.Pointer]bool // targets that rows with that brought

	*scratch
	folded  map[identity.Key][]int // places of keys that only the database finds equal; nil until needed
	unclear map[identity.Key]bool  // folded keys of rows that several of those places may wait for
	doubts  [][]int                // places to ask for again, by round; nil until the first statements are answered
	keys    []unsafe.Pointer       // structs that hold those keys, in the order in which owners need them
	waiting [][]unsafe.Pointer     // owners whose field is to be filled, by place
	room    []unsafe.Pointer       // where owners that wait alone stand
}

// NewFetch loads l for the owners at bases, entities of one type, each once. how says where entities are looked up and
// kept; owners that are not there are left alone, unless they are keyless, which nobody keeps. One whose foreign key was not read is an error.
func NewFetch(l *ast.Load, bases []unsafe.Pointer, d render.Dialect, opts Options) (*Fetch, error) {
	f := &Fetch{load: l, relation: l.Relationship, options: opts, dialect: d, only: l.Columns(), linker: opts.linker(l),
		scratch: scratches.Get().(*scratch), keys: make([]unsafe.Pointer, 0, len(bases)), waiting: make([][]unsafe.Pointer, 0, len(bases))}
	for _, base := range bases {
		entry := f.linker.entry(f.relation.Owner, base)
		if entry == nil && !f.relation.Owner.Keyless {
			continue
		}
		if !f.linker.needsTargets(entry, f.relation) {
			f.emptyList(base)
			continue
		}
		f.linker.paths.give(l, l.Relationship, entry)
		if err := f.want(base); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// emptyList makes a list of the owner at base, in which the session knows that nothing is, one that is not nil.
func (f *Fetch) emptyList(base unsafe.Pointer) {
	if f.relation.Many() && f.relation.IsNil(base) {
		assign(f.relation, base, nil)
	}
}

// want notes that the field of the owner at base is to be filled.
func (f *Fetch) want(base unsafe.Pointer) error {
	if f.relation.HoldsKey() || f.relation.ReferencesUnique {
		if err := f.hasKey(base); err != nil {
			return err
		}
	}
	if !f.relation.HoldsKey() {
		stored := f.stored(base)
		f.wait(identity.KeyBy(f.relation.Owner, f.relation.Local, stored), stored, base)
		return nil
	}
	holder := f.holder(base)
	if !f.relation.IsOfType(holder) {
		f.linker.setBothEnds(f.relation, base, nil, false)
		return nil
	}
	target := f.relation.Target.New()
	for i, c := range f.relation.Local {
		if !mapper.Carry(f.relation.Remote[i], target, c, holder) {
			f.linker.setBothEnds(f.relation, base, nil, false)
			return nil
		}
	}
	key := identity.KeyBy(f.relation.Target, f.relation.Remote, target)
	if entity := f.withoutSQL(key); entity != nil {
		f.linker.setBothEnds(f.relation, base, []unsafe.Pointer{entity}, false)
		return nil
	}
	f.wait(key, target, base)
	return nil
}

// holder returns the struct with the foreign key of the owner at base: the owner, or its row where what is hidden is read as well, for a
// delete that goes by what the database has.
func (f *Fetch) holder(base unsafe.Pointer) unsafe.Pointer {
	if !f.options.Hidden {
		return base
	}
	if e := f.linker.entry(f.relation.Owner, base); e != nil && e.Snapshot() != nil {
		return e.Snapshot()
	}
	return base
}

// stored returns the struct with the key of the owner's row: its snapshot, where it has one.
func (f *Fetch) stored(base unsafe.Pointer) unsafe.Pointer {
	e := f.linker.entry(f.relation.Owner, base)
	if f.relation.ReferencesUnique && e.Snapshot() != nil {
		return e.Snapshot()
	}
	return e.KeyHolder()
}

// hasKey errs when the foreign key of the owner at base was not read.
func (f *Fetch) hasKey(base unsafe.Pointer) error {
	if e := f.linker.entry(f.relation.Owner, base); e != nil {
		return e.Lacking(f.relation)
	}
	return nil
}

// withoutSQL returns the target that needs no SQL: the session has all that is asked for, and would not believe its row. A filter, and
// the condition of a view, only the database can answer.
func (f *Fetch) withoutSQL(k identity.Key) unsafe.Pointer {
	if f.options.Overwrite || f.partly() || f.relation.ReferencesUnique || f.relation.ViewOnly {
		return nil
	}
	if e := f.options.Known.At(k); e != nil && !e.Expired && f.asked().Within(e.Loaded()) {
		return e.Base
	}
	return nil
}

func (f *Fetch) wait(key identity.Key, holder, base unsafe.Pointer) {
	place, ok := f.places[key]
	if !ok {
		place = len(f.keys)
		f.places[key] = place
		f.keys, f.waiting = append(f.keys, holder), append(f.waiting, f.alone())
	}
	f.waiting[place] = append(f.waiting[place], base)
}

// alone returns a list for one owner, as most keys have.
func (f *Fetch) alone() []unsafe.Pointer {
	if len(f.room) == 0 {
		f.room = make([]unsafe.Pointer, min(max(len(f.keys), 1), 64))
	}
	list := f.room[:0:1]
	f.room = f.room[1:]
	return list
}

// partly reports whether what is loaded may be less than there is.
func (f *Fetch) partly() bool { return len(f.load.Where) > 0 || f.load.Limit != nil }

// Read reads the rows of one statement.
func (f *Fetch) Read(rows backends.Rows) error {
	plan := f.plan()
	owners, entity := decoding.NewReader(rows, plan.key), decoding.NewReader(rows, plan.entity.layout)
	c := &Cursor{options: f.options, members: plan.besideReaders(rows)} // which foresees entities that nobody has
	defer c.unreserve(f.relation.Target)
	owner := f.relation.Owner.New()
	f.fetched = slices.Grow(f.fetched, max(len(f.keys), min(int(plan.fetched.Load()), estimateMost*len(f.keys))))
	for rows.Next() {
		p := c.memory(f.relation.Target)
		err := entity.Read(p)
		if err == nil && !f.relation.HoldsKey() {
			err = owners.Read(owner)
		}
		if err != nil {
			return c.unread(f.relation.Target.Name(), f.relation.Target.Table, err)
		}
		own := identity.KeyOf(f.relation.Target, p)
		key := f.keyOf(owner, p, own)
		place, others := f.placeOf(key, owner, p)
		found, kept, err := c.known(f.relation.Target, p, plan.entity.loaded)
		if err != nil {
			return err
		}
		if c.giveBack(f.relation.Target, p, kept); kept {
			c.reserveNew(f.relation.Target, plan)
		}
		if f.beside != nil {
			if err := c.joinBeside(pointer(found)); err != nil {
				return err
			}
			f.led[pointer(found)] = true
		}
		f.note(place, others, own, pointer(found))
	}
	plan.fetched.Store(int64(len(f.fetched)))
	c.ahead.ended(&plan.fresh)
	c.fillGathered()
	return rows.Err()
}

// reserveNew makes room for the entities that are still to come, of those that nobody has.
func (c *Cursor) reserveNew(m *mapper.Mapping, p *fetchPlan) {
	if more := c.ahead.next(&p.fresh); more > 0 {
		c.reserve(m, more)
	}
}

// keyOf returns the key by which owners wait for the row that was read into target, whose own key is own.
func (f *Fetch) keyOf(owner, target unsafe.Pointer, own identity.Key) identity.Key {
	switch {
	case !f.relation.HoldsKey():
		return identity.KeyBy(f.relation.Owner, f.relation.Local, owner)
	case f.relation.ReferencesUnique:
		return identity.KeyBy(f.relation.Target, f.relation.Remote, target)
	}
	return own
}

// Fill gives each owner what was read for it; nothing is nil, or an empty list, and counts as loaded. It ends f.
func (f *Fetch) Fill() {
	found := f.sortedTargets()
	for place, owners := range f.waiting {
		for _, base := range owners {
			f.linker.setBothEnds(f.relation, base, found[place], f.partly())
		}
	}
	f.release()
	f.scratch = &scratch{}
}

// TargetsOf returns what the fields of r in the owners at bases lead to, each once.
func TargetsOf(r *mapper.Relationship, bases []unsafe.Pointer) (targets []unsafe.Pointer) {
	seen := map[unsafe.Pointer]bool{}
	for _, base := range bases {
		for _, p := range r.Targets(base) {
			if !seen[p] {
				seen[p] = true
				targets = append(targets, p)
			}
		}
	}
	return targets
}
