package persistence_test

import (
	"testing"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/unitofwork"
)

// TestAFlushWorksThingsOutOnce holds what finding and planning allocate. Whatever follows from columns is there from the
// first time on, so what is left is the plan itself, its arguments and the keys that it claims.
func TestAFlushWorksThingsOutOnce(t *testing.T) {
	for _, c := range []struct {
		name        string
		rows        int
		find, plans float64
		make        func(t *testing.T, known *identity.Map, n int)
	}{
		{"insert one, keys by the database", 1, 1, 5, func(t *testing.T, known *identity.Map, n int) { add(t, known, toysOf(n)...) }},
		{"insert 1,000, keys by the database", 1_000, 2, 14, func(t *testing.T, known *identity.Map, n int) { add(t, known, toysOf(n)...) }},
		{"update one", 1, 1, 8, changeBadges},
		{"update 100", 100, 2, 17, changeBadges},
	} {
		t.Run(c.name, func(t *testing.T) {
			var known identity.Map
			c.make(t, &known, c.rows)
			var set unitofwork.Set
			var err error
			find := func() { set, err = unitofwork.Of(&known) }
			find()
			require.NoError(t, err)
			o := persistence.Options{Dialect: render.Dialect(builder.Postgres()), Page: 1_000, MaxParams: 30_000, NextUUID: func() [16]byte { return uuid.UUID{1} }}
			plan := func() { _, err = persistence.New(set, &known, o) }
			plan()
			require.NoError(t, err)
			require.Equal(t, []float64{c.find, c.plans}, []float64{testing.AllocsPerRun(20, find), testing.AllocsPerRun(20, plan)})
		})
	}
}

func toysOf(n int) (toys []*toy) {
	for range n {
		toys = append(toys, &toy{Label: "a"})
	}
	return toys
}

// changeBadges has the session know n badges, of which each has changed its name.
func changeBadges(t *testing.T, known *identity.Map, n int) {
	m := mapping[badge](t)
	for i := range n {
		b := &badge{ID: int64(i + 1), Name: "a"}
		p := unsafe.Pointer(b)
		known.Load(m, identity.KeyOf(m, p), p, m.All)
		b.Name = "b"
	}
}
