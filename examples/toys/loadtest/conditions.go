package main

import (
	"bufio"
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// conditions are under what a report was measured.
type conditions struct {
	machine, server, goVersion string
	libraries                  []string
	busy                       string // how much else the machine does
}

// measured are the libraries that are told with their versions.
var measured = []string{
	"github.com/jackc/pgx/v5", "github.com/lib/pq", "github.com/jmoiron/sqlx", "gorm.io/gorm", "gorm.io/driver/postgres", "github.com/uptrace/bun",
	"github.com/uptrace/bun/driver/pgdriver", "github.com/danielgtaylor/huma/v2", "github.com/tsenart/vegeta/v12",
}

func (l *laboratory) conditions(ctx context.Context, o options) (c conditions, err error) {
	if c.server, err = l.serverVersion(ctx); err != nil {
		return c, err
	}
	c.machine = fmt.Sprintf("%s, %d processors, %s/%s", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	c.goVersion = runtime.Version()
	if l.busy != "" {
		c.busy = fmt.Sprintf("%s processes wanted a processor at the beginning, and %s at the end,", l.busy, load())
	}
	for _, program := range []string{filepath.Join(l.dir, "toys"), os.Args[0]} {
		info, err := buildinfo.ReadFile(program)
		if err != nil {
			return c, err
		}
		for _, m := range info.Deps {
			if name := m.Path + " " + m.Version; slices.Contains(measured, m.Path) && !slices.Contains(c.libraries, name) {
				c.libraries = append(c.libraries, name)
			}
		}
	}
	return c, nil
}

// processor is the name of the machine's processor, where the system tells.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "a processor"
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, found := strings.Cut(lines.Text(), ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "a processor"
}

// load is how many processes wanted a processor during the last minute, where the system tells.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
