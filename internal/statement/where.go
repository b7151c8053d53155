package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// ErrMissingWhere is the error of an UPDATE or DELETE that names no rows.
var ErrMissingWhere = errors.New("no WHERE: say AllRows() to write every row")

// empty says whether the node is text of nothing, from which squirrel would make WHERE AND.
func (n *Node) empty() bool {
	switch v := n.value.(type) {
	case *Fragment:
		return strings.TrimSpace(v.SQL) == ""
	case *pieces:
		return len(v.nodes) == 0 && strings.TrimSpace(v.texts[0]) == ""
	}
	return false
}

// vacuous says whether the predicate is true of every row because nothing is said in it.
func (n *Node) vacuous() bool {
	switch n.kind {
	case all:
		for _, pred := range n.value.([]*Node) {
			if !pred.vacuous() {
				return false
			}
		}
		return true
	case some:
		for _, pred := range n.value.([]*Node) {
			if !pred.empty() && pred.vacuous() {
				return true
			}
		}
		return false
	}
	return n.empty()
}

// chosen renders the predicates of a write, and errs when they leave every row in and AllRows does not say so.
func (r *renderer) chosen(s *Statement) ([]sq.Sqlizer, error) {
	preds := s.nodes(WherePart)
	missing := !s.has(AllRowsPart)
	for _, n := range preds {
		missing = missing && n.vacuous()
	}
	if missing {
		return nil, fmt.Errorf("writing %s: %w", s.entity.Mapping.Name(), ErrMissingWhere)
	}
	return r.predicates(slices.Concat(preds, r.filtersOf(s.entity), r.owed)), nil
}

// predicates renders the nodes, but those that say nothing.
func (r *renderer) predicates(nodes []*Node) []sq.Sqlizer {
	preds := make([]sq.Sqlizer, 0, len(nodes))
	for _, n := range nodes {
		if !n.empty() {
			preds = append(preds, r.predicate(n))
		}
	}
	return preds
}

// conjunction renders predicates with AND between, nil when none says anything.
func (r *renderer) conjunction(nodes []*Node) sq.Sqlizer {
	var parts []any
	for _, pred := range r.predicates(nodes) {
		if len(parts) > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, pred)
	}
	if len(parts) == 0 {
		return nil
	}
	return concat(parts...)
}
