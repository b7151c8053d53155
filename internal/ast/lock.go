package ast

// LockExpr is Op, FOR UPDATE or FOR SHARE, with its options, each a *LockOptionExpr.
type LockExpr struct {
	Node
	Options []*Node
}

// Lock returns op, FOR UPDATE or FOR SHARE, with its options.
func Lock(op Op, options []*Node) *Node {
	return newNode(&LockExpr{newHeader("lock", op, hashNodes(options)), options})
}

func (n *LockExpr) walk(w *Walk) { w.nodes(&n.Options) }

// LockOptionExpr is Op, or OF Table.
type LockOptionExpr struct {
	Node
	Table *Table
}

// LockOption returns SKIP LOCKED or NOWAIT.
func LockOption(op Op) *Node { return newNode(&LockOptionExpr{newHeader("lock option", op), nil}) }

// LockOf returns one table of OF.
func LockOf(t *Table) *Node {
	return newNode(&LockOptionExpr{newHeader("lock option", OpLockOf, t.hash), t})
}

func (n *LockOptionExpr) walk(w *Walk) { w.identity(n.Table) }

// LocksRows reports whether the statement reads rows to lock them. One that writes holds its locks for as long as it needs
// them, in whatever it reads.
func (s *Statement) LocksRows() bool { return s.Has(LockPart) && s.Effect() == SelectKind }

// LockOnly returns s, in which locks that name no table are of those tables that own, the statement it was made of, reads
// itself: of its rows' entities, and of what it joins so that nothing is missing. PostgreSQL refuses to lock what an outer
// join may not find.
func (s Statement) LockOnly(own Statement) Statement {
	if !s.Has(LockPart) {
		return s
	}
	var clauses []clause
	s.each(func(c clause) { clauses = append(clauses, c) })
	s.count, s.more, s.hash = 0, nil, mix(mix(seed, uint64(s.kind)), own.entity.hash)
	s.inline = [inlined]*Node{}
	for _, c := range clauses {
		if lock, ok := c.node.Expr().(*LockExpr); ok && c.part == LockPart {
			c.node = lock.of(own.required())
		}
		s.Add(c.part, c.node)
	}
	return s
}

// required returns the tables whose rows a SELECT of entities is sure to have.
func (s *Statement) required() (tables []*Table) {
	tables = append(tables, s.entity)
	for _, n := range s.Nodes(JoinPart) {
		join, ok := n.Expr().(*JoinExpr)
		if !ok || join.Op != OpJoin && join.Op != OpCrossJoin {
			continue
		}
		if t := SourceTable(n); t != nil && !t.Derived {
			tables = append(tables, t)
		}
	}
	return tables
}

// of returns a lock of tables, unless it names some.
func (n *LockExpr) of(tables []*Table) *Node {
	options := append([]*Node(nil), n.Options...)
	for _, option := range options {
		if option.Op == OpLockOf || Err(option) != nil {
			return &n.Node
		}
	}
	for _, t := range tables {
		options = append(options, LockOf(t))
	}
	return Lock(n.Op, options)
}
