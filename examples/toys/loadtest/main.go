// Command loadtest puts the application under load on each backend of drey, on GORM and on bun, and draws what it measured:
//
//	go -C examples/toys run ./loadtest            # all of it, some minutes; writes docs/loadtest
//	go -C examples/toys run ./loadtest -short     # a few seconds, to see that it works; into a directory of its own
//
// Users create and read users and toys, each sending a request as soon as the last one is answered. A PostgreSQL is started
// from the programs on this machine, or taken from DREY_TEST_POSTGRES; nothing else need be there.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// options are the flags.
type options struct {
	backends []string
	users    []int           // at a time
	delays   []time.Duration // of each round trip to the database
	rounds   int
	warm     time.Duration // before each measurement
	span     time.Duration // of each measurement
	pool     int           // connections to the database
	out      string
}

// full is what is measured without flags.
func full() options {
	return options{
		backends: []string{"pgx", "sqlx+pgx", "sqlx+pq", "gorm", "bun"}, users: []int{10, 50, 200, 1000}, delays: []time.Duration{0, time.Millisecond},
		rounds: 5, warm: time.Second, span: 2 * time.Second, pool: 15, out: filepath.Join("..", "..", "docs", "loadtest"),
	}
}

// short is a little of each.
func short() options {
	o := full()
	o.users, o.rounds, o.warm, o.span = []int{2, 20}, 1, 50*time.Millisecond, 200*time.Millisecond
	o.out = filepath.Join(os.TempDir(), "loadtest")
	return o
}

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if err == nil {
		err = run(ctx, o, os.Stderr)
	}
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func parse(args []string) (options, error) {
	flags := flag.NewFlagSet("loadtest", flag.ContinueOnError)
	little := flags.Bool("short", false, "a few seconds, to see that it works")
	backends := flags.String("backends", "", "some of pgx,sqlx+pgx,sqlx+pq,gorm,bun")
	users := flags.String("users", "", "how many at a time, as in 10,50,200,1000")
	rounds := flags.Int("rounds", 0, "how often each is measured")
	span := flags.Duration("span", 0, "how long each is measured")
	out := flags.String("out", "", "the directory to write into")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	o := full()
	if *little {
		o = short()
	}
	if *backends != "" {
		o.backends = strings.Split(*backends, ",")
	}
	if *rounds > 0 {
		o.rounds = *rounds
	}
	if *span > 0 {
		o.span = *span
	}
	if *out != "" {
		o.out = *out
	}
	return o, o.take(*users)
}

// take reads how many users there are at a time.
func (o *options) take(users string) error {
	if users == "" {
		return nil
	}
	o.users = nil
	for one := range strings.SplitSeq(users, ",") {
		n, err := strconv.Atoi(one)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of users: say -users 10,50,200,1000", one)
		}
		o.users = append(o.users, n)
	}
	slices.Sort(o.users)
	return nil
}

// run measures, and writes the report.
func run(ctx context.Context, o options, told io.Writer) (err error) {
	l, err := openLaboratory(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	cells, err := l.measure(ctx, o, told)
	if err != nil {
		return err
	}
	about, err := l.conditions(ctx, o)
	if err != nil {
		return err
	}
	r := newReport(about, o, cells)
	if err := r.write(o.out); err != nil {
		return err
	}
	fmt.Fprintln(told, "\nwritten:", o.out)
	return nil
}
