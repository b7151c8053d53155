package faults

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// The file and the name of a client that is to be killed.
const (
	clientFile = "DREY_FAULTS_CLIENT_FILE"
	clientName = "DREY_FAULTS_CLIENT_NAME"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(clientFile); file != "" {
		fmt.Println(client(file, os.Getenv(clientName)))
		os.Exit(1) // it was to be killed
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit))
}

// client makes transfers and says so, until it is killed.
func client(file, name string) error {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///"+file, repo.WithBackend(sqlxbackend.Backend{}))
	for i := 0; err == nil; i++ {
		p := plan{key: fmt.Sprintf("%s-%d", name, i), pieces: i%2 == 0}
		fmt.Println("begun", p.key)
		err = engine.Begin(ctx, func(s *repo.Session) error { return p.make(ctx, s) })
		switch {
		case err == nil:
			fmt.Println("done", p.key)
		case repo.Retryable(err) || errors.As(err, new(*repo.StaleDataError)):
			fmt.Println("failed", p.key)
			err = nil // the other client was faster
			time.Sleep(time.Millisecond)
		}
	}
	return err
}

// killClients kills clients of one file at random moments, and looks at it after each.
func killClients(t *testing.T) (c tally) {
	t.Helper()
	c.backend = "SQLite, kill -9 of the client"
	file := t.TempDir() + "/bank.db"
	bank := opened(t, "sqlite:///"+file, sqlxbackend.Backend{}, backends.PoolConfig{})
	openBank(t, bank)
	reported := map[string]outcome{}
	for i := range scaled().kills {
		killed(t, file, fmt.Sprintf("k%d", i), reported)
		c.faults++
		integrity, err := repo.Scalar[string](t.Context(), bank, builder.Text("PRAGMA integrity_check"))
		require.NoError(t, err)
		require.Equal(t, "ok", integrity)
	}
	c.transfers = len(reported)
	c.audit(t, bank, reported, nil)
	return c
}

// report is what a client says.
type report struct {
	mutex sync.Mutex
	text  strings.Builder
	did   chan struct{} // closed once it has done something
}

// Write implements io.Writer.
func (r *report) Write(p []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	before := strings.Contains(r.text.String(), "done ")
	if r.text.Write(p); !before && strings.Contains(r.text.String(), "done ") {
		close(r.did)
	}
	return len(p), nil
}

// String returns all of it.
func (r *report) String() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.text.String()
}

// killed runs two clients and kills them. What was begun last, of which nothing was heard, is unknown.
func killed(t *testing.T, file, name string, reported map[string]outcome) {
	t.Helper()
	var clients []*exec.Cmd
	var heard []*report
	for _, suffix := range []string{"a", "b"} {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), clientFile+"="+file, clientName+"="+name+suffix)
		said := &report{did: make(chan struct{})}
		cmd.Stdout = said
		require.NoError(t, cmd.Start())
		clients, heard = append(clients, cmd), append(heard, said)
	}
	select {
	case <-heard[0].did:
	case <-heard[1].did:
	case <-time.After(time.Minute):
		t.Error("no client has done anything")
	}
	time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
	for i, cmd := range clients {
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
		require.NotContains(t, heard[i].String(), "<nil>")
		lines := bufio.NewScanner(strings.NewReader(heard[i].String()))
		for lines.Scan() {
			word, key, ok := strings.Cut(lines.Text(), " ")
			switch {
			case ok && word == "begun":
				reported[key] = unknown
			case ok && word == "done":
				reported[key] = done
			case ok && word == "failed":
				reported[key] = failed
			default:
				t.Errorf("a client says: %s", lines.Text())
			}
		}
	}
}
