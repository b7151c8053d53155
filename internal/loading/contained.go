package loading

import (
	"fmt"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// contained returns the table of the query's own join that goes along r from owner, which is at a place in the row or, where none is known
// to, that of the only join that may.
func (j *joiner) contained(r *mapper.Relationship, owner *ast.Table, place int) (*ast.Table, error) {
	along, others := j.own.JoinsAlong(r, owner)
	switch {
	case len(along) == 1:
		return along[0], nil
	case len(along) > 1:
		return nil, fmt.Errorf("ContainsEager of %s reads the join along it, but the query has %d of them from %q: leave one, or load it with SelectIn",
			r.Name(), len(along), owner.CorrelationName())
	case len(others) > 1:
		return nil, fmt.Errorf("ContainsEager of %s reads the join along it, but the query has %d joins of %s whose ON is their own: say Join(&prototype.%s), or Join(builder.Along(&prototype.%[4]s, alias))",
			r.Name(), len(others), r.Target.Name(), r.Field)
	case len(others) == 0:
		return nil, fmt.Errorf("ContainsEager of %s reads the join along it, but the query has no join along %[1]s from %q: say Join(&prototype.%s), or Join(builder.Along(&prototype.%[3]s, alias))",
			r.Name(), owner.CorrelationName(), r.Field)
	}
	return others[0], j.notRead(others[0], r, place)
}

// notRead errs when another relationship, or another owner, is loaded from a join that may be for anything.
func (j *joiner) notRead(t *ast.Table, r *mapper.Relationship, place int) error {
	for _, other := range j.list {
		if other.table == t && (other.relation != r || other.owner != place) {
			return fmt.Errorf("ContainsEager of %s and of %s would both read the join %q: say along which one it goes, as in Join(builder.Along(&prototype.%s, alias))",
				other.relation.Name(), r.Name(), t.CorrelationName(), r.Field)
		}
	}
	return nil
}
