package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// supervisor finds the process whose children serve the connections of a PostgreSQL. It is 0 where the server is on another
// machine, or this system does not tell of processes; what the server costs is not known then.
func supervisor(ctx context.Context, url string) (pid int, err error) {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close(ctx) }()
	var backend int
	if err := c.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&backend); err != nil {
		return 0, err
	}
	serving, known := processOf(fmt.Sprintf("/proc/%d/stat", backend))
	if !known || serving.name != "postgres" {
		return 0, nil
	}
	return serving.parent, nil
}

// serverTime is what a PostgreSQL has used of the processors since its start: its children, and those that have ended.
func serverTime(supervisor int) (used time.Duration) {
	if supervisor == 0 {
		return 0
	}
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is good
	for _, file := range files {
		p, known := processOf(file)
		if known && p.parent == supervisor {
			used += p.own
		}
		if known && p.id == supervisor {
			used += p.own + p.ended
		}
	}
	return used
}

// process is what Linux tells of one.
type process struct {
	id, parent int
	name       string
	own, ended time.Duration // processors' time of itself, and of its children that have ended
}

// tick is Linux's unit of processors' time, whatever the clock's.
const tick = 10 * time.Millisecond

// processOf reads a file of /proc. The name stands in parentheses and may have anything in it.
func processOf(file string) (p process, known bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return p, false // it has ended, or this is no Linux
	}
	id, rest, _ := strings.Cut(string(text), " (")
	end := strings.LastIndex(rest, ") ")
	if end < 0 {
		return p, false
	}
	fields := strings.Fields(rest[end+2:])
	number := func(i int) int {
		n, _ := strconv.Atoi(fields[i]) // of a file that Linux wrote
		return n
	}
	p.id, _ = strconv.Atoi(id)
	p.name, p.parent = rest[:end], number(1)
	p.own, p.ended = time.Duration(number(11)+number(12))*tick, time.Duration(number(13)+number(14))*tick
	return p, true
}
