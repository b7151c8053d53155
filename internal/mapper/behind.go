package mapper

import (
	"reflect"
	"slices"
	"unsafe"
)

// hop is a pointer on the way to a field: where it stands in the struct around it, and the struct that it leads to.
type hop struct {
	offset uintptr
	typ    reflect.Type
}

// at returns the place of the pointer in the struct at p.
func (h hop) at(p unsafe.Pointer) *unsafe.Pointer { return (*unsafe.Pointer)(unsafe.Add(p, h.offset)) }

// IsBehind reports whether a pointer stands between the mapped struct and the field. Such a column is NULL where the pointer is nil.
func (c *Column) IsBehind() bool { return c.hops != nil }

// IsAbsent reports whether a pointer on the way to the field is nil.
func (c *Column) IsAbsent(base unsafe.Pointer) bool { return c.hops != nil && c.behind(base) == nil }

// IsGone reports whether a pointer on the way to the field is nil that is not in the struct at was: all columns behind it are NULL then.
func (c *Column) IsGone(base, was unsafe.Pointer) bool {
	for _, h := range c.hops {
		now, before := *h.at(base), *h.at(was)
		if now == nil || before == nil {
			return before != nil
		}
		base, was = now, before
	}
	return false
}

// behind returns the address of the field; nil where a pointer on the way is.
func (c *Column) behind(base unsafe.Pointer) unsafe.Pointer {
	for _, h := range c.hops {
		if base = *h.at(base); base == nil {
			return nil
		}
	}
	return unsafe.Add(base, c.Offset)
}

// pointerBehind returns the address of the field or, where a pointer on the way is nil, that of a zero value, which nobody changes.
func (c *Column) pointerBehind(base unsafe.Pointer) unsafe.Pointer {
	if p := c.behind(base); p != nil {
		return p
	}
	return c.none
}

// Reach returns the address of the field in a struct that nobody else has, with structs made for pointers on the way that are nil.
func (c *Column) Reach(base unsafe.Pointer) unsafe.Pointer {
	for _, h := range c.hops {
		if *h.at(base) == nil {
			*h.at(base) = reflect.New(h.typ).UnsafePointer()
		}
		base = *h.at(base)
	}
	return unsafe.Add(base, c.Offset)
}

// owned is Reach in a struct that others may have parts of: what pointers on the way lead to becomes a copy, so that whoever
// holds it sees no change.
func (c *Column) owned(base unsafe.Pointer) unsafe.Pointer {
	for _, h := range c.hops {
		made := reflect.New(h.typ)
		if held := *h.at(base); held != nil {
			made.Elem().Set(at(h.typ, held))
		}
		*h.at(base) = made.UnsafePointer()
		base = *h.at(base)
	}
	return unsafe.Add(base, c.Offset)
}

// equalBehind is Equal of a field behind a pointer: what is not there is NULL.
func (c *Column) equalBehind(a, b unsafe.Pointer) bool {
	if c.IsAbsent(a) != c.IsAbsent(b) && !c.holdsNull() {
		return false
	}
	return c.equal(c.pointerBehind(a), c.pointerBehind(b))
}

// copyBehind is Copy of a field behind a pointer. NULL makes no pointer: a nil one says the same.
func (c *Column) copyBehind(dst, src unsafe.Pointer) {
	switch from := c.behind(src); {
	case from == nil:
		c.SetZero(dst)
	case !c.equalBehind(dst, src):
		c.clone(c.owned(dst), from)
	}
}

// copyIntoEmpty is copyBehind into a struct that is empty, and nobody else's.
func (c *Column) copyIntoEmpty(dst, src unsafe.Pointer) {
	if from := c.behind(src); from != nil {
		c.clone(c.Reach(dst), from)
	}
}

// way is pointers that lead to columns, one after the other.
type way struct {
	hops    []hop
	columns Set // behind the last one
}

// HasOptional reports whether columns stand behind pointers.
func (r *Record) HasOptional() bool { return r.ways != nil }

// DropEmpty makes nil the pointers of the struct at dst that are nil in the one at like, where nothing but zeros is behind them. columns
// are those that like has: a pointer to others as well stays.
func (r *Record) DropEmpty(columns Set, dst, like unsafe.Pointer) {
	for i := range r.ways {
		if w := &r.ways[i]; w.columns.Within(columns) {
			drop(w.hops, dst, like)
		}
	}
}

// drop makes the last pointer nil that a way of pointers leads to.
func drop(way []hop, dst, like unsafe.Pointer) {
	last := len(way) - 1
	for _, h := range way[:last] {
		if dst = *h.at(dst); dst == nil {
			return
		}
		if like != nil {
			like = *h.at(like)
		}
	}
	end := way[last].at(dst)
	if gone := like == nil || *way[last].at(like) == nil; gone && *end != nil && at(way[last].typ, *end).IsZero() {
		*end = nil
	}
}

// waysOf returns every way of pointers to columns, the longest ones first.
func waysOf(columns []*Column) (ways []way) {
	for _, c := range columns {
		for n := range c.hops {
			hops := c.hops[:n+1]
			at := slices.IndexFunc(ways, func(w way) bool { return slices.Equal(w.hops, hops) })
			if at < 0 {
				at, ways = len(ways), append(ways, way{hops: hops})
			}
			ways[at].columns = ways[at].columns.With(c.Index)
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return len(b.hops) - len(a.hops) })
	return ways
}

// checkBehind finds options of a column behind a pointer that say what a nil one cannot hold to.
func (b *builder) checkBehind(c *Column) {
	if c.IsBehind() && (c.Version || c.UUID7 || c.ReadOnly || c.OmitZero || c.SoftDelete || c.NotNull || c.Default != "" || c.OnUpdate != "") {
		b.mistake(c.Field, "it stands behind a pointer, which is nil where all columns behind it are NULL, so nobody but you makes its value: "+
			"drop default, omitzero, onupdate, notnull and the like, or hold the struct itself in place of a pointer")
	}
}

// checkBehind finds a relationship by columns that stand behind pointers.
func (w *wiring) checkBehind(r *relation, made *Relationship) {
	for _, c := range append(slices.Concat(made.Local, made.Remote), made.TypeColumn) {
		if c != nil && c.IsBehind() {
			w.mistake(r, "the column %q stands behind a pointer, by which no row refers to another: move %s out of there", c.Name, c.Field)
		}
	}
}
