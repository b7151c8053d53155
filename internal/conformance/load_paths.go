package conformance

import (
	"fmt"
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// keptLists is what paths load of the children of two branches, of which one is the other's parent: own of both, of the parent's its own.
type keptLists struct {
	own, parents branchPart
	paths        []builder.Loading
	statements   bool // are as many as are needed
}

// PathsKeepTheirLists: a row that a query reads and that another of its paths leads to as well has the list that the query's own path asks
// for, whichever path is written first, and however it is read; where only the other path asks for one, that.
func PathsKeepTheirLists(t *testing.T, b Backend) {
	db := b.openGraph(t)
	addBranchTree(t, db)
	own := builder.Model[Branch]()
	for _, here := range branchParts {
		for _, there := range branchParts {
			for how, parent := range map[string]builder.Loading{"SelectIn": builder.SelectIn(&own.Parent), "Joined": builder.Joined(&own.Parent)} {
				var paths []builder.Loading
				if here.refine != nil {
					paths = append(paths, here.refine(builder.SelectIn(&own.Children)))
				}
				if there.refine != nil {
					parent = parent.Then(there.refine(builder.SelectIn(&own.Children)))
				}
				paths = append(paths, parent)
				t.Run(fmt.Sprintf("own %s, %s parent's %s", here.what, how, there.what), keptLists{here, there, slices.Clone(paths), true}.expect(db))
				slices.Reverse(paths)
				t.Run(fmt.Sprintf("%s parent's %s, own %s", how, there.what, here.what), keptLists{here, there, paths, how == "SelectIn"}.expect(db))
			}
		}
	}
}

// expect reads the two, b that grows from a, by every door.
func (k keptLists) expect(db *database) func(t *testing.T) {
	q := builder.Select(builder.Model[Branch]()).Where(branchName.In("a", "b")).OrderBy(branchName.Asc()).Load(k.paths...)
	ofA, selects := k.own, 1
	if k.own.refine == nil {
		ofA = k.parents
	}
	if ofA.refine != nil {
		selects++
	}
	return func(t *testing.T) {
		s := db.session(t)
		defer s.Close()
		for door, r := range map[string]repo.Reader{"engine": db, "session": s} {
			for i, q := range []builder.SelectStmt[*Branch]{q, q.PopulateExisting()} {
				db.log.take()
				list := value(repo.All(t.Context(), r, q))(t)
				if n := db.selects(); k.statements && door == "engine" && i == 0 {
					expect(t, "SELECTs", n, selects)
				}
				expect(t, door+": a", branchNames(list[0].Children), partOf(ofA, "a"))
				expect(t, door+": b", branchNames(list[1].Children), partOf(k.own, "b"))
				expect(t, door+": b's parent", list[1].Parent == list[0], true)
				if door == "session" && k.own.refine != nil {
					expect(t, "all are known", s.Loaded(list[0], &list[0].Children), k.own.what == "whole" || k.own.what == "in part")
				}
			}
		}
	}
}

// PathsKeepJoinedLists: a list of a query's own join stays as the join says where a path leads to its owner as well, and one join's list is
// not another's.
func PathsKeepJoinedLists(t *testing.T, b Backend) {
	db := b.openGraph(t)
	addBranchTree(t, db)
	own, kid, below := builder.Model[Branch](), builder.Alias[Branch]("kid"), builder.Alias[Branch]("below")
	name, lower := builder.Col(&kid.Name), builder.Col(&below.Name)
	q := builder.Select(own).Join(builder.Along(&own.Children, kid), name.In("b", "c", "e")).OrderBy(branchName.Asc(), name.Asc())
	nested := q.LeftJoin(builder.Along(&kid.Children, below), lower.Eq("d"))
	s := db.session(t)
	for door, r := range map[string]repo.Reader{"engine": db, "session": s} {
		for _, q := range []builder.SelectStmt[*Branch]{
			q.Load(builder.ContainsEager(&own.Children), builder.SelectIn(&own.Parent).Then(builder.SelectIn(&own.Children))),
			nested.Load(builder.ContainsEager(&own.Children).Then(builder.ContainsEager(&kid.Children))),
		} {
			list := value(repo.All(t.Context(), r, q.PopulateExisting()))(t)
			expect(t, door+": a", branchNames(list[0].Children), []string{"b", "c"})
			expect(t, door+": b", branchNames(list[1].Children), []string{"e"})
		}
	}
}
