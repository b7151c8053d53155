package loading

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// Joined is a related entity that stands in the rows of its owner.
type Joined struct {
	relation *mapper.Relationship
	load     *ast.Load
	owner    int  // the place of its owner among the entities of a row: 0 is the row's own, 1 the first Joined
	partly   bool // a condition may have left it out
	table    *ast.Table
}

// Many reports whether it is one of a list, whose owner comes in a row for each.
func (j Joined) Many() bool { return j.relation.Many() }

// Join returns stmt with the columns that loads read by joins, and what is in its rows beside the entity then. It adds the joins
// of Joined, whose rows no lock of stmt's concerns, and the foreign keys that LoadOnly would leave out.
func Join(stmt ast.Statement, loads []*ast.Load) (ast.Statement, []Joined, error) {
	root := stmt.Root()
	j := joiner{stmt: stmt, own: stmt}
	if root == nil {
		return stmt, nil, j.refuse(loads)
	}
	if stmt.LoadsOnly() {
		j.leadOn(loads, root)
	}
	err := j.add(loads, root, 0, "drey")
	if j.widened {
		j.stmt = j.stmt.LockOnly(stmt)
	}
	return j.stmt, j.list, err
}

type joiner struct {
	stmt, own ast.Statement // own: as the user wrote it
	list      []Joined
	widened   bool // a LEFT JOIN was added
}

// leadOn adds the columns of root by which loads lead on from its entities, on whatever path those come.
func (j *joiner) leadOn(loads []*ast.Load, root *ast.Table) {
	ast.EachLoad(loads, func(l *ast.Load) {
		if r := l.Relationship; r.Owner == root.Mapping && (r.HoldsKey() || r.ReferencesUnique) {
			for _, c := range r.Own() {
				j.stmt = j.stmt.With(ast.LoadPart, root.Column(c))
			}
		}
	})
}

// add joins what loads of the entities of owner, which are at a place in the row, say to join. path is what aliases begin
// with.
func (j *joiner) add(loads []*ast.Load, owner *ast.Table, place int, path string) error {
	for _, l := range loads {
		if l.Relationship.Owner != owner.Mapping {
			return fmt.Errorf("%s is loaded where rows are a %s: load a relationship of that", l.Relationship.Name(), owner.Mapping.Name())
		}
		if l.Strategy == ast.LoadSelectIn {
			continue
		}
		if err := j.join(l, owner, place, path); err != nil {
			return err
		}
	}
	return nil
}

func (j *joiner) join(l *ast.Load, owner *ast.Table, place int, path string) error {
	r := l.Relationship
	path += "_" + strings.ToLower(strings.ReplaceAll(r.Field, ".", "_"))
	target, err := j.target(l, owner, place, path)
	if err != nil {
		return err
	}
	j.stmt = j.stmt.With(ast.ColumnPart, ast.Partly(target, l.Columns()))
	j.list = append(j.list, Joined{relation: r, load: l, owner: place, partly: len(l.Where) > 0, table: target})
	return j.add(l.Then, target, len(j.list), path)
}

// target returns the table in whose columns the related entity stands.
func (j *joiner) target(l *ast.Load, owner *ast.Table, place int, alias string) (*ast.Table, error) {
	r := l.Relationship
	if l.Strategy == ast.LoadContainsEager {
		return j.contained(r, owner, place)
	}
	t, err := prototype.TableFor(r.Target.Type, j.alias(alias))
	if err != nil {
		return nil, err
	}
	named, err := prototype.TableFor(r.Target.Type, "")
	if err != nil {
		return nil, err
	}
	var on []*ast.Node
	for i, c := range r.Local {
		on = append(on, ast.Compare(t.Column(r.Remote[i]), ast.OpEq, owner.Column(c)))
	}
	on = slices.Concat(on, prototype.OwnConditions(r, owner), prototype.Conditions(r, t))
	for _, pred := range l.Where {
		on = append(on, ast.Renamed(named, t, pred))
	}
	j.widened = true
	j.stmt = j.stmt.With(ast.JoinPart, ast.Join(ast.OpLeftJoin, ast.Source(t), on))
	return t, nil
}

// alias returns the name that path gives, or another one where that is taken, or longer than databases tell apart.
// Source: PostgreSQL, NAMEDATALEN.
func (j *joiner) alias(path string) string {
	if len(path) > 63 || slices.ContainsFunc(j.list, func(other Joined) bool { return other.table.Alias == path }) {
		return fmt.Sprintf("drey_%d", len(j.list)+1) // no field begins with a digit
	}
	return path
}

// refuse errs when loads need the rows of a statement that reads no entities by itself.
func (j *joiner) refuse(loads []*ast.Load) error {
	for _, l := range loads {
		if l.Any {
			l.Strategy = ast.LoadSelectIn
		}
		if l.Strategy != ast.LoadSelectIn {
			return fmt.Errorf("%s is loaded by a join, but the statement reads columns, or several queries, or is text: read %s with builder.Select, or load it with SelectIn",
				l.Relationship.Name(), l.Relationship.Owner.Name())
		}
	}
	return nil
}

// repeats reports whether several rows may hold one entity, because what is joined is a list.
func repeats(list []Joined) bool {
	return slices.ContainsFunc(list, func(j Joined) bool { return !j.relation.HoldsKey() || j.relation.ViewOnly })
}

// Repeats reports whether stmt by itself gives several rows for one entity of s, because a join of its own brings a list that it loads.
func Repeats(stmt ast.Statement, s Shape) bool {
	if s.entity == nil || len(s.entity.Key) == 0 {
		return false
	}
	loads, err := s.LoadsOf(&stmt)
	if err != nil || len(loads) == 0 {
		return false // whoever reads is told
	}
	_, list, err := Join(stmt, loads)
	return err == nil && repeats(list)
}
