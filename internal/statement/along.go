package statement

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

// Along is t, a name for the table at the other end of the relationship r, as a target of JOIN: how their rows find one
// another follows from the mapping. A nil t is that table under its own name.
func Along(r *Node, t *Table) *Node {
	if r.kind == invalid {
		return r
	}
	named := r.value.(*Relation)
	if t == nil {
		var err error
		if t, err = TableFor(named.target(), ""); err != nil {
			return Invalid(err)
		}
	}
	if t.Derived || t.Mapping.Type != named.target() {
		return invalidf("%s.%s does not lead to %s: give a prototype of %s", named.Table.Name(), named.field, t.Name(), named.target())
	}
	return newNode(along, None, r, nil, t).hashed(t.hash)
}

// link is a relationship between two tables that a statement reads.
type link struct {
	rel           *mapper.Relationship
	owner, target *Table
}

func (n *Node) link() (link, error) {
	r := n.left.value.(*Relation)
	rel, err := r.Resolve()
	return link{rel, r.Table, n.value.(*Table)}, err
}

// joinAlong renders a join along a relationship that the statement names.
func (r *renderer) joinAlong(n *Node) (sq.Sqlizer, error) {
	l, err := n.left.link()
	if err != nil {
		return nil, err
	}
	return r.joinLink(n, l, l.target)
}

// joinInferred renders a join whose ON the mapping says: there is one relationship between what was read and what is
// joined.
func (r *renderer) joinInferred(n *Node) (sq.Sqlizer, error) {
	t := n.left.value.(*Table)
	if n.left.kind == bound && (n.left.op == OpLateral || n.left.op == OpTableFunc) {
		source, err := r.source(n.left)
		return concat(opText[n.op]+" ", source, " ON true"), err
	}
	links, err := r.linksTo(t)
	switch {
	case err != nil:
		return nil, err
	case len(links) == 0:
		return nil, fmt.Errorf("the join of %s has no ON, and no relationship says one: say Join(table, on), or CrossJoin", t.Name())
	case len(links) > 1:
		return nil, fmt.Errorf("the join of %s has no ON, and %s and %s both say one: join along one of them, as in Join(&prototype.Field)",
			t.Name(), links[0].rel.Name(), links[1].rel.Name())
	}
	return r.joinLink(n, links[0], t)
}

// linksTo is the relationships between t and what is read already, one for both ends.
func (r *renderer) linksTo(t *Table) (links []link, err error) {
	if t.Derived {
		return nil, nil
	}
	mine, err := t.Mapping.Relationships()
	for _, other := range r.from {
		if other.Derived {
			continue
		}
		theirs, wrong := other.Mapping.Relationships()
		err = errors.Join(err, wrong)
		for _, rel := range theirs {
			if rel.Target == t.Mapping {
				links = append(links, link{rel, other, t})
			}
		}
		for _, rel := range mine {
			if rel.Target == other.Mapping && !slices.ContainsFunc(links, func(l link) bool { return l.rel == rel.Inverse && l.owner == other }) {
				links = append(links, link{rel, t, other})
			}
		}
	}
	return links, err
}

// joinLink renders the join n of the table joined, which is at one end of l.
func (r *renderer) joinLink(n *Node, l link, joined *Table) (sq.Sqlizer, error) {
	r.along = append(r.along, l)
	source, err := r.joinedSource(n.left, joined)
	if err != nil {
		return nil, err
	}
	more := ""
	on := r.on(n)
	if on == nil {
		on = sq.Expr("")
	} else {
		more = " AND "
	}
	head := opText[n.op] + " "
	if l.rel.Through == nil {
		return concat(head, source, " ON ", r.pairs(l, joined), more, on), nil
	}
	name, far, near := r.through(l, joined)
	if n.op == OpJoin {
		return concat(head, name, " ON ", far, " JOIN ", source, " ON ", near, more, on), nil
	}
	return concat(head, "(", name, " JOIN ", source, " ON ", near, ") ON ", far, more, on), nil
}

func (r *renderer) joinedSource(n *Node, t *Table) (sq.Sqlizer, error) {
	if n.kind == along {
		return r.plain(t), r.read(t)
	}
	return r.source(n)
}

// pairs renders the equality of a direct relationship's columns, those of first before the others'.
func (r *renderer) pairs(l link, first *Table) sq.Sqlizer {
	var parts []any
	for i := range l.rel.Local {
		own, other := r.column(&Column{l.owner, l.rel.Local[i]}), r.column(&Column{l.target, l.rel.Remote[i]})
		if first == l.target {
			own, other = other, own
		}
		if i > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, own, " = ", other)
	}
	return concat(parts...)
}

// through is the association table of l under a name of its own, and the equality of its columns with those of the end that
// was there before joined, and with those of joined.
func (r *renderer) through(l link, joined *Table) (name string, far, near sq.Sqlizer) {
	alias := r.associationAlias(l)
	name = canonical(r.dialect.TableName(l.rel.Through.Table)) + " AS " + alias
	owner := r.associated(alias, l.rel.Through.Local, l.owner, l.rel.Local)
	target := r.associated(alias, l.rel.Through.Remote, l.target, l.rel.Remote)
	if joined == l.target {
		return name, owner, target
	}
	return name, target, owner
}

func (r *renderer) associated(alias string, names []string, t *Table, columns []*mapper.Column) sq.Sqlizer {
	var parts []any
	for i, c := range columns {
		if i > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, alias+"."+r.identifier(names[i])+" = ", r.column(&Column{t, c}))
	}
	return concat(parts...)
}

// associationAlias is a name for an association table that nothing else in the statement has.
func (r *renderer) associationAlias(l link) string {
	base := l.rel.Through.Table
	for {
		r.links++
		name := r.identifier(fmt.Sprintf("%s_%d", lastName(base), r.links))
		if !slices.ContainsFunc(slices.Concat(r.outer, r.from), func(t *Table) bool { return r.visible(t) == name }) {
			return name
		}
	}
}
