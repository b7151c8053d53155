package render

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// join renders one join. Its ON knows the tables before it and its own.
func (r *renderer) join(node *ast.Node) (sq.Sqlizer, error) {
	n, ok := node.Expr().(*ast.JoinExpr)
	if !ok {
		return nil, ast.Err(node)
	}
	if along, ok := n.Source.Expr().(*ast.AlongExpr); ok {
		return r.joinAlong(n, along)
	}
	if n.Op == ast.OpRightJoin || n.Op == ast.OpFullJoin {
		if err := r.need(FullJoin, n.Op.String()); err != nil {
			return nil, err
		}
	}
	if n.Op != ast.OpCrossJoin && !slices.ContainsFunc(n.On, notEmpty) {
		return r.joinInferred(n)
	}
	source, err := r.source(n.Source)
	if err != nil {
		return nil, err
	}
	if n.Op == ast.OpCrossJoin {
		return concat(n.Op.String()+" ", source), nil
	}
	return concat(n.Op.String()+" ", source, " ON ", r.on(n, nil)), nil
}

// path is a relationship between two tables that a statement reads.
type path struct {
	rel           *mapper.Relationship
	owner, target *ast.Table
}

// joinAlong renders a join along a relationship that the statement names.
func (r *renderer) joinAlong(n *ast.JoinExpr, along *ast.AlongExpr) (sq.Sqlizer, error) {
	named := along.Relation.Expr().(*ast.Relation)
	rel, err := named.ResolveWhole()
	if err != nil {
		return nil, err
	}
	return r.joinPath(n, path{rel, named.Table, along.Table}, along.Table)
}

// joinInferred renders a join whose ON the mapping says: there is one relationship between what was read and what is
// joined.
func (r *renderer) joinInferred(n *ast.JoinExpr) (sq.Sqlizer, error) {
	if derived, ok := n.Source.Expr().(*ast.DerivedExpr); ok && derived.Correlated() {
		source, err := r.source(n.Source)
		return concat(n.Op.String()+" ", source, " ON true"), err
	}
	if err := ast.Err(n.Source); err != nil {
		return nil, err
	}
	t := ast.SourceTable(n.Source)
	paths, err := r.pathsTo(t)
	switch {
	case err != nil:
		return nil, err
	case len(paths) == 0:
		return nil, fmt.Errorf("the join of %s has no ON, and no relationship says one: say Join(table, on), or CrossJoin", t.Name())
	case len(paths) > 1:
		return nil, fmt.Errorf("the join of %s has no ON, and %s and %s both say one: join along one of them, as in Join(&prototype.Field)",
			t.Name(), paths[0].rel.Name(), paths[1].rel.Name())
	}
	return r.joinPath(n, paths[0], t)
}

// pathsTo returns the relationships between t and what is read already, one for both ends.
func (r *renderer) pathsTo(t *ast.Table) (paths []path, err error) {
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
			if rel.Target == t.Mapping && !rel.ViewOnly {
				paths = append(paths, path{rel, other, t})
			}
		}
		for _, rel := range mine {
			if rel.Target == other.Mapping && !rel.ViewOnly && !slices.ContainsFunc(paths, func(p path) bool { return p.rel == rel.Inverse && p.owner == other }) {
				paths = append(paths, path{rel, t, other})
			}
		}
	}
	return paths, err
}

// joinPath renders the join n of the table joined, which is at one end of p.
func (r *renderer) joinPath(n *ast.JoinExpr, p path, joined *ast.Table) (sq.Sqlizer, error) {
	r.paths = append(r.paths, p)
	source, err := r.joinedSource(n.Source, joined)
	if err != nil {
		return nil, err
	}
	more := ""
	on := r.on(n, slices.Concat(prototype.OwnConditions(p.rel, p.owner), prototype.Conditions(p.rel, p.target)))
	if on == nil {
		on = sq.Expr("")
	} else {
		more = " AND "
	}
	head := n.Op.String() + " "
	if p.rel.Through == nil {
		return concat(head, source, " ON ", r.pairs(p, joined), more, on), nil
	}
	name, far, near := r.through(p, joined)
	if n.Op == ast.OpJoin {
		return concat(head, name, " ON ", far, " JOIN ", source, " ON ", near, more, on), nil
	}
	return concat(head, "(", name, " JOIN ", source, " ON ", near, ") ON ", far, more, on), nil
}

func (r *renderer) joinedSource(n *ast.Node, t *ast.Table) (sq.Sqlizer, error) {
	if _, along := n.Expr().(*ast.AlongExpr); along {
		return r.filteredTable(t), r.read(t)
	}
	return r.source(n)
}

// pairs renders the equality of a direct relationship's columns, those of first before the others'.
func (r *renderer) pairs(p path, first *ast.Table) sq.Sqlizer {
	var parts []any
	for i := range p.rel.Local {
		own, other := r.column(p.owner.Columns[p.rel.Local[i].Index]), r.column(p.target.Columns[p.rel.Remote[i].Index])
		if first == p.target {
			own, other = other, own
		}
		if i > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, own, " = ", other)
	}
	return concat(parts...)
}

// through returns the association table of p under a name of its own, and the equality of its columns with those of the end
// that was there before joined, and with those of joined.
func (r *renderer) through(p path, joined *ast.Table) (name string, far, near sq.Sqlizer) {
	alias := r.associationAlias(p)
	name = r.table(p.rel.Through.Table) + " AS " + alias
	owner := r.associated(alias, p.rel.Through.Local, p.owner, p.rel.Local)
	target := r.associated(alias, p.rel.Through.Remote, p.target, p.rel.Remote)
	if joined == p.target {
		return name, owner, target
	}
	return name, target, owner
}

func (r *renderer) associated(alias string, names []string, t *ast.Table, columns []*mapper.Column) sq.Sqlizer {
	var parts []any
	for i, c := range columns {
		if i > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, alias+"."+r.identifier(names[i])+" = ", r.column(t.Columns[c.Index]))
	}
	return concat(parts...)
}

// associationAlias returns a name for an association table that nothing else in the statement has.
func (r *renderer) associationAlias(p path) string {
	base := p.rel.Through.Table
	for {
		r.aliases++
		name := r.identifier(fmt.Sprintf("%s_%d", r.dialect.LastName(base), r.aliases))
		if !slices.ContainsFunc(slices.Concat(r.outer, r.from), func(t *ast.Table) bool { return r.correlationName(t) == name }) {
			return name
		}
	}
}
