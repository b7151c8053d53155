package loading

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// LoadsOf returns what stmt says to load with rows of s. Of several loads of one relationship of the same entities it is the last, and what
// any of them loads below.
func (s Shape) LoadsOf(stmt *ast.Statement) ([]*ast.Load, error) {
	loads, err := stmt.Loads()
	if err != nil {
		return nil, err
	}
	loads = ast.Replaced(loads, func(a, b *ast.Load) bool { return s.ofOne(a, b, stmt) })
	ast.LeadOn(loads)
	return loads, nil
}

// ofOne reports whether a and b are loaded for the same entities of the rows of stmt.
func (s Shape) ofOne(a, b *ast.Load, stmt *ast.Statement) bool {
	owners, err := s.OwnersOf(a, stmt)
	if err != nil {
		return false // whoever reads is told
	}
	others, err := s.OwnersOf(b, stmt)
	return err == nil && slices.Equal(owners, others)
}

// OwnersOf returns which members of the rows of stmt l is loaded for, none where rows are entities themselves: those that stmt reads by
// the prototype that l names. That it reads none by it is an error.
func (s Shape) OwnersOf(l *ast.Load, stmt *ast.Statement) (members []int, err error) {
	owner := l.Relationship.Owner
	switch {
	case s.typ == owner.Type:
		return nil, fmt.Errorf("%s is loaded, but rows are values of %s, which have no relationships: read *%[2]s", l.Relationship.Name(), owner.Name())
	case !s.Holds(owner):
		return nil, fmt.Errorf("%s is loaded, but rows hold no %s: load it below what leads there, with Then, or read entities of that type", l.Relationship.Name(), owner.Name())
	case s.entity != nil && stmt.Root() == l.Table:
		return nil, nil
	}
	places := stmt.Entities()
	names := namesOf(places, owner)
	name := nameAmong(names, l.Table)
	switch {
	case name == nil && len(names) > 0:
		return nil, notRead(l, names)
	case s.entity != nil: // which text may call anything
		return nil, nil
	}
	for i, place := range s.placesOf(places) {
		if slices.Contains(place, name) {
			members = append(members, i)
		}
	}
	return members, nil
}

// namesOf returns the names by which entities of m are read at places, each once.
func namesOf(places [][]*ast.Table, m *mapper.Mapping) (names []*ast.Table) {
	for _, t := range slices.Concat(places...) {
		if t.Mapping == m && !slices.Contains(names, t) {
			names = append(names, t)
		}
	}
	return names
}

// nameAmong returns that of names by which t is meant, nil for none: itself or, where t is the table by its own name, that of rows no table
// holds, if it is alone.
func nameAmong(names []*ast.Table, t *ast.Table) *ast.Table {
	switch {
	case slices.Contains(names, t):
		return t
	case len(names) == 1 && names[0].Derived && t.Alias == "":
		return names[0]
	}
	return nil
}

// placesOf returns, by member, the names by which the entity is read that goes there: each goes to the next member of its type.
func (s Shape) placesOf(places [][]*ast.Table) [][]*ast.Table {
	byMember := make([][]*ast.Table, len(s.members))
	for _, place := range places {
		for i, m := range s.members {
			if m == place[0].Mapping && byMember[i] == nil {
				byMember[i] = place
				break
			}
		}
	}
	return byMember
}

// notRead is the error of a load by a prototype that the query does not read.
func notRead(l *ast.Load, names []*ast.Table) error {
	read := make([]string, len(names))
	for i, t := range names {
		read[i] = t.Called()
	}
	return fmt.Errorf("%s is loaded of %s, but the query reads %s as %s: take the relationship's address there, or load it below what leads to %[2]s, with Then",
		l.Relationship.Name(), l.Table.Called(), l.Relationship.Owner.Name(), strings.Join(read, " and "))
}
