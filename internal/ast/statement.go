package ast

import "sync/atomic"

// Kind is what a statement does.
type Kind uint8

// The kinds of statements.
const (
	SelectKind Kind = iota + 1
	InsertKind
	TextKind    // SQL of the user's own, whatever it does
	ForeignKind // somebody else's Sqlizer, squirrel's builders among them
	UpdateKind
	DeleteKind
	CompoundKind // UNION, INTERSECT or EXCEPT of queries
)

// Part is where in a statement a node stands.
type Part uint8

// The parts of a statement.
const (
	ColumnPart Part = iota + 1
	FromPart
	WherePart
	OrderPart
	LimitPart
	OffsetPart
	SetPart
	RowPart
	TextPart
	DistinctPart
	JoinPart
	GroupPart
	HavingPart
	LockPart
	ReturningPart
	AllRowsPart    // a Mark: no WHERE is meant
	LoadPart       // columns of the entity that alone are read
	PopulatePart   // a Mark: rows overwrite entities that are known already
	LoadingPart    // relationships that are loaded with the entities
	UnfilteredPart // a Mark: no global filter is added
	DistinctOnPart
	WithPart
	MemberPart // the queries of a compound
	SelectPart // what an INSERT stores the rows of
	IntoPart   // columns that it stores them in
	ConflictPart
	FilterPart // filters of tables, for all that the statement holds
)

type clause struct {
	part Part
	node *Node
}

const inlined = 12

// Statement is an immutable value: With returns another one, and a branch never changes the statement it came from. It
// may be shared between goroutines.
type Statement struct {
	kind   Kind
	count  uint8 // of the inlined clauses
	parts  [inlined]Part
	entity *Table // what a SELECT of entities reads, or a write writes
	hash   uint64
	inline [inlined]*Node // where parts say
	more   []clause
	taken  *atomic.Int64 // how much of more's room statements have taken that share it
}

// SelectEntities returns a SELECT of every column of t.
func SelectEntities(t *Table) Statement {
	s := Statement{kind: SelectKind, entity: t, hash: mix(seed, uint64(SelectKind))}
	s.hash = mix(s.hash, t.hash)
	return s
}

// Select returns a SELECT of columns, to be added.
func Select() Statement {
	return Statement{kind: SelectKind, hash: mix(seed, uint64(SelectKind))}
}

// Insert returns an INSERT into t.
func Insert(t *Table) Statement { return write(InsertKind, t) }

// Update returns an UPDATE of t.
func Update(t *Table) Statement { return write(UpdateKind, t) }

// Delete returns a DELETE from t.
func Delete(t *Table) Statement { return write(DeleteKind, t) }

func write(k Kind, t *Table) Statement {
	return Statement{kind: k, entity: t, hash: mix(mix(seed, uint64(k)), t.hash)}
}

// Of returns a statement of one piece of text: of TextKind or ForeignKind.
func Of(k Kind, n *Node) Statement {
	return Statement{kind: k, hash: mix(seed, uint64(k))}.With(TextPart, n)
}

// With returns s with one more node.
func (s Statement) With(p Part, n *Node) Statement {
	s.Add(p, n)
	return s
}

// Add is [Statement.With] for a statement that nobody else has: a copy of the caller's own. Statements that s was copied from stay as
// they are.
func (s *Statement) Add(p Part, n *Node) {
	if s.count < inlined {
		s.parts[s.count], s.inline[s.count] = p, n
		s.count++
	} else {
		s.addMore(clause{p, n})
	}
	s.hash = mix(mix(s.hash, uint64(p)), n.hash)
}

// addMore adds a clause where there is room behind the others and no other statement has taken it: copying them each time
// would make a statement of many rows cost their square.
func (s *Statement) addMore(c clause) {
	n := len(s.more)
	if n == cap(s.more) || s.taken == nil || !s.taken.CompareAndSwap(int64(n), int64(n+1)) {
		s.more = append(make([]clause, 0, max(4, 2*n)), s.more...)
		s.taken = new(atomic.Int64)
		s.taken.Store(int64(n + 1))
	}
	s.more = append(s.more, c)
}

// Kind returns what the statement does.
func (s *Statement) Kind() Kind { return s.kind }

// Fingerprint returns a hash of the statement's shape: everything but its arguments. Statements of one shape have one fingerprint;
// the reverse is only likely.
func (s *Statement) Fingerprint() uint64 { return s.hash }

// Limited reports whether the statement has a LIMIT.
func (s *Statement) Limited() bool { return len(s.Nodes(LimitPart)) > 0 }

// each calls fn with every clause, in the order given.
func (s *Statement) each(fn func(clause)) {
	for i, n := range s.inline[:s.count] {
		fn(clause{s.parts[i], n})
	}
	for _, c := range s.more {
		fn(c)
	}
}

// Nodes returns the nodes of a part, in the order given.
func (s *Statement) Nodes(p Part) (nodes []*Node) {
	s.each(func(c clause) {
		if c.part == p {
			nodes = append(nodes, c.node)
		}
	})
	return nodes
}

// Last returns the last node of a part, nil without one.
func (s *Statement) Last(p Part) (last *Node) {
	s.each(func(c clause) {
		if c.part == p {
			last = c.node
		}
	})
	return last
}

// Has reports whether the statement has anything of a part.
func (s *Statement) Has(p Part) bool { return s.Last(p) != nil }

// EntityTable returns the table whose entities a SELECT reads, or that a write writes; nil for others.
func (s *Statement) EntityTable() *Table { return s.entity }

// Target returns the table that an INSERT, UPDATE or DELETE writes, nil for other statements.
func (s *Statement) Target() *Table {
	switch s.kind {
	case InsertKind, UpdateKind, DeleteKind:
		return s.entity
	}
	return nil
}

// PopulatesExisting reports whether rows overwrite entities that the session knows already; a compound's do when its first
// query's would.
func (s *Statement) PopulatesExisting() bool {
	if s.kind == CompoundKind {
		return s.first().PopulatesExisting()
	}
	return s.Has(PopulatePart)
}

// Unfiltered reports whether global filters are left out.
func (s *Statement) Unfiltered() bool { return s.Has(UnfilteredPart) }

// Selected returns the columns and expressions that a SELECT was given.
func (s *Statement) Selected() []*Node { return s.Nodes(ColumnPart) }

// Wheres returns the predicates of the statement's WHERE.
func (s *Statement) Wheres() []*Node { return s.Nodes(WherePart) }

// Effect returns what the statement does to the database: its kind, but that of a statement that writes in its WITH.
func (s *Statement) Effect() Kind {
	for _, n := range s.Nodes(WithPart) {
		if cte, ok := n.Expr().(*CTEExpr); ok {
			if inner := QueryOf(cte.Query); inner != nil && inner.Target() != nil {
				return inner.kind
			}
		}
	}
	return s.kind
}

// Root returns the table whose entities a SELECT reads; nil when it reads columns.
func (s *Statement) Root() *Table {
	if s.kind != SelectKind {
		return nil
	}
	return s.entity
}

// LoadsOnly reports whether a SELECT of entities reads only some of their columns.
func (s *Statement) LoadsOnly() bool { return s.Has(LoadPart) }
