package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A report is everything that was measured.
type report struct {
	server   string
	sections []section
	heap     []section // with live objects in it
	sqlite   []section
	mix      []throughput
	charts   []chart
}

// A section is one workload; far is nil where no trip is made.
type section struct {
	work      workload
	near, far []figure
}

// goals are the ratios to hand-written pgx that drey is to reach, by workload.
var goals = map[string]float64{
	"a": 1.00, "b100": 1.08, "b10k": 1.00, "c": 1.05, "d": 1.00, "copy": 1.00, "e": 1.00, "f": 1.15, "g": 0.55, "h": 0.85, "hk": 0.70,
}

func (s section) of(peer string) (near figure, far string, has bool) {
	for i, f := range s.near {
		if f.peer == peer {
			far = "–"
			if s.far != nil {
				far = fmt.Sprintf("%.2f", s.far[i].ratio)
			}
			return f, far, true
		}
	}
	return figure{}, "", false
}

// table is the section with all peers.
func (s section) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n| | × pgx | ± | time | client × | allocations | bytes | trips | at 1 ms: time | × pgx |\n", s.title())
	b.WriteString("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for i, f := range s.near {
		far, times := "–", "–"
		if s.far != nil {
			far, times = span64(s.far[i].time), fmt.Sprintf("%.2f", s.far[i].ratio)
		}
		fmt.Fprintf(&b, "| %s | %.2f | %.2f | %s | %.2f | %d | %d | %d | %s | %s |\n",
			f.peer, f.ratio, f.spread, span64(f.time), f.client, f.allocations, f.bytes, f.trips, far, times)
	}
	return b.String()
}

func (s section) title() string { return s.work.name + ": " + s.work.title }

// span64 is a time that a person reads.
func span64(nanoseconds float64) string {
	switch {
	case nanoseconds < 1e3:
		return fmt.Sprintf("%.0f ns", nanoseconds)
	case nanoseconds < 1e6:
		return fmt.Sprintf("%.1f µs", nanoseconds/1e3)
	}
	return fmt.Sprintf("%.2f ms", nanoseconds/1e6)
}

// write makes performance.md and its plots.
func (r *report) write(dir string) error {
	plots := filepath.Join(dir, "performance")
	if err := os.MkdirAll(plots, 0o755); err != nil {
		return err
	}
	files := map[string]string{filepath.Join(dir, "performance.md"): r.text(), filepath.Join(plots, "ratios.svg"): r.bars()}
	for _, c := range r.charts {
		files[filepath.Join(plots, c.file)] = c.svg()
	}
	for _, name := range sortedKeys(files) {
		if err := os.WriteFile(name, []byte(files[name]), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (r *report) text() string {
	var b strings.Builder
	b.WriteString(preface)
	b.WriteString(machine(r.server))
	b.WriteString("\n## In one table\n\nTimes hand-written pgx; less is better.\n\n")
	b.WriteString(r.summary())
	b.WriteString("\n![drey and the other libraries, times hand-written pgx](performance/ratios.svg)\n\n## With a crowd\n\n")
	b.WriteString(r.crowd())
	for _, c := range r.charts {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n![%s](performance/%s)\n", c.title, c.table(), c.title, c.file)
	}
	b.WriteString("\n## Every workload\n\n")
	for _, s := range r.sections {
		b.WriteString(s.table() + "\n")
	}
	b.WriteString("## Reads in a process with 30 MB of live objects\n\n")
	b.WriteString(short(r.heap))
	b.WriteString("\n## SQLite\n\nTimes database/sql by hand, on the same driver.\n\n")
	b.WriteString(short(r.sqlite))
	return b.String()
}

const preface = `# Performance

drey beside hand-written pgx and other libraries: the same work, the results checked first. This file is written by

    go -C bench run .

which takes some minutes (` + "`-full`" + ` takes longer and goes further); what each peer does stands in [bench](../bench).

The measure is hand-written pgx as a careful person writes it: statements for sets of rows, in a transaction where there are
several. All peers take turns in rounds, each right after the measure; a ratio is the median of these pairs', ± is half the
distance of their quartiles. The row of pgx itself shows how far two measurements of the same differ.
A time is the processors' time of client and server together, which both spend on one processor: the least that a call can take
there, whatever else the machine does. "client" is the ratio of the client's part, which is what a library answers for. At 1 ms,
where a proxy delays every round trip by that, and with a crowd, times are the clock's. Allocations, bytes and round trips are counts.

"drey" reads in sessions that only read, where every row is tracked, and writes in transactions; "not tracked" reads by an
engine, and updates by UpdateAll. "GORM, tuned" prepares its statements and begins no transactions of its own. ent is not among
them: its generated code would be larger than everything here.

`
