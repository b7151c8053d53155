package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// options are the flags.
type options struct {
	full     bool
	only     string
	out      string
	unpinned bool
}

func main() {
	var o options
	flag.BoolVar(&o.full, "full", false, "more rounds and more rows: half an hour or more")
	flag.StringVar(&o.only, "only", "", "names of workloads, with commas: told on standard output, and nothing is written")
	flag.StringVar(&o.out, "out", filepath.Join("..", "docs"), "the directory of performance.md")
	flag.BoolVar(&o.unpinned, "unpinned", false, "leave it to the system which processors are used")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if !o.unpinned {
		pin()
	}
	if err := run(ctx, o); err != nil {
		log.Fatal(err)
	}
}

// effort is how long to measure each way: near, and behind a millisecond.
func (o options) effort() (near, far effort) {
	if o.full {
		return effort{101, 10 * time.Millisecond}, effort{15, 20 * time.Millisecond}
	}
	return effort{21, 10 * time.Millisecond}, effort{3, 5 * time.Millisecond}
}

// chosen is whether a workload is to be measured.
func (o options) chosen(name string) bool {
	if o.only == "" {
		return true
	}
	for one := range strings.SplitSeq(o.only, ",") {
		if one == name {
			return true
		}
	}
	return false
}

func run(ctx context.Context, o options) (err error) {
	l, err := openLaboratory(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		if closed := l.close(); err == nil {
			err = closed
		}
	}()
	if err := l.prove(ctx); err != nil {
		return err
	}
	r, err := l.measure(ctx)
	if err != nil {
		return err
	}
	if o.only != "" {
		for _, s := range r.sections {
			fmt.Println(s.table())
		}
		return nil
	}
	return r.write(o.out)
}
