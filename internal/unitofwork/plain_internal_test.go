package unitofwork

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

type coin struct {
	ID     int64
	Value  int
	Issuer string
}

func (coin) TableName() string { return "coins" }

type stamp struct {
	Code string `db:"code,pk"`
	Cost float64
	Tags []string
}

func (stamp) TableName() string { return "stamps" }

type album struct {
	ID    int64
	Stamp string `db:"stamp,fk=stamps.code"`
}

func (album) TableName() string { return "albums" }

// TestPlainFlushesAsTheGraphDoes compares the one pass with the graph on random sessions: where it answers, it answers alike.
func TestPlainFlushesAsTheGraphDoes(t *testing.T) {
	taken := 0
	for seed := range uint64(400) {
		m := randomSession(t, rand.New(rand.NewPCG(seed, 15)))
		set, ok := plain(m.Mappings(), m.Entries())
		if !ok {
			continue
		}
		taken++
		want, err := find(newPlanner(m, m.Mappings(), m.Entries()))
		require.NoError(t, err)
		require.Equal(t, len(want.Steps), len(set.Steps), "seed %d", seed)
		for i, step := range want.Steps {
			require.Equal(t, step.Verb, set.Steps[i].Verb, "seed %d", seed)
			require.Same(t, step.Mapping, set.Steps[i].Mapping, "seed %d", seed)
			require.Equal(t, step.Rows, set.Steps[i].Rows, "seed %d", seed)
		}
	}
	require.Greater(t, taken, 100, "the one pass must have its part")
	require.Less(t, taken, 400, "and what it cannot do must come up")
}

func randomSession(t *testing.T, r *rand.Rand) *identity.Map {
	m := &identity.Map{}
	for n := range r.IntN(12) {
		var e any
		var edit func()
		switch r.IntN(5) {
		case 0, 1:
			c := &coin{ID: int64(r.IntN(1000)*20 + n), Issuer: "x"}
			e, edit = c, func() { c.Value = r.IntN(2) }
		case 2, 3:
			s := &stamp{Code: string(rune('a' + r.IntN(20))), Tags: []string{"a"}}
			s.Code += string(rune('a' + n))
			e, edit = s, func() { s.Tags[0], s.Cost = []string{"a", "b"}[r.IntN(2)], float64(r.IntN(2)) }
		default:
			e, edit = &album{ID: int64(n)}, func() {}
		}
		enter(t, m, r, e, edit)
	}
	return m
}

// enter takes an entity in: new, as it stands, edited, assigned to, or to be deleted.
func enter(t *testing.T, m *identity.Map, r *rand.Rand, entity any, edit func()) {
	of, err := mapper.Of(reflect.TypeOf(entity).Elem())
	require.NoError(t, err)
	base := reflect.ValueOf(entity).UnsafePointer()
	if r.IntN(2) == 0 {
		m.Add(of, entity)
		return
	}
	e := m.Load(of, identity.KeyOf(of, base), base, of.All)
	switch r.IntN(12) {
	case 0:
		e.ToDelete = true
	case 1:
		e.Assign(of.Columns[1], "x + 1")
	default:
		edit()
	}
}
