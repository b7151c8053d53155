package mapper

import (
	"reflect"
	"slices"
	"unsafe"
)

// RelationshipKind is how the rows at the two ends of a relationship find one another.
type RelationshipKind uint8

// The kinds of relationships.
const (
	BelongsTo  RelationshipKind = iota + 1 // the owner's row holds the key of the other's
	HasOne                                 // the other's row holds the owner's key, and there is one at most
	HasMany                                // the others' rows hold the owner's key
	ManyToMany                             // the rows of an association table hold both keys
)

// Cascade is what happens to related entities along with their owner.
type Cascade uint8

// The cascades.
const (
	SaveUpdate    Cascade = 1 << iota // they are added with it
	DeleteWith                        // they are deleted with it
	DeleteOrphan                      // they are deleted when it lets go of them
	MergeWith                         // they are merged with it
	ExpungeWith                       // they are expunged with it
	RefreshExpire                     // they are refreshed and expired with it
)

// Relationship is a field that leads to other entities: *T or []*T.
type Relationship struct {
	Kind   RelationshipKind
	Owner  *Mapping
	Target *Mapping
	Field  string       // in Go, with the structs that embed it
	Index  int          // its place among the owner's relationships
	Offset uintptr      // behind the struct's address
	Type   reflect.Type // of the field

	// Local are columns of Owner and Remote those of Target that have the same values: a foreign key and the key that it
	// refers to, in the key's order. For ManyToMany both are keys, which Through repeats.
	Local, Remote    []*Column
	Through          *Association // of ManyToMany
	ReferencesUnique bool         // the foreign key refers to unique columns that are not the primary key

	ViewOnly bool   // it is read, and never written
	Where    string // which of the target's rows it leads to, in SQL that names their columns; "": all

	// Of a polymorphic relationship: the column beside the foreign key, and what it holds where the key refers to this type. Where says
	// the same of the target's rows.
	TypeColumn *Column
	TypeValue  string
	TypeNamed  bool // TypeValue is the table's name, as nothing says another

	Cascade        Cascade
	PassiveDeletes bool // the database looks after rows that are not loaded
	PostUpdate     bool // the foreign key is written by an UPDATE of its own
	Order          []OrderColumn

	NoBackPopulates bool // of BelongsTo: loads and flushes of the other end leave the field alone that nobody gave a value

	// Of the foreign keys in the tables' definitions: what happens with the row that is referred to, "" for nothing said.
	OnDelete, OnUpdateKey string
	Deferrable            bool
	Inverse               *Relationship // the field at the other end; nil without one
}

// OrderColumn is a column of the target by which a collection is sorted.
type OrderColumn struct {
	Column     *Column
	Descending bool
}

// Association is a table that holds nothing but the keys of two others.
type Association struct {
	Table         string
	Local, Remote []string // columns, as Relationship.Local and Remote
}

// Shares returns the place in Local of the column that Remote has at place i as well, as two keys of one tenant do; -1: none.
func (a *Association) Shares(i int) int { return slices.Index(a.Local, a.Remote[i]) }

// Has reports whether all of c cascades.
func (r *Relationship) Has(c Cascade) bool { return r.Cascade&c == c }

// Many reports whether the field is a slice.
func (r *Relationship) Many() bool { return r.Kind == HasMany || r.Kind == ManyToMany }

// HoldsKey reports whether the owner's row holds the foreign key.
func (r *Relationship) HoldsKey() bool { return r.Kind == BelongsTo }

// Name returns the field with its type, for messages: Hero.Toys.
func (r *Relationship) Name() string { return r.Owner.Name() + "." + r.Field }

// One returns the address of the entity that the field of the owner at base points to; nil for none.
func (r *Relationship) One(base unsafe.Pointer) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Add(base, r.Offset))
}

// SetOne lets the field point to the entity at p, or to none.
func (r *Relationship) SetOne(base, p unsafe.Pointer) {
	*(*unsafe.Pointer)(unsafe.Add(base, r.Offset)) = p
}

// List returns the addresses that the field holds, the field's own memory; nil for a nil slice.
func (r *Relationship) List(base unsafe.Pointer) []unsafe.Pointer {
	return *(*[]unsafe.Pointer)(unsafe.Add(base, r.Offset))
}

// SetList gives the field a slice, whose memory it takes over.
func (r *Relationship) SetList(base unsafe.Pointer, list []unsafe.Pointer) {
	*(*[]unsafe.Pointer)(unsafe.Add(base, r.Offset)) = list
}

// Targets returns the addresses that the field holds, whatever its kind; nil pointers are left out.
func (r *Relationship) Targets(base unsafe.Pointer) (targets []unsafe.Pointer) {
	if !r.Many() {
		if p := r.One(base); p != nil {
			targets = append(targets, p)
		}
		return targets
	}
	list := r.List(base)
	for i, p := range list {
		if targets == nil && p != nil {
			targets = make([]unsafe.Pointer, 0, len(list)-i)
		}
		if p != nil {
			targets = append(targets, p)
		}
	}
	return targets
}

// Holds reports whether the field holds targets and nothing else, in their order.
func (r *Relationship) Holds(base unsafe.Pointer, targets []unsafe.Pointer) bool {
	if r.Many() {
		return slices.Equal(r.List(base), targets)
	}
	p := r.One(base)
	return p == nil && len(targets) == 0 || len(targets) == 1 && targets[0] == p
}

// HoldsNil reports whether the list in the struct at base holds nil, which [Relationship.Targets] leaves out.
func (r *Relationship) HoldsNil(base unsafe.Pointer) bool {
	return r.Many() && slices.Contains(r.List(base), nil)
}

// IsNil reports whether the field is nil: it points to nothing, or is no slice.
func (r *Relationship) IsNil(base unsafe.Pointer) bool {
	if r.Many() {
		return r.List(base) == nil
	}
	return r.One(base) == nil
}
