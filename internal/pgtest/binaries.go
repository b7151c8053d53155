package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// programs are what a throw-away cluster needs. A machine with PostgreSQL's client alone lacks them.
var programs = []string{"initdb", "pg_ctl", "postgres"}

// places are where installers put PostgreSQL: Debian, Red Hat, Homebrew on ARM and on Intel.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
}

// installed returns the directory of the programs to use: the one that DREY_TEST_BINARIES names, else what [binaries] finds.
func installed() (string, error) {
	named := os.Getenv("DREY_TEST_BINARIES")
	if named == "" {
		return binaries(os.Getenv("PATH"), places)
	}
	if !complete(named) {
		return "", fmt.Errorf("DREY_TEST_BINARIES is not the absolute path of a directory with %s", strings.Join(programs, ", "))
	}
	return named, nil
}

// binaries returns the directory of PostgreSQL's programs: the first in path, a list as PATH is, else the newest version
// in places, which are glob patterns.
func binaries(path string, places []string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if complete(dir) {
			return dir, nil
		}
	}
	newest, highest := "", -1.0
	for _, place := range places {
		dirs, err := filepath.Glob(place)
		if err != nil {
			return "", err
		}
		for _, dir := range dirs {
			if v := version(dir); v > highest && complete(dir) {
				newest, highest = dir, v
			}
		}
	}
	if newest == "" {
		return "", errMissing
	}
	return newest, nil
}

// complete reports whether dir, an absolute path, holds every program.
func complete(dir string) bool {
	for _, program := range programs {
		info, err := os.Stat(filepath.Join(dir, program))
		if err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return filepath.IsAbs(dir)
}

var number = regexp.MustCompile(`\d+(\.\d+)?`)

// version reads a version out of a path such as /usr/lib/postgresql/9.6/bin; 0 when the path has none.
func version(dir string) float64 {
	all := number.FindAllString(dir, -1)
	if len(all) == 0 {
		return 0
	}
	v, _ := strconv.ParseFloat(all[len(all)-1], 64)
	return v
}
