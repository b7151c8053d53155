package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/prototype"
)

// Loading is a relationship to load with the entities of a query, and what to load below it. It is immutable and may be
// shared. [SelectStmt.Load] takes it, as do [CompoundStmt.Load], [Load] and repo.Load. Mistakes appear when the query is run.
type Loading struct{ n *ast.Node }

// SelectIn loads a relationship, named by its field's address in a prototype as in SelectIn(&heroes.Toys), by one more
// SELECT for all owners: those entities that the query reads by that prototype or, in Then, what is loaded there.
func SelectIn[V any](relationship *V) Loading {
	return Loading{ast.Loading(prototype.RelationAt(relationship), ast.LoadSelectIn)}
}

// Joined loads a relationship to one entity by a LEFT JOIN of the query itself, whose locks leave those rows out; below a [SelectIn] by one of
// its SELECT, or, where that has a Limit, by one more SELECT.
func Joined[V any](relationship *V) Loading {
	return Loading{ast.Loading(prototype.RelationAt(relationship), ast.LoadJoined)}
}

// ContainsEager loads a relationship from the Join along it that the query has already, under whatever name [Along] gives, with what that
// leaves out left out; from one whose ON is of your own where that is the only one. A list's elements are rows of that Join, which Limit and
// repo.First cut: take [SelectIn] for pages.
func ContainsEager[V any](relationship *V) Loading {
	return Loading{ast.Loading(prototype.RelationAt(relationship), ast.LoadContainsEager)}
}

// ToOne loads every relationship of a prototype's type that leads to one entity: by LEFT JOINs, as [Joined] does, where the query is a SELECT, by
// one more SELECT each where it is text or a compound. A relationship that is named beside it is loaded as is said there. It
// goes no further, and takes no refinements. A type without such relationships is an error.
func ToOne[T any](prototype *T) Loading {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return Loading{wrong}
	}
	return Loading{ast.LoadingOnes(table)}
}

// Then loads relationships of the entities loaded, after those of earlier calls.
func (l Loading) Then(paths ...Loading) Loading {
	return Loading{ast.LoadThen(l.node(), loadings(paths))}
}

// Where loads only the entities for which every predicate is true, those of earlier calls included. Predicates name them by
// their type's own prototype, also where [Joined] reads them under another name, in whose ON they stand then. The field counts as
// partly loaded: a flush deletes nothing for being absent. It is for SelectIn and Joined.
func (l Loading) Where(preds ...Sqlizer) Loading {
	return Loading{ast.LoadWhere(l.node(), predicatesOf(preds))}
}

// OrderBy sorts each owner's entities, after terms of earlier calls. It is for SelectIn only.
func (l Loading) OrderBy(terms ...Sqlizer) Loading {
	return Loading{ast.LoadOrder(l.node(), termsOf(terms))}
}

// Limit loads no more than perParent entities for each owner; a later call wins. It is for SelectIn only.
func (l Loading) Limit(perParent int) Loading {
	return Loading{ast.LoadLimit(l.node(), perParent)}
}

// Only reads no more than these columns of the entities loaded, those of earlier calls included, their keys, foreign keys that
// are needed and versions. As with [SelectStmt.LoadOnly], what is not loaded is written only where it is given a value.
func (l Loading) Only(columns ...Sqlizer) Loading {
	return Loading{ast.LoadOnly(l.node(), nodesOf(columns))}
}

// Loads returns for package repo.
func (l Loading) Loads() ([]*ast.Load, error) {
	return ast.ResolveLoads([]*ast.Node{l.node()})
}

func (l Loading) node() *ast.Node {
	if l.n == nil {
		return invalid("a Loading is empty: start with SelectIn, Joined or ContainsEager")
	}
	return l.n
}

func loadings(paths []Loading) []*ast.Node {
	nodes := make([]*ast.Node, len(paths))
	for i, p := range paths {
		nodes[i] = p.node()
	}
	return nodes
}

// Load says which relationships are loaded with the entities, after those of earlier calls. A later load of a relationship replaces an
// earlier one, with its Where, OrderBy, Limit and Only; what either loads below with Then is loaded.
func (s SelectStmt[R]) Load(paths ...Loading) SelectStmt[R] {
	s.s = with(s.s, ast.LoadingPart, loadings(paths))
	return s
}

// Load is [SelectStmt.Load] for any query whose rows are entities, or hold some: text that [As] reads as such, compounds, writes
// with RETURNING. [Joined] is for SELECTs of entities only; elsewhere [SelectIn] loads, as does [ToOne].
func Load[R any](q Query[R], paths ...Loading) Query[R] {
	if q == nil {
		q = As[R](nil)
	}
	return reading[R]{with(q.Statement(), ast.LoadingPart, loadings(paths))}
}

// Unfiltered leaves out the session's global filters.
func (s SelectStmt[R]) Unfiltered() SelectStmt[R] {
	s.s = s.s.With(ast.UnfilteredPart, ast.Mark())
	return s
}
