package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// application is the application in a process of its own.
type application struct {
	process *exec.Cmd
	base    string
	ended   chan error
}

// build compiles the application.
func build(ctx context.Context, dir string) (program string, err error) {
	program = filepath.Join(dir, "toys")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/drey-db/drey/examples/toys").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the application: %w\n%s", err, out)
	}
	return program, nil
}

var serving = regexp.MustCompile(`at=(http://\S+)`)

// launch starts the application, and waits until it serves.
func launch(ctx context.Context, program, backend, url string, pool int) (*application, error) {
	a := &application{ended: make(chan error, 1)}
	a.process = exec.Command(program, "-backend", backend, "-address", "localhost:0", "-pool", strconv.Itoa(pool))
	a.process.Env = append(os.Environ(), "TOYS_URL="+url)
	said, err := a.process.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := a.process.Start(); err != nil {
		return nil, err
	}
	at, heard := make(chan string, 1), &strings.Builder{}
	go func() {
		a.listen(io.TeeReader(said, heard), at)
		a.ended <- a.process.Wait()
	}()
	select {
	case a.base = <-at:
		return a, nil
	case err := <-a.ended:
		return nil, fmt.Errorf("the application on %s ended: %w: %s", backend, err, heard)
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), a.end())
	}
}

// listen reads what the application says to its end, and sends the address that it serves at.
func (a *application) listen(said io.Reader, at chan<- string) {
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if found := serving.FindStringSubmatch(lines.Text()); found != nil {
			at <- found[1]
		}
	}
}

// patience is how long an application may take to end.
const patience = 20 * time.Second

// end asks the application to finish, and waits until it has.
func (a *application) end() error {
	if err := a.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-a.ended:
		return err
	case <-time.After(patience):
		return errors.Join(errors.New("an application did not end"), a.process.Process.Kill())
	}
}

// usage is what an application has cost: processors' time since its start, and that of PostgreSQL; and memory now.
type usage struct {
	cpu, server time.Duration
	memory      int64
	err         error
}

// usageAt is what an application has cost at a moment.
func (l *laboratory) usageAt(a *application, moment time.Time) <-chan usage {
	asked := make(chan usage, 1)
	time.AfterFunc(time.Until(moment), func() {
		u := a.usage()
		u.server = serverTime(l.supervisor)
		asked <- u
	})
	return asked
}

// usage asks the application's metrics.
func (a *application) usage() (u usage) {
	response, err := http.Get(a.base + "/metrics")
	if err != nil {
		return usage{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, text, _ := strings.Cut(lines.Text(), " ")
		value, _ := strconv.ParseFloat(text, 64) // comments are no numbers, and no names either
		switch name {
		case "process_cpu_seconds_total":
			u.cpu = time.Duration(value * float64(time.Second))
		case "process_resident_memory_bytes":
			u.memory = int64(value)
		}
	}
	u.err = lines.Err()
	return u
}
