package main

import (
	"net/url"
	"runtime"
	"sync/atomic"
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
	require.NoError(b, w.execute(ctx, work.clean)) // a plan that was made while a table was known to be empty reads all of it
	stop := w.start()
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
	reportTimes(b, stop())
}

// BenchmarkCrowd is the mix of many at once, of each peer alone, for profiles as well.
func BenchmarkCrowd(b *testing.B) {
	at, err := url.Parse(pgtest.URL(b))
	require.NoError(b, err)
	require.NoError(b, fillTables(b.Context(), at))
	w, err := openWorld(b.Context(), at)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, w.close()) })
	for _, p := range w.contest(workload{name: "c"}).peers {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(crowdSize / runtime.GOMAXPROCS(0))
			var calls atomic.Int64
			stop := w.start()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					n := int(calls.Add(1))
					if err := p.ops[mixed(n)].run(b.Context(), n); err != nil {
						b.Error(err)
						return
					}
				}
			})
			reportTimes(b, stop())
		})
	}
}

// reportTimes reports processor time: this process's, and that of the server with it.
func reportTimes(b *testing.B, used sample) {
	b.ReportMetric(used.client/float64(b.N), "client-ns/op")
	b.ReportMetric(used.work/float64(b.N), "together-ns/op")
}
