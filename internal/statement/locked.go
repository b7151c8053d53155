package statement

// LockOnly is s, in which locks that name no table are of those tables that own, the statement it was made of, reads
// itself: of its rows' entities, and of what it joins so that nothing is missing. PostgreSQL refuses to lock what an outer
// join may not find.
func (s Statement) LockOnly(own Statement) Statement {
	if !s.has(LockPart) {
		return s
	}
	var clauses []clause
	s.each(func(c clause) { clauses = append(clauses, c) })
	s.count, s.more, s.hash = 0, nil, mix(mix(seed, uint64(s.kind)), own.entity.hash)
	s.inline = [inlined]*Node{}
	for _, c := range clauses {
		if c.part == LockPart {
			c.node = c.node.lockOf(own.locked())
		}
		s.Add(c.part, c.node)
	}
	return s
}

// locked is the tables whose rows a SELECT of entities is sure to have.
func (s *Statement) locked() (tables []*Table) {
	tables = append(tables, s.entity)
	for _, n := range s.nodes(JoinPart) {
		if n.kind != joining || n.op != OpJoin && n.op != OpCrossJoin {
			continue
		}
		if t, ok := n.left.value.(*Table); ok && !t.Derived {
			tables = append(tables, t)
		}
	}
	return tables
}

// lockOf is a lock of tables, unless it names some.
func (n *Node) lockOf(tables []*Table) *Node {
	options, ok := n.value.([]*Node)
	if !ok {
		return n
	}
	for _, option := range options {
		if option.op == OpLockOf || option.kind == invalid {
			return n
		}
	}
	options = append([]*Node(nil), options...)
	for _, t := range tables {
		options = append(options, LockOf(t))
	}
	return Lock(n.op, options)
}
