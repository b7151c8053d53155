package unitofwork_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/unitofwork"
)

func TestTreesGoByTheirLinks(t *testing.T) {
	var m identity.Map
	leaf := add(t, &m, &node{ID: 3})
	root := add(t, &m, &node{ID: 1})
	add(t, &m, &node{ID: 9})
	root.Children = []*node{{ID: 2, Children: []*node{leaf}}}
	require.Equal(t, "insert node 1() 9()\ninsert node 2(parent_id<1)\ninsert node 3(parent_id<2)", describe(find(t, &m)))
}

func TestTreesGoByTheirFields(t *testing.T) {
	var m identity.Map
	one, two := int64(1), int64(2)
	add(t, &m, &node{ID: 3, ParentID: &two})
	add(t, &m, &node{ID: 2, ParentID: &one})
	add(t, &m, &node{ID: 1})
	require.Equal(t, "insert node 1()\ninsert node 2()\ninsert node 3()", describe(find(t, &m)))
}

func TestAPointerAndAField(t *testing.T) {
	var m identity.Map
	host, last := add(t, &m, &guest{ID: 1}), int64(4)
	add(t, &m, &guest{ID: 2, Host: host, FriendID: &last})
	add(t, &m, &guest{ID: 4, Host: add(t, &m, &guest{ID: 3, Host: host})})
	require.Equal(t, "insert guest 1()\ninsert guest 3(host_id<1)\ninsert guest 4(host_id<3)\ninsert guest 2(host_id<1)", describe(find(t, &m)), "the field waits as well")
}

func TestTreesAreDeletedFromTheirLeaves(t *testing.T) {
	var m identity.Map
	one, two := int64(1), int64(2)
	for _, n := range []*node{{ID: 1}, {ID: 2, ParentID: &one}, {ID: 3, ParentID: &two}, {ID: 4, ParentID: &one}} {
		markDeleted(&m, full(t, &m, n))
	}
	require.Equal(t, "delete node 3() 4()\ndelete node 2()\ndelete node 1()", describe(find(t, &m)))
}

func TestARowUnderANewOne(t *testing.T) {
	var m identity.Map
	old := full(t, &m, &node{ID: 5})
	old.Parent = &node{ID: 9}
	require.Equal(t, "insert node 9()\nupdate node 5(parent_id,parent_id<9)", describe(find(t, &m)))
}

func TestCycles(t *testing.T) {
	var m identity.Map
	a, b := &node{}, &node{}
	a.Parent, b.Parent = b, a
	add(t, &m, a)
	var cycle *unitofwork.CycleError
	require.ErrorAs(t, refused(t, &m), &cycle)
	require.Equal(t, []string{"node", "node", "node"}, cycle.Path)
	require.Contains(t, cycle.Error(), "node -> node -> node")
	require.Contains(t, cycle.Error(), "post-update")

	var own identity.Map
	self := &node{ID: 1}
	self.Parent = self
	add(t, &own, self)
	require.Equal(t, "insert node 1(parent_id<1)", describe(find(t, &own)), "a row that refers to itself has its key")

	var tables identity.Map
	e := &egg{}
	e.Hen = &hen{Egg: e}
	add(t, &tables, e)
	require.ErrorAs(t, refused(t, &tables), &cycle)
	require.Equal(t, []string{"egg", "hen", "egg"}, cycle.Path)
}

func TestACycleOfTablesIsNoneOfRows(t *testing.T) {
	var m identity.Map
	add(t, &m, &egg{ID: 1, Hen: &hen{ID: 1, Egg: &egg{ID: 2}}})
	require.Equal(t, "insert egg 2()\ninsert hen 1(egg_id<2)\ninsert egg 1(hen_id<1)", describe(find(t, &m)))
}

func TestPostUpdate(t *testing.T) {
	var m identity.Map
	w := &widget{Entries: []*entry{{ID: 1}, {ID: 2}}}
	w.Entry = w.Entries[1]
	add(t, &m, w)
	require.Equal(t, "insert widget 0()\ninsert entry 2(widget_id<0) 1(widget_id<0)\nupdate widget 0!(entry_id,entry_id<2)", describe(find(t, &m)))

	var old identity.Map
	one := int64(1)
	x, y := load(t, &old, &widget{ID: 1, EntryID: &one}), load(t, &old, &entry{ID: 1, WidgetID: &one})
	x.Entry, x.Entries, y.Widget = y, []*entry{y}, x
	markDeleted(&old, linked(t, &old, x), linked(t, &old, y))
	require.Equal(t, "update widget 1!(entry_id,entry_id<NULL)\ndelete entry 1()\ndelete widget 1()", describe(find(t, &old)))
}

func TestAssociations(t *testing.T) {
	var m identity.Map
	fly, swim := &power{Name: "fly"}, full(t, &m, &power{ID: 7, Name: "swim"})
	h := add(t, &m, &hero{Name: "h", Powers: []*power{fly, swim}})
	fly.Heroes = []*hero{h}
	set := find(t, &m)
	require.Equal(t, "insert power fly()\ninsert hero h()\nlink hero.Powers h-fly h-swim", describe(set), "both ends say the same: one row")
	write(&m, set)
	require.Equal(t, []*hero{h}, swim.Heroes, "the other end follows")

	var old identity.Map
	p, q := load(t, &old, &power{ID: 1, Name: "p"}), load(t, &old, &power{ID: 2, Name: "q"})
	k := load(t, &old, &hero{ID: 1, Name: "k", Powers: []*power{p, q}})
	p.Heroes = []*hero{k}
	linked(t, &old, k)
	linked(t, &old, p)
	k.Powers = []*power{q}
	require.Equal(t, "unlink hero.Powers k-p", describe(find(t, &old)))
	k.Powers, p.Heroes = []*power{p, q}, nil
	require.Equal(t, "unlink hero.Powers k-p", describe(find(t, &old)), "the other end says so")
	markDeleted(&old, k)
	require.Equal(t, "unlink hero.Powers k-p k-q\ndelete hero k()", describe(find(t, &old)))
}

func TestDeletedParents(t *testing.T) {
	var m identity.Map
	one := int64(1)
	h := load(t, &m, &hero{ID: 1, Name: "h", TeamID: &one})
	tm := load(t, &m, &team{ID: 1, Name: "t", Members: []*hero{h}})
	h.Team = tm
	linked(t, &m, tm)
	linked(t, &m, h)
	markDeleted(&m, tm)
	set := find(t, &m)
	require.Equal(t, "update hero h(team_id,team_id<NULL)\ndelete team t()", describe(set))
	write(&m, set)
	require.Nil(t, h.Team)
}

func TestOrphansThatCannotBe(t *testing.T) {
	var m identity.Map
	n := load(t, &m, &toy{ID: 1, Label: "kite", HeroID: 1})
	linked(t, &m, n)
	n.Hero = load(t, &m, &hero{ID: 1, Name: "h"})
	m.Find(n).Link(relation[toy](t, "Hero"), false)
	n.Hero = nil
	require.Equal(t, "delete toy kite()", describe(find(t, &m)), "the other end deletes orphans")
}
