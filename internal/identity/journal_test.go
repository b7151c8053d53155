package identity

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

func TestSavepoints(t *testing.T) {
	h := &hero{ID: 1, Name: "a"}
	im, e := loaded(t, h)
	write := func(name string) {
		h.Name = name
		e.Written(e.Changed(), nil, nil)
	}
	write("outer")
	n := im.Save()
	untouched := &hero{ID: 2, Name: "x"}
	u := im.Load(mapping[hero](t), keyOf(t, *untouched), unsafe.Pointer(untouched), mapping[hero](t).All)
	inner := im.Save()
	require.Equal(t, n+1, inner)
	write("inner")
	im.Release(inner)
	write("again")
	im.RollbackTo(n)
	require.Equal(t, "outer", h.Name)
	require.True(t, e.Expired)
	require.True(t, u.Expired, "it came inside")
	e.Expired = false
	n = im.Save()
	im.RollbackTo(n)
	require.False(t, e.Expired, "nothing changed inside")
	im.Rollback()
	require.Equal(t, "a", h.Name)
}

func TestDelete(t *testing.T) {
	h := &hero{ID: 1, Name: "a"}
	im, e := loaded(t, h)
	e.ToDelete = true
	im.Delete(e)
	require.Equal(t, Deleted, e.State)
	require.Same(t, e, im.Find(h))
	require.Nil(t, im.At(e.Key()))
	im.Rollback()
	require.Equal(t, Persistent, e.State)
	require.False(t, e.ToDelete)
	require.Same(t, e, im.At(e.Key()))
	im.Delete(e)
	im.Commit()
	require.Nil(t, im.Find(h))
	require.True(t, im.IsDetached(unsafe.Pointer(h)))
	require.Empty(t, im.Entries())
	im.Add(mapping[hero](t), h)
	require.False(t, im.IsDetached(unsafe.Pointer(h)))
}

func TestInsertedThenDeleted(t *testing.T) {
	var im Map
	m := mapping[hero](t)
	h := &hero{Name: "a"}
	e := im.Add(m, h)
	e.Inserted(unsafe.Pointer(&hero{ID: 7}), []*mapper.Column{m.Column("id")})
	im.Rekey(e)
	n := im.Save()
	im.Delete(e)
	im.RollbackTo(n)
	require.Equal(t, Persistent, e.State)
	require.Equal(t, int64(7), h.ID)
	im.Delete(e)
	im.Rollback()
	require.Equal(t, &hero{Name: "a"}, h)
	require.Nil(t, im.Find(h))
	require.False(t, im.IsDetached(unsafe.Pointer(h)))
}

func TestUpdatedAfterInsert(t *testing.T) {
	var im Map
	m := mapping[hero](t)
	h := &hero{ID: 1, Name: "a", Total: 3}
	e := im.Add(m, h)
	e.Inserted(nil, nil)
	im.Rekey(e)
	e.Written(nil, unsafe.Pointer(&hero{Total: 9}), []*mapper.Column{m.Column("total")})
	e.Written(nil, unsafe.Pointer(&hero{Total: 10}), []*mapper.Column{m.Column("total")})
	require.Equal(t, 10, h.Total)
	im.Rollback()
	require.Equal(t, 3, h.Total, "what later flushes made is put back as well")
}

func TestReplace(t *testing.T) {
	old, fresh := &hero{ID: 1, Name: "a"}, &hero{ID: 1, Name: "b"}
	im, o := loaded(t, old)
	f := im.Add(mapping[hero](t), fresh)
	im.Gone(o)
	f.Inserted(nil, nil)
	im.Rekey(f)
	require.Same(t, f, im.At(f.Key()))
	require.True(t, im.IsDetached(unsafe.Pointer(old)))
	im.Rollback()
	require.Same(t, o, im.At(o.Key()))
	require.False(t, im.IsDetached(unsafe.Pointer(old)))
	require.Nil(t, im.Find(fresh))
	require.Len(t, im.Entries(), 1)
}

func TestExpunge(t *testing.T) {
	h := &hero{ID: 1, Name: "a"}
	im, e := loaded(t, h)
	h.Name = "b"
	e.Written(e.Changed(), nil, nil)
	im.Expunge(e)
	require.True(t, im.IsDetached(unsafe.Pointer(h)))
	im.Rollback()
	require.Equal(t, "b", h.Name, "it is the user's now")
	require.Nil(t, im.Find(h))
	p := im.Add(mapping[hero](t), &hero{})
	im.Expunge(p)
	require.False(t, im.IsDetached(p.Base))
}

func TestReceivedValuesAreUndone(t *testing.T) {
	for name, writes := range map[string]func(m *Map, e *Entry){
		"by criteria": func(_ *Map, e *Entry) { e.Invalidate() },
		"by text":     func(m *Map, _ *Entry) { m.TextSent() },
		"by nobody":   nil,
	} {
		h := &hero{ID: 1, Name: "a"}
		im, e := loaded(t, h)
		require.False(t, e.Receive(unsafe.Pointer(&hero{ID: 1, Name: "b"}), mapping[hero](t).All, false))
		if writes != nil {
			writes(im, e)
		}
		require.True(t, e.Receive(unsafe.Pointer(&hero{ID: 1, Name: "b"}), mapping[hero](t).All, true))
		require.Equal(t, "b", h.Name)
		im.Rollback()
		if writes != nil {
			require.Equal(t, "a", h.Name, "%s: what the transaction may have written is not what was there before", name)
			continue
		}
		require.Equal(t, "b", h.Name, "%s: somebody else has written that", name)
	}
}

func TestAssign(t *testing.T) {
	h := &hero{ID: 1, Name: "a"}
	m := mapping[hero](t)
	_, e := loaded(t, h)
	e.Assign(m.Column("name"), 1)
	e.Assign(m.Column("name"), 2)
	h.Name = "later"
	require.Equal(t, []Assignment{{m.Column("name"), 2}}, e.Assigned())
	require.Empty(t, e.Changed())
	require.True(t, e.Modified())
	e.Revert(mapper.SetOf(m.Key))
	require.True(t, e.Modified())
	e.Expire()
	require.False(t, e.Modified())
	require.Equal(t, "a", h.Name)
}

func TestDetachedEntitiesAreNotKept(t *testing.T) {
	var d detached
	kept := &hero{ID: 1}
	d.add(unsafe.Pointer(kept))
	for range sweptFrom - 2 {
		d.add(unsafe.Pointer(&hero{}))
	}
	runtime.GC()
	d.add(unsafe.Pointer(&hero{}))
	require.Less(t, len(d.entities), sweptFrom/2)
	require.True(t, d.has(unsafe.Pointer(kept)))
	runtime.KeepAlive(kept)
}

// TestRollbacksRestoreWhatWas plays random writes and savepoints, and compares with what was there at each savepoint.
func TestRollbacksRestoreWhatWas(t *testing.T) {
	for seed := range uint64(500) {
		g := newGame(t, rand.New(rand.NewPCG(seed, 0)))
		for range 30 {
			g.step(t)
		}
		g.known.Rollback()
		require.Equal(t, g.states[0], g.state(), "seed %d", seed)
		require.Equal(t, len(g.heroes), g.known.tables[0].numbers.count)
	}
}

// game is a map of heroes, and its states at each open savepoint.
type game struct {
	random  *rand.Rand
	known   Map
	heroes  []*hero
	states  []string
	numbers []int
}

func newGame(t *testing.T, random *rand.Rand) *game {
	m := mapping[hero](t)
	g := &game{random: random, heroes: make([]*hero, 4), numbers: []int{0}}
	for i := range g.heroes {
		g.heroes[i] = &hero{ID: int64(i), Name: "start"}
		g.known.Load(m, KeyOf(m, unsafe.Pointer(g.heroes[i])), unsafe.Pointer(g.heroes[i]), m.All)
	}
	g.states = []string{g.state()}
	return g
}

func (g *game) state() (s string) {
	for _, h := range g.heroes {
		s += fmt.Sprint(h.Name, " ", g.known.Find(h).State, "; ")
	}
	return s
}

func (g *game) step(t *testing.T) {
	h := g.heroes[g.random.IntN(len(g.heroes))]
	e, last := g.known.Find(h), len(g.numbers)-1
	switch step := g.random.IntN(6); {
	case step <= 1 && e.State == Persistent:
		h.Name = fmt.Sprint(g.random.IntN(100))
		e.Written(e.Changed(), nil, nil)
	case step == 2 && e.State == Persistent:
		g.known.Delete(e)
	case step == 3:
		g.numbers, g.states = append(g.numbers, g.known.Save()), append(g.states, g.state())
	case step == 4 && last > 0:
		g.known.Release(g.numbers[last])
		g.numbers, g.states = g.numbers[:last], g.states[:last]
	case step == 5 && last > 0:
		back := 1 + g.random.IntN(last)
		g.known.RollbackTo(g.numbers[back])
		require.Equal(t, g.states[back], g.state())
		g.numbers, g.states = g.numbers[:back], g.states[:back]
	}
}
