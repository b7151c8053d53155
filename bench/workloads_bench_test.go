package main

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
)

// BenchmarkWorkloads is each workload of each peer alone, for profiles:
//
//	go test -run xxx -bench 'Workloads/e/drey$' -benchmem -memprofile e.mem -cpuprofile e.cpu .
//
// Ratios are told by the program, which lets peers take turns.
func BenchmarkWorkloads(b *testing.B) {
	at, err := url.Parse(pgtest.URL(b))
	require.NoError(b, err)
	require.NoError(b, fillTables(b.Context(), at))
	w, err := openWorld(b.Context(), at)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, w.close()) })
	for _, work := range workloads {
		b.Run(work.name, func(b *testing.B) {
			for _, p := range w.contest(work).peers {
				b.Run(p.name, func(b *testing.B) { benchmark(b, w, work, p) })
			}
		})
	}
}

func benchmark(b *testing.B, w *world, work workload, p peer) {
	ctx := b.Context()
	b.ReportAllocs()
	for n := 1; b.Loop(); n++ {
		if len(work.before) > 0 {
			b.StopTimer()
			require.NoError(b, w.execute(ctx, work.before))
			b.StartTimer()
		}
		if err := p.ops[work.name].run(ctx, n); err != nil {
			b.Fatal(err)
		}
	}
}
