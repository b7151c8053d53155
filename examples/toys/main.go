// Command toys is an application on drey: users and the toys that they have, over HTTP.
//
//	go -C examples/toys run .         # SQLite, no set-up: http://localhost:8080 and http://localhost:8080/docs/
//	go -C examples/toys run . seed    # some users and toys to begin with
//	go -C examples/toys run . -backend pgx -url postgresql://admin:secret@localhost:5432/toys
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/drey-db/drey/examples/toys/database"
	"github.com/drey-db/drey/examples/toys/routers"
	"github.com/drey-db/drey/examples/toys/settings"
	"github.com/drey-db/drey/examples/toys/telemetry"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Getenv, os.Stderr); {
	case errors.Is(err, settings.ErrUsage):
		os.Exit(2)
	case err != nil:
		slog.Error("toys ends", "error", err)
		os.Exit(1)
	}
}

// run does what a command line says until ctx ends.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) (err error) {
	s, err := settings.Parse(args, getenv, out)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(out, nil))
	stop, err := telemetry.Start(ctx, s.Traces)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop(context.WithoutCancel(ctx))) }()
	if s.Command == "seed" {
		return seed(ctx, s, log)
	}
	store, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return serve(ctx, s, store, log)
}

// seed fills an empty database.
func seed(ctx context.Context, s settings.Settings, log *slog.Logger) (err error) {
	d, err := openDrey(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	done, err := d.Seed(ctx)
	if err == nil {
		log.Info("seed", "done", done)
	}
	return err
}

// patience is how long requests may go on when the application ends.
const patience = 10 * time.Second

// serve answers until ctx ends, and then finishes what was begun.
func serve(ctx context.Context, s settings.Settings, store database.Store, log *slog.Logger) error {
	listener, err := net.Listen("tcp", s.Address)
	if err != nil {
		return fmt.Errorf("%w: say -address localhost:8081, or TOYS_ADDRESS", err)
	}
	server := &http.Server{Handler: telemetry.Handler(s.Traces, routers.New(store, log)), ReadHeaderTimeout: patience}
	log.Info("toys serves", "backend", s.Backend, "at", "http://"+listener.Addr().String())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("toys finishes what was begun")
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return server.Shutdown(limited)
}
