package unitofwork_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

func TestNothingChanged(t *testing.T) {
	var m identity.Map
	require.True(t, find(t, &m).Empty())
	load(t, &m, &hero{ID: 1})
	require.True(t, find(t, &m).Empty())
	require.Empty(t, find(t, &m).Mappings())
}

func TestTablesThatAreNotRelatedComeAsTheyWereMet(t *testing.T) {
	var m identity.Map
	for i, name := range []string{"c", "a", "b"} {
		load(t, &m, &power{ID: []int64{3, 1, 2}[i], Name: name}).Name += "'"
	}
	for _, name := range []string{"x", "y"} {
		add(t, &m, &node{ID: int64(name[0])})
		add(t, &m, &power{Name: name})
	}
	markDeleted(&m, load(t, &m, &node{ID: 2}), load(t, &m, &power{ID: 9, Name: "i"}))
	set := find(t, &m)
	require.Equal(t, `update power a'(name) b'(name) c'(name)
insert power x() y()
insert node 120() 121()
sever power.Heroes i()
nullify node.Children 2()
delete node 2()
delete power i()`, describe(set), "rows that exist by key, new ones as they were added")
	require.Equal(t, describe(set), describe(find(t, &m)), "finding changes changes nothing")
	require.Equal(t, []*mapper.Mapping{mapping[power](t), mapping[node](t), mapping[hero](t)}, set.Mappings())
}

func TestWhatWasDeletedIsNotDeletedAgain(t *testing.T) {
	var m identity.Map
	h := full(t, &m, &power{ID: 1, Name: "a"})
	h.Name = "a change that nobody needs"
	markDeleted(&m, h)
	require.Len(t, find(t, &m).Steps, 1)
	m.Delete(m.Find(h))
	require.True(t, find(t, &m).Empty())
}

func TestARowIsTakenOver(t *testing.T) {
	var m identity.Map
	old := full(t, &m, &power{ID: 1, Name: "a"})
	add(t, &m, &power{ID: 1, Name: "b"})
	require.Equal(t, "insert power b()", describe(find(t, &m)), "the row stays")
	markDeleted(&m, old)
	add(t, &m, &power{ID: 1, Name: "c"})
	require.Equal(t, "update power b/a(name)\ninsert power c()", describe(find(t, &m)), "a row is taken over once")
}

func TestAssignedValuesAreChanges(t *testing.T) {
	var m identity.Map
	h := load(t, &m, &power{ID: 1, Name: "a"})
	m.Find(h).Assign(mapping[power](t).Column("name"), "whatever")
	require.Equal(t, "update power a()", describe(find(t, &m)))
}

func TestParentsGoFirst(t *testing.T) {
	var m identity.Map
	h := add(t, &m, &hero{Name: "h", Toys: []*toy{{Label: "kite"}, {Label: "ball"}}})
	h.Team = &team{Name: "t"}
	require.Equal(t, `insert team t()
insert hero h(team_id<t)
insert toy kite(hero_id<h) ball(hero_id<h)`, describe(find(t, &m)))
}

func TestChildrenGoFirstWhenTheyGo(t *testing.T) {
	var m identity.Map
	h := load(t, &m, &hero{ID: 1, Name: "h"})
	h.Toys = []*toy{load(t, &m, &toy{ID: 1, Label: "kite", HeroID: 1}), load(t, &m, &toy{ID: 2, Label: "ball", HeroID: 1})}
	tm := load(t, &m, &team{ID: 1, Name: "t"})
	linked(t, &m, h)
	markDeleted(&m, tm, h)
	require.Equal(t, "nullify team.Members t()\ndelete toy kite() ball()\ndelete hero h()\ndelete team t()", describe(find(t, &m)))
}

func TestAnUnloadedCollectionIsReadBeforeItIsDeleted(t *testing.T) {
	var m identity.Map
	h := load(t, &m, &hero{ID: 1, Name: "h"})
	markDeleted(&m, h)
	set := find(t, &m)
	require.Len(t, set.Wants, 1)
	require.Equal(t, "hero.Toys", set.Wants[0].Relation.Name())
	require.Equal(t, []*identity.Entry{m.Find(h)}, set.Wants[0].Owners)
	require.Equal(t, "sever hero.Powers h()\ndelete hero h()", describe(set))
}

func TestAChildMoves(t *testing.T) {
	var m identity.Map
	kite := load(t, &m, &toy{ID: 1, Label: "kite", HeroID: 1})
	a, b := load(t, &m, &hero{ID: 1, Name: "a", Toys: []*toy{kite}}), load(t, &m, &hero{ID: 2, Name: "b"})
	linked(t, &m, a)
	linked(t, &m, b)
	a.Toys, b.Toys = nil, []*toy{kite}
	set := find(t, &m)
	require.Equal(t, "update toy kite(hero_id,hero_id<b)", describe(set))

	a.Toys, b.Toys = []*toy{kite}, nil
	kite.Hero = b
	set = find(t, &m)
	require.Equal(t, "update toy kite(hero_id,hero_id<b)", describe(set), "the side that changed wins")
	write(&m, set)
	require.Equal(t, int64(2), kite.HeroID)
	require.Empty(t, a.Toys)
	require.Equal(t, []*toy{kite}, b.Toys)

	kite.Hero, b.Toys = nil, []*toy{kite}
	require.Equal(t, "delete toy kite()", describe(find(t, &m)), "nobody's: an orphan")
}

func TestSidesThatDiffer(t *testing.T) {
	var m identity.Map
	kite := load(t, &m, &toy{ID: 1, Label: "kite", HeroID: 1})
	a, b, c := load(t, &m, &hero{ID: 1, Name: "a", Toys: []*toy{kite}}), load(t, &m, &hero{ID: 2, Name: "b"}), load(t, &m, &hero{ID: 3, Name: "c"})
	for _, h := range []*hero{a, b, c} {
		linked(t, &m, h)
	}
	b.Toys, kite.Hero = []*toy{kite}, c
	require.ErrorIs(t, refused(t, &m), unitofwork.ErrConflictingSides)
	b.Toys, kite.HeroID = nil, 2
	require.ErrorIs(t, refused(t, &m), unitofwork.ErrConflictingSides, "the field says b, the pointer c")
	kite.HeroID = 3
	require.Equal(t, "update toy kite(hero_id)", describe(find(t, &m)), "both say c")
	kite.Hero, kite.HeroID = nil, 2
	set := find(t, &m)
	require.Equal(t, "update toy kite(hero_id)", describe(set), "the field alone changed")
	write(&m, set)
	require.Same(t, b, kite.Hero)
	require.Equal(t, []*toy{kite}, b.Toys)
	require.Empty(t, a.Toys)
}

func TestListsThatSayNothingDefinite(t *testing.T) {
	for name, wrong := range map[string]struct {
		toys []*toy
		want error
	}{
		"nil":   {[]*toy{nil}, unitofwork.ErrInvalid},
		"empty": {[]*toy{}, unitofwork.ErrNotLoaded},
	} {
		t.Run(name, func(t *testing.T) {
			var m identity.Map
			load(t, &m, &hero{ID: 1, Name: "a"}).Toys = wrong.toys
			require.ErrorIs(t, refused(t, &m), wrong.want)
		})
	}
	t.Run("twice", func(t *testing.T) {
		var m identity.Map
		kite := &toy{Label: "kite"}
		load(t, &m, &hero{ID: 1, Name: "a"}).Toys = []*toy{kite, kite}
		require.ErrorIs(t, refused(t, &m), unitofwork.ErrInvalid)
	})
	t.Run("added to what is not loaded", func(t *testing.T) {
		var m identity.Map
		load(t, &m, &hero{ID: 1, Name: "a"}).Toys = []*toy{{Label: "kite"}}
		require.Equal(t, "insert toy kite(hero_id<a)", describe(find(t, &m)))
	})
}
