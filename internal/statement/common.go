package statement

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// Common is t AS (query) in WITH. op is None, OpMaterialized or OpNotMaterialized.
func Common(op Op, t *Table, query *Node) *Node {
	switch {
	case !t.Derived:
		return invalidf("%s is a table: give a CTE's rows a name of their own with builder.Derived", t.Mapping.Name())
	case query.kind == invalid:
		return query
	}
	return newNode(common, op, query, nil, t).hashed(t.hash)
}

// Materialize is the table n of WITH with another op.
func Materialize(n *Node, op Op) *Node {
	if n.kind != common {
		return n
	}
	return Common(op, n.value.(*Table), n.left)
}

// with renders WITH. Each table may name those before it, and itself.
func (r *renderer) with(tables []*Node) (sq.Sqlizer, error) {
	parts, recursive := []any{}, false
	for i, n := range tables {
		if n.kind == invalid {
			return nil, n.value.(error)
		}
		t := n.value.(*Table)
		if slices.ContainsFunc(tables[:i], func(other *Node) bool { return other.value.(*Table).Alias == t.Alias }) {
			return nil, fmt.Errorf("two tables of WITH are called %s: give one another name", t.Alias)
		}
		itself := n.left.names(t)
		recursive = recursive || itself
		rendered, err := r.common(n, t, itself)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, rendered)
	}
	head := "WITH "
	if recursive {
		head = "WITH RECURSIVE "
	}
	return concat(append(append([]any{head}, parts...), " ")...), nil
}

// common renders one table of WITH, which the statement knows from then on.
func (r *renderer) common(n *Node, t *Table, itself bool) (sq.Sqlizer, error) {
	inner := r.sibling()
	if itself {
		inner.scope = append(inner.scope, t)
	}
	if s, ok := n.left.value.(Statement); ok && s.Target() != nil {
		if err := r.mayWrite(); err != nil {
			return nil, err
		}
	}
	query, err := inner.called(n.left, t)
	if err != nil {
		return nil, err
	}
	r.scope = append(r.scope[:len(r.scope):len(r.scope)], t)
	head := r.identifier(t.Alias) + " AS ("
	if n.op != None {
		head = r.identifier(t.Alias) + " AS " + opText[n.op] + " ("
	}
	return concat(head, query, ")"), nil
}

// mayWrite errs where a statement that writes cannot stand in WITH.
func (r *renderer) mayWrite() error {
	if r.inner {
		return fmt.Errorf("an INSERT, UPDATE or DELETE stands in the WITH of the outermost statement only: move it there")
	}
	return r.need(WritingCTE, "INSERT, UPDATE or DELETE inside WITH")
}

func (r *renderer) inScope(t *Table) bool { return slices.Contains(r.scope, t) }

// names says whether t is named anywhere in n.
func (n *Node) names(t *Table) bool {
	w := &walker{}
	w.node(n)
	return slices.Contains(w.tables, t)
}

// Effect is what the statement does to the database: its kind, but that of a statement that writes in its WITH.
func (s *Statement) Effect() Kind {
	for _, n := range s.nodes(WithPart) {
		if n.kind != common {
			continue
		}
		if inner, ok := n.left.value.(Statement); ok && inner.Target() != nil {
			return inner.kind
		}
	}
	return s.kind
}
