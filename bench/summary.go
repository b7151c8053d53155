package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// others are the libraries that are not ours and no more than pgx.
func others(peer string) bool {
	return !strings.HasPrefix(peer, "drey") && !strings.HasPrefix(peer, base)
}

// best is the fastest of those others that do all of a workload.
func (s section) best() (fastest figure, has bool) {
	for _, f := range s.near {
		if others(f.peer) && (!has || f.ratio < fastest.ratio) {
			fastest, has = f, true
		}
	}
	return fastest, has
}

func (r *report) summary() string {
	var b strings.Builder
	b.WriteString("| | goal | drey | allocations | trips | drey at 1 ms | not tracked | on sqlx with pgx | best other library | GORM, tuned | bun |\n")
	b.WriteString("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, s := range r.sections {
		goal := "–"
		if to, has := goals[s.work.name]; has {
			goal = fmt.Sprintf("%.2f", to)
		}
		drey, far, _ := s.of("drey")
		other := "–"
		if f, has := s.best(); has {
			other = fmt.Sprintf("%.2f (%s)", f.ratio, f.peer)
		}
		fmt.Fprintf(&b, "| %s | %s | **%.2f** | %d | %d | %s | %s | %s | %s | %s | %s |\n", s.title(), goal, drey.ratio, drey.allocations, drey.trips,
			far, s.ratioOf("drey, not tracked"), s.ratioOf("drey on sqlx with pgx"), other, s.ratioOf("GORM, tuned"), s.ratioOf("bun"))
	}
	return b.String()
}

func (s section) ratioOf(peer string) string {
	if f, _, has := s.of(peer); has {
		return fmt.Sprintf("%.2f", f.ratio)
	}
	return "–"
}

// short is sections in one table.
func short(sections []section) string {
	var b strings.Builder
	b.WriteString("| | | × by hand | ± | time | allocations |\n|---|---|---:|---:|---:|---:|\n")
	for _, s := range sections {
		for _, f := range s.near {
			count := "–"
			if f.allocations > 0 {
				count = fmt.Sprint(f.allocations)
			}
			fmt.Fprintf(&b, "| %s | %s | %.2f | %.2f | %s | %s |\n", s.title(), f.peer, f.ratio, f.spread, span64(f.time), count)
		}
	}
	return b.String()
}

func (r *report) crowd() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d goroutines get and insert in turn, on %d connections. More calls a second are better, and less of the 99th percentile.\n\n",
		crowdSize, connections)
	b.WriteString("| | calls a second | × pgx | 99th percentile × pgx |\n|---|---:|---:|---:|\n")
	for _, t := range r.mix {
		fmt.Fprintf(&b, "| %s | %.0f | %.2f | %.2f |\n", t.peer, t.perSecond, t.ratio, t.p99)
	}
	return b.String()
}

func (c chart) table() string {
	var b strings.Builder
	b.WriteString("| rows |")
	for _, l := range c.lines {
		b.WriteString(" " + l.name + " |")
	}
	b.WriteString("\n|---:|" + strings.Repeat("---:|", len(c.lines)) + "\n")
	for i, p := range c.lines[0].points {
		fmt.Fprintf(&b, "| %.0f |", p.rows)
		for _, l := range c.lines {
			b.WriteString(" " + span64(l.points[i].time) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// machine says what was measured on, and with which versions.
func machine(server string) string {
	info, _ := debug.ReadBuildInfo()
	versions := []string{server, runtime.Version()}
	for _, m := range info.Deps {
		if named[m.Path] {
			versions = append(versions, m.Path+" "+m.Version)
		}
	}
	return fmt.Sprintf("Measured on %s, %d of its processors, %s/%s; %s.\n", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH,
		strings.Join(versions, ", "))
}

var named = map[string]bool{
	"github.com/jackc/pgx/v5": true, "github.com/jmoiron/sqlx": true, "github.com/lib/pq": true, "github.com/georgysavva/scany/v2": true,
	"gorm.io/gorm": true, "github.com/uptrace/bun": true, "modernc.org/sqlite": true,
}

// processor is what /proc/cpuinfo calls it.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, has := strings.Cut(line, ":"); has && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "an unknown processor"
}
