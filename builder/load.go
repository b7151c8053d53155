package builder

import "github.com/drey-db/drey/internal/statement"

// Loading is a relationship to load with the entities of a query, and what to load below it. It is immutable and may be
// shared. [SelectStmt.Load] takes it, and repo.Load. Mistakes appear when the query is run.
type Loading struct{ n *statement.Node }

// SelectIn loads a relationship, named by its field's address in a prototype as in SelectIn(&heroes.Toys), by one more
// SELECT for all owners.
func SelectIn[V any](relationship *V) Loading {
	return Loading{statement.Loading(statement.RelationAt(relationship), statement.LoadSelectIn)}
}

// Joined loads a relationship to one entity by a LEFT JOIN of the query itself, whose locks leave those rows out.
func Joined[V any](relationship *V) Loading {
	return Loading{statement.Loading(statement.RelationAt(relationship), statement.LoadJoined)}
}

// ContainsEager loads a relationship from a Join that the query has already, with whatever that leaves out left out.
func ContainsEager[V any](relationship *V) Loading {
	return Loading{statement.Loading(statement.RelationAt(relationship), statement.LoadContainsEager)}
}

// Then loads relationships of the entities loaded, after those of earlier calls.
func (l Loading) Then(paths ...Loading) Loading {
	return Loading{statement.LoadThen(l.node(), loadings(paths))}
}

// Where loads only the entities for which every predicate is true, those of earlier calls included. The collection then
// counts as partly loaded: a flush deletes nothing for being absent. It is for SelectIn only.
func (l Loading) Where(preds ...Sqlizer) Loading {
	return Loading{statement.LoadWhere(l.node(), predicatesOf(preds))}
}

// OrderBy sorts each owner's entities, after terms of earlier calls. It is for SelectIn only.
func (l Loading) OrderBy(terms ...Sqlizer) Loading {
	return Loading{statement.LoadOrder(l.node(), nodesOf(terms))}
}

// Limit loads no more than perParent entities for each owner; a later call wins. It is for SelectIn only.
func (l Loading) Limit(perParent int) Loading {
	return Loading{statement.LoadLimit(l.node(), perParent)}
}

// Loads is for package repo.
func (l Loading) Loads() ([]*statement.Load, error) {
	return statement.ResolveLoads([]*statement.Node{l.node()})
}

func (l Loading) node() *statement.Node {
	if l.n == nil {
		return invalid("a Loading is empty: start with SelectIn, Joined or ContainsEager")
	}
	return l.n
}

func loadings(paths []Loading) []*statement.Node {
	nodes := make([]*statement.Node, len(paths))
	for i, p := range paths {
		nodes[i] = p.node()
	}
	return nodes
}

// Load says which relationships are loaded with the entities, after those of earlier calls.
func (s SelectStmt[R]) Load(paths ...Loading) SelectStmt[R] {
	s.s = with(s.s, statement.LoadingPart, loadings(paths))
	return s
}

// Unfiltered leaves out the session's global filters.
func (s SelectStmt[R]) Unfiltered() SelectStmt[R] {
	s.s = s.s.With(statement.UnfilteredPart, statement.Mark())
	return s
}
