package main

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// TestRun goes through all of it, in a few seconds.
func TestRun(t *testing.T) {
	pgtest.Server(t) // or the test is skipped
	o := short()
	o.out = t.TempDir()
	require.NoError(t, run(t.Context(), o, io.Discard))

	file, err := os.Open(filepath.Join(o.out, "cells.csv"))
	require.NoError(t, err)
	defer file.Close()
	cells, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Len(t, cells, 1+len(o.backends)*len(o.delays)*len(o.users))
	for _, cell := range cells[1:] {
		require.NotEqual(t, "0", cell[4], "%v", cell)
		require.Equal(t, "0", cell[5], "%v", cell)
	}
	table := read(t, o.out, "README.md")
	page := read(t, o.out, "report.html")
	for _, backend := range o.backends {
		require.Contains(t, table, "| "+called(backend)+" |")
		require.Contains(t, page, called(backend))
	}
	for _, d := range drawings {
		require.Contains(t, table, "("+d.file+")")
		require.True(t, strings.HasSuffix(strings.TrimSpace(read(t, o.out, d.file)), "</svg>"))
	}
	require.Equal(t, len(drawings), strings.Count(page, "<svg"))
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(text)
}

func TestFiguresAreMediansWithTheirSpread(t *testing.T) {
	o := options{backends: []string{"a", "b"}, users: []int{1}, delays: []time.Duration{0}}
	var cells []cell
	for i, n := range []float64{30, 10, 20} {
		cells = append(cells, cell{place: place{backend: "b"}, users: 1, throughput: n, p99: time.Duration(n), requests: 100, errors: uint64(i)},
			cell{place: place{backend: "a"}, users: 1, throughput: 1, requests: 1})
	}
	f := figures(o, cells)[1]
	require.Equal(t, []float64{10, 20, 30}, []float64{f.least, f.throughput, f.most})
	require.Equal(t, []time.Duration{10, 20, 30}, []time.Duration{f.p99least, f.p99, f.p99most})
	require.Equal(t, []float64{20, 20}, []float64{f.beside, figures(o, cells)[0].beside * 20})
	require.EqualValues(t, 300, f.requests)
	require.EqualValues(t, 3, f.errors)
}

func TestBackendsTakeTurns(t *testing.T) {
	o := options{backends: []string{"a", "b", "c"}, users: []int{1, 2}, delays: []time.Duration{0}, rounds: 2}
	var turns strings.Builder
	for _, turn := range order(o) {
		turns.WriteString(turn.backend)
	}
	require.Equal(t, "abcabc"+"bcabca", turns.String())
}

func TestProcessesAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "stat")
	require.NoError(t, os.WriteFile(file, []byte("42 (odd) name) S 7 1 1 0 -1 0 1 2 3 4 100 20 3 4 20 0 1 0 55"), 0o600))
	p, known := processOf(file)
	require.True(t, known)
	require.Equal(t, process{id: 42, parent: 7, name: "odd) name", own: 1200 * time.Millisecond, ended: 70 * time.Millisecond}, p)
	_, known = processOf(file + "nowhere")
	require.False(t, known)
	require.Zero(t, serverTime(0))
}

func TestFlags(t *testing.T) {
	o, err := parse([]string{"-short", "-users", "50,10", "-backends", "pgx,bun", "-rounds", "7", "-span", "3s", "-out", "x"})
	require.NoError(t, err)
	require.Equal(t, []int{10, 50}, o.users)
	require.Equal(t, []string{"pgx", "bun"}, o.backends)
	require.Equal(t, 7, o.rounds)
	require.Equal(t, 3*time.Second, o.span)
	require.Equal(t, "x", o.out)
	_, err = parse([]string{"-users", "many"})
	require.ErrorContains(t, err, "say -users 10,50,200,1000")
}
